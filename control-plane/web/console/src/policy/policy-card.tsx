import { Button, Modal, Skeleton } from '@mantine/core';
import type { ApplianceRow, PolicyAnswer } from '@omamori/contract/console-api';
import type { RequestError } from '@omamori/ui';
import { TimeText } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendPolicy } from '../api/commands.ts';
import { policyKey, policyQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useErrorWords } from '../api/use-error-words.ts';
import { ConvergenceLine } from './convergence-line.tsx';
import { InheritedNote } from './inherited-note.tsx';
import classes from './policy.module.css';
import { sameButStanding, samePolicy, standingOf, toDraft, toPolicy } from './policy-draft.ts';
import { PolicyFields } from './policy-fields.tsx';
import { isWarning, PreviewPanel, PreviewWords } from './preview-panel.tsx';
import { usePreview } from './use-preview.ts';

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
  const [base, setBase] = useState(current);
  const [draft, setDraft] = useState(() => toDraft(current.policy));
  const [sending, setSending] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [sentVersion, setSentVersion] = useState<number | null>(null);
  const [failure, setFailure] = useState<RequestError | null>(null);
  const result = toPolicy(draft);
  const changed = !result.ok || !samePolicy(result.policy, base.policy);
  const preview = usePreview(row.id, result.ok && changed ? result.policy : null);
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
  const blocked = preview.at === 'there' && preview.preview.problems.some((problem) => !isWarning(problem.code));
  return (
    <>
      <p className={classes['hint']}>
        {t('policy.version', { n: base.version })} · {t('policy.updated')} <TimeText iso={base.updatedAt} />{' '}
        {t('policy.by', { who: t([`actor.${base.updatedBy}`, 'actor.other'], { who: base.updatedBy }) })}
      </p>
      <InheritedNote inherited={base.inherited} />
      <ConvergenceLine row={row} sentVersion={sentVersion} />
      {stale && <StaleNotice onTake={() => startFrom(current, false)} onKeep={() => startFrom(current, true)} />}
      {failure !== null && !stale && <Failure error={failure} />}
      <div className={classes['columns']}>
        <div className={classes['form']}>
          <PolicyFields row={row} current={current} draft={draft} result={result} onChange={setDraft} />
        </div>
        <div className={classes['side']}>
          <PreviewPanel state={preview} />
          {!result.ok && <p>{t('policy.fixFirst')}</p>}
          <div className={classes['buttons']}>
            {changed && (
              <Button variant="default" onClick={() => startFrom(current, false)}>
                {t('actions.discard')}
              </Button>
            )}
            <Button
              disabled={preview.at !== 'there' || blocked || stale}
              aria-describedby="send-hint"
              onClick={() => setConfirming(true)}
            >
              {t('actions.review')}
            </Button>
          </div>
          <p id="send-hint" className={classes['hint']}>
            {t(changed ? 'policy.sendHint' : 'policy.nothingToSend')}
          </p>
        </div>
      </div>
      <Modal
        opened={confirming}
        onClose={() => setConfirming(false)}
        title={t('policy.confirm', { box: `${row.company} ${row.site}` })}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        <div className={classes['form']}>
          {preview.at === 'there' && <PreviewWords preview={preview.preview} />}
          <p className={classes['hint']}>{t('policy.afterSend')}</p>
          <div className={classes['buttons']}>
            <Button variant="default" onClick={() => setConfirming(false)}>
              {t('actions.cancel')}
            </Button>
            <Button loading={sending} onClick={() => void send()}>
              {t('actions.send')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

function StaleNotice({ onTake, onKeep }: { onTake: () => void; onKeep: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes['stale']} role="alert">
      <p>
        <b>{t('policy.stale')}</b> {t('policy.staleNext')}
      </p>
      <div className={classes['buttons']}>
        <Button onClick={onKeep}>{t('actions.keepMine')}</Button>
        <Button variant="default" onClick={onTake}>
          {t('actions.takeTheirs')}
        </Button>
      </div>
    </div>
  );
}

function Failure({ error }: { error: RequestError }) {
  const sentence = useErrorWords();
  return (
    <div className={classes['stale']} role="alert">
      <p>
        {sentence(error)} <span className="om-mono">{error.code}</span>
      </p>
    </div>
  );
}
