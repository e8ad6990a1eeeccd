import { Button, FileButton, Skeleton } from '@mantine/core';
import type { BundleRow, BundlesAnswer } from '@omamori/contract/console-api/bundles';
import { EmptyState, StateWord, TimeText, usePageTitle } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bundlesKey, bundlesQuery, uploadBundle } from '../api/bundles.ts';
import { QueryError } from '../api/query-error.tsx';
import { useErrorWords } from '../api/use-error-words.ts';
import { useMay } from '../api/use-person.ts';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { bundlePath } from '../routing/routes.ts';
import { TableBox } from '../shell/table-box.tsx';
import classes from './bundles.module.css';
import { RolloutState } from './rollout-state.tsx';

/** Which rules and lists the service has, where they are in force, and how they get there. */
export function BundlesPage() {
  const { t } = useTranslation();
  const bundles = useQuery(bundlesQuery);
  const isAdmin = useMay('admin');
  usePageTitle(t('bundles.title'), t('product'));
  return (
    <div className={classes['page']}>
      <h1>{t('bundles.title')}</h1>
      <p>{t('bundles.lead')}</p>
      {isAdmin && <Upload />}
      {bundles.isPending && <Skeleton height={240} />}
      {bundles.isError && bundles.data === undefined && (
        <QueryError thrown={bundles.error} onRetry={() => void bundles.refetch()} />
      )}
      {bundles.data !== undefined && <Answer answer={bundles.data} />}
    </div>
  );
}

function Upload() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const words = useErrorWords();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ tone: 'ok' | 'danger'; word: string } | null>(null);
  const send = async (file: File | null) => {
    if (file === null) return;
    setBusy(true);
    const answer = await uploadBundle(file);
    setBusy(false);
    setTold(
      answer.ok
        ? { tone: 'ok', word: t('bundles.taken', { version: answer.value.version }) }
        : { tone: 'danger', word: words(answer.error) },
    );
    void queries.invalidateQueries({ queryKey: bundlesKey });
  };
  return (
    <div className={classes['section']}>
      <div>
        <FileButton onChange={(file) => void send(file)} accept=".bundle,application/octet-stream">
          {(props) => (
            <Button {...props} loading={busy}>
              {t('bundles.upload')}
            </Button>
          )}
        </FileButton>
      </div>
      <p className={classes['hint']}>{t('bundles.uploadHint')}</p>
      <div role="status">{told !== null && <StateWord tone={told.tone} word={told.word} />}</div>
    </div>
  );
}

function Answer({ answer }: { answer: BundlesAnswer }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { bundles, inForce, notes } = answer;
  return (
    <>
      <section className={classes['section']} aria-labelledby="in-force">
        <h2 id="in-force">{t('bundles.inForce')}</h2>
        {inForce.length === 0 && <p>{t('bundles.noneInForce')}</p>}
        <ul className={classes['list']}>
          {inForce.map(({ version, date, boxes }) => (
            <li key={version}>
              <b className="om-mono">{version}</b> {t('bundles.inForceAt', { n: number(boxes), date })}
            </li>
          ))}
        </ul>
      </section>
      <section className={classes['section']} aria-labelledby="all-bundles">
        <h2 id="all-bundles">{t('bundles.all')}</h2>
        {bundles.length === 0 ? (
          <EmptyState title={t('bundles.none')} reason={t('bundles.noneReason')} action={null} />
        ) : (
          <Bundles bundles={bundles} />
        )}
      </section>
      {notes.length > 0 && <Notes notes={notes} />}
    </>
  );
}

function Bundles({ bundles }: { bundles: readonly BundleRow[] }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <TableBox label={t('bundles.all')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('bundles.version')}</th>
            <th scope="col">{t('bundles.state')}</th>
            <th scope="col" className={classes['number']}>
              {t('bundles.boxes')}
            </th>
            <th scope="col" className={classes['number']}>
              {t('bundles.entries')}
            </th>
            <th scope="col" className={classes['number']}>
              {t('bundles.refused')}
            </th>
            <th scope="col">{t('bundles.added')}</th>
          </tr>
        </thead>
        <tbody>
          {bundles.map((row) => (
            <tr key={row.version}>
              <th scope="row">
                <Link to={bundlePath(row.version)} className="om-mono">
                  {row.version}
                </Link>
              </th>
              <td>
                <RolloutState rollout={row.rollout} />
              </td>
              <td className={classes['number']}>{number(row.inForce)}</td>
              <td className={classes['number']}>{number(row.entries)}</td>
              <td className={classes['number']}>{number(row.refused)}</td>
              <td>
                <TimeText iso={row.addedAt} /> {row.addedBy}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function Notes({ notes }: { notes: BundlesAnswer['notes'] }) {
  const { t } = useTranslation();
  const findings = (text: string) =>
    text
      .split(' ')
      .map((kind) => t(`bundles.finding.${kind}`))
      .join(t('between'));
  return (
    <section className={classes['section']} aria-labelledby="bundle-notes">
      <h2 id="bundle-notes">{t('bundles.notes')}</h2>
      <ul className={classes['list']}>
        {notes.map(({ at, actor, kind, version, text }) => (
          <li key={`${at} ${kind} ${version}`}>
            <TimeText iso={at} /> {version !== null && <b className="om-mono">{version}</b>} {t(`bundles.note.${kind}`)}{' '}
            {actor === null ? t('bundles.byItself') : actor}
            {text !== null && kind !== 'ring' && (
              <span className={classes['hint']}> {kind === 'stopped' ? findings(text) : text}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
