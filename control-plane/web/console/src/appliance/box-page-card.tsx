import { Button } from '@mantine/core';
import { boxPageSchema, type VisitCode, visitCodeSchema } from '@omamori/contract/console-api/visits';
import { groupVisitCode } from '@omamori/contract/visit-words';
import { type Answer, nothing, requestJson, TimeText, unwrap } from '@omamori/ui';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import { useMay } from '../api/use-person.ts';
import classes from './appliance.module.css';
import { BoxNetworkLine } from './box-network-line.tsx';

const urlOf = (id: string) => `/api/appliances/${encodeURIComponent(id)}`;

const boxPageQuery = (id: string) =>
  queryOptions({
    queryKey: ['box-page', id] as const,
    queryFn: async ({ signal }) => unwrap(await requestJson(`${urlOf(id)}/box-page`, boxPageSchema, { signal })),
  });

function issueVisitCode(id: string): Promise<Answer<VisitCode>> {
  return requestJson(`${urlOf(id)}/visit-code`, visitCodeSchema, { method: 'POST', body: {} });
}

/** The box's own page: a code for the technician, the fingerprint to compare, and what may pass by its word. */
export function BoxPageCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const page = useQuery(boxPageQuery(id)).data;
  const mayIssue = useMay('desk');
  if (page === undefined) return null;
  return (
    <section aria-labelledby="box-page" className={classes['head']}>
      <h2 id="box-page">{t('boxPage.title')}</h2>
      {page.visits && mayIssue && <VisitCodeButton id={id} />}
      <p className={classes['quiet']}>{t('boxPage.fingerprint')}</p>
      <p className="om-mono">
        {page.fingerprint === null ? t('boxPage.noFingerprint') : (page.fingerprint.match(/../g) ?? []).join(':')}
      </p>
      {page.network !== undefined && <BoxNetworkLine network={page.network} />}
      {page.localExceptions.length > 0 && (
        <>
          <p className={classes['quiet']}>{t('boxPage.exceptions')}</p>
          <ul className={classes['list']}>
            {page.localExceptions.map(({ id: key, target, device, until }) => (
              <li key={key}>
                <span className="om-mono">{Object.values(target).slice(1).join(' ')}</span> {device ?? ''}{' '}
                <TimeText iso={until} wrap={(time) => t('boxPage.until', { time })} />
                {mayIssue && <EndLocalButton id={id} exception={key} what={Object.values(target).slice(1).join(' ')} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The box is asked; it says no more than done. */
function EndLocalButton({ id, exception, what }: { id: string; exception: string; what: string }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    const answer = await requestJson(`${urlOf(id)}/local-exceptions/end`, nothing, {
      method: 'POST',
      body: { exception },
    });
    setBusy(false);
    setProblem(answer.ok ? '' : words(answer.error));
    if (answer.ok) await queries.invalidateQueries({ queryKey: ['box-page', id] });
  };
  return (
    <>
      {' '}
      <Button
        variant="default"
        size="compact-sm"
        loading={busy}
        aria-label={t('boxPage.endNamed', { what })}
        onClick={() => void end()}
      >
        {t('actions.endNow')}
      </Button>
      {problem !== '' && <p role="alert">{problem}</p>}
    </>
  );
}

function VisitCodeButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  const [issued, setIssued] = useState<VisitCode | null>(null);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const issue = async () => {
    setBusy(true);
    const answer = await issueVisitCode(id);
    setBusy(false);
    setIssued(answer.ok ? answer.value : null);
    setProblem(answer.ok ? '' : words(answer.error));
  };
  return (
    <div>
      <Button loading={busy} onClick={() => void issue()}>
        {t('actions.visitCode')}
      </Button>
      <div role="status">
        {issued !== null && (
          <>
            <p className={classes['visitCode']}>{groupVisitCode(issued.code)}</p>
            <p>
              <b>
                <TimeText iso={issued.endsAt} wrap={(time) => t('boxPage.until', { time })} />
              </b>
            </p>
            <p>{t('boxPage.once')}</p>
          </>
        )}
      </div>
      {problem !== '' && <p role="alert">{problem}</p>}
    </div>
  );
}
