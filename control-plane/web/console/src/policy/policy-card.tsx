import { Button, Skeleton } from '@mantine/core';
import type { ApplianceRow, PolicyAnswer } from '@omamori/contract/console-api';
import type { RequestError } from '@omamori/ui';
import { TimeText } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendPolicy } from '../api/commands.ts';
import { policyKey, policyQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useMay } from '../api/use-person.ts';
import { ConvergenceLine } from './convergence-line.tsx';
import { OriginTable } from './origin-table.tsx';
import classes from './policy.module.css';
import { sameButStanding, samePolicy, standingOf, toDraft, toPolicy } from './policy-draft.ts';
import { PolicyFields } from './policy-fields.tsx';
import { PolicyVersions } from './policy-versions.tsx';
import { isWarning, PreviewPanel, PreviewWords } from './preview-panel.tsx';
import { ReplayPanel, ReplaySummary } from './replay-panel.tsx';
import { SendDialog } from './send-dialog.tsx';
import { Failure, StaleNotice } from './send-notices.tsx';
import { usePreview } from './use-preview.ts';
import { useReplay } from './use-replay.ts';

export function PolicyCard({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery(row.id));
  return (
    <section className={classes['card']} aria-labelledby="policy">
      <h2 id="policy">{t('policy.title')}</h2>
      {policy.isPending && <Skeleton height={320} />}
      {policy.isError && policy.data === undefined && (
        <QueryError thrown={policy.error} onRetry={() => void policy.refetch()} />
      )}
      {policy.data !== undefined && <PolicyForm row={row} current={policy.data} />}
    </section>
  );
}

/** A draft stands on the version it began with; when the center has a newer one, the person decides. */
function PolicyForm({ row, current }: { row: ApplianceRow; current: PolicyAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayEdit = useMay('analyst');
  const [base, setBase] = useState(current);
  const [draft, setDraft] = useState(() => toDraft(current.policy));
  const [sending, setSending] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [sentVersion, setSentVersion] = useState<number | null>(null);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const result = toPolicy(draft);
  const changed = !result.ok || !samePolicy(result.policy, base.policy);
  const preview = usePreview(row.id, result.ok && changed ? result.policy : null);
  const refused = preview.at === 'there' && preview.preview.problems.some((problem) => !isWarning(problem.code));
  const replay = useReplay(row.id, result.ok && preview.at === 'there' && !refused ? result.policy : null);
  const newer = current.version > base.version;
  const stale = newer || failure?.code === 'CTR_POLICY_STALE';
  const startFrom = (answer: PolicyAnswer, keepDraft: boolean) => {
    setBase(answer);
    setDraft(keepDraft ? { ...draft, standing: standingOf(answer.policy) } : toDraft(answer.policy));
    setFailure(null);
  };
  if (newer && !changed) startFrom(current, false);
  else if (newer && failure === null && sameButStanding(current.policy, base.policy)) startFrom(current, true);

  const send = async () => {
    if (!result.ok) return;
    setSending(true);
    const answer = await sendPolicy(row.id, result.policy, base.version);
    setSending(false);
    setConfirming(false);
    if (answer.ok) {
      queries.setQueryData(policyKey(row.id), answer.value);
      startFrom(answer.value, false);
      setSentVersion(answer.value.version);
      return;
    }
    setFailure(answer.error);
    if (answer.error.status === 409) await queries.invalidateQueries({ queryKey: policyKey(row.id) });
  };
  return (
    <>
      <p className={classes['hint']}>
        {t('policy.version', { n: base.version })} · {t('policy.updated')} <TimeText iso={base.updatedAt} />{' '}
        {t('policy.by', { who: t([`actor.${base.updatedBy}`, 'actor.other'], { who: base.updatedBy }) })}
      </p>
      <ConvergenceLine row={row} sentVersion={sentVersion} />
      <OriginTable appliance={row.id} version={base.version} />
      {stale && <StaleNotice onTake={() => startFrom(current, false)} onKeep={() => startFrom(current, true)} />}
      {failure !== null && !stale && <Failure error={failure} />}
      <div className={classes['columns']}>
        <div className={classes['form']}>
          <PolicyFields row={row} current={current} draft={draft} result={result} onChange={setDraft} />
        </div>
        <div className={classes['side']}>
          <PreviewPanel state={preview} />
          <ReplayPanel state={replay.state} onAgain={replay.again} />
          {!result.ok && <p>{t('policy.fixFirst')}</p>}
          <div className={classes['buttons']}>
            {changed && (
              <Button variant="default" onClick={() => startFrom(current, false)}>
                {t('actions.discard')}
              </Button>
            )}
            <Button
              disabled={preview.at !== 'there' || refused || stale}
              aria-describedby="send-hint"
              onClick={() => setConfirming(true)}
            >
              {t('actions.review')}
            </Button>
          </div>
          <p id="send-hint" className={classes['hint']}>
            {t(changed ? 'policy.sendHint' : mayEdit ? 'policy.nothingToSend' : 'notAllowed.policy')}
          </p>
        </div>
      </div>
      <SendDialog
        opened={confirming}
        sending={sending}
        title={t('policy.confirm', { box: `${row.company} ${row.site}` })}
        onClose={() => setConfirming(false)}
        onSend={() => void send()}
      >
        {preview.at === 'there' && <PreviewWords preview={preview.preview} />}
        {replay.state.at === 'there' && replay.state.answer.report !== null && (
          <ReplaySummary report={replay.state.answer.report} />
        )}
        <p className={classes['hint']}>{t('policy.afterSend')}</p>
      </SendDialog>
      <PolicyVersions
        appliance={row.id}
        current={current.version}
        onPutBack={(policy) => setDraft({ ...toDraft(policy), standing: draft.standing, ended: draft.ended })}
      />
    </>
  );
}
