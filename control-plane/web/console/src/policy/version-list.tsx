import { Button, Skeleton } from '@mantine/core';
import { type Answer, type RequestError, TimeText } from '@omamori/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryError } from '../api/query-error.tsx';
import { useMay } from '../api/use-person.ts';
import classes from './policy.module.css';
import { Failure } from './send-notices.tsx';

export interface VersionEntry {
  readonly version: number;
  readonly at: string;
  readonly actor: string;
  /** What was done, and why. */
  readonly words: string;
  readonly reason: string | null;
}

interface VersionsProps<T> {
  history: UseQueryResult<readonly VersionEntry[]>;
  current: number;
  read: (version: number) => Promise<Answer<T>>;
  /** Puts what stood then into the form; nothing is sent by it. */
  onPutBack: (stood: T) => void;
}

/** Closed until somebody looks: the history is asked for only then. */
export function VersionList({ children }: { children: () => ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className={classes['origins']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('versions.title')}</summary>
      {open && children()}
    </details>
  );
}

/** Who changed what and when; an old content comes back as a new version, after the usual look at what changes. */
export function Versions<T>({ history, current, read, onPutBack }: VersionsProps<T>) {
  const { t } = useTranslation();
  const [failure, setFailure] = useState<RequestError | null>(null);
  const [put, setPut] = useState<number | null>(null);
  if (history.isPending) return <Skeleton height={120} />;
  if (history.data === undefined) return <QueryError thrown={history.error} onRetry={() => void history.refetch()} />;
  if (history.data.length === 0) return <p className={classes['hint']}>{t('versions.none')}</p>;
  const putBack = async (version: number) => {
    const answer = await read(version);
    setFailure(answer.ok ? null : answer.error);
    setPut(answer.ok ? version : null);
    if (!answer.ok) return;
    onPutBack(answer.value);
    document.getElementById('preview')?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      <p className={classes['hint']}>{t('versions.hint')}</p>
      {failure !== null && <Failure error={failure} />}
      <div role="status">{put !== null && <p>{t('versions.put', { n: put })}</p>}</div>
      <ol className={classes['versions']} aria-label={t('versions.title')}>
        {history.data.map((entry) => (
          <Line key={entry.version} entry={entry} current={current} onPutBack={() => void putBack(entry.version)} />
        ))}
      </ol>
    </>
  );
}

function Line({ entry, current, onPutBack }: { entry: VersionEntry; current: number; onPutBack: () => void }) {
  const { t } = useTranslation();
  const mayEdit = useMay('analyst');
  const { actor, at, reason, version, words } = entry;
  return (
    <li>
      <div>
        <b>{t('policy.version', { n: version })}</b> {words}
        <div className={classes['hint']}>
          <TimeText iso={at} /> · {t([`actor.${actor}`, 'actor.other'], { who: actor })}
          {reason !== null && ` · ${reason}`}
        </div>
      </div>
      {version === current ? (
        <span className={classes['hint']}>{t('versions.current')}</span>
      ) : (
        <Button
          variant="default"
          size="compact-sm"
          disabled={!mayEdit}
          aria-label={t('versions.putBackNamed', { n: version })}
          onClick={onPutBack}
        >
          {t('actions.putBack')}
        </Button>
      )}
    </li>
  );
}
