import { Button, Skeleton } from '@mantine/core';
import type { PolicyHistoryAnswer } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { type RequestError, TimeText } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { policyHistoryQuery, readPolicyVersion } from '../api/layers.ts';
import { QueryError } from '../api/query-error.tsx';
import { useMay } from '../api/use-person.ts';
import classes from './policy.module.css';
import { Failure } from './send-notices.tsx';

type Entry = PolicyHistoryAnswer['entries'][number];

interface VersionListProps {
  appliance: string;
  current: number;
  /** Puts what stood then into the form; nothing is sent by it. */
  onPutBack: (policy: Policy) => void;
}

/** Who changed what and when; an old content comes back as a new version, after the usual look at what changes. */
export function VersionList({ appliance, current, onPutBack }: VersionListProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className={classes['origins']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('versions.title')}</summary>
      {open && <Versions appliance={appliance} current={current} onPutBack={onPutBack} />}
    </details>
  );
}

function Versions({ appliance, current, onPutBack }: VersionListProps) {
  const { t } = useTranslation();
  const history = useQuery(policyHistoryQuery(appliance, current));
  const [failure, setFailure] = useState<RequestError | null>(null);
  const [put, setPut] = useState<number | null>(null);
  if (history.isPending) return <Skeleton height={120} />;
  if (history.data === undefined) return <QueryError thrown={history.error} onRetry={() => void history.refetch()} />;
  const putBack = async (version: number) => {
    const answer = await readPolicyVersion(appliance, version);
    setFailure(answer.ok ? null : answer.error);
    setPut(answer.ok ? version : null);
    if (!answer.ok) return;
    onPutBack(answer.value.policy);
    document.getElementById('preview')?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      <p className={classes['hint']}>{t('versions.hint')}</p>
      {failure !== null && <Failure error={failure} />}
      <div role="status">{put !== null && <p>{t('versions.put', { n: put })}</p>}</div>
      <ol className={classes['versions']} aria-label={t('versions.title')}>
        {history.data.entries.map((entry) => (
          <Line key={entry.version} entry={entry} current={current} onPutBack={() => void putBack(entry.version)} />
        ))}
      </ol>
    </>
  );
}

function Line({ entry, current, onPutBack }: { entry: Entry; current: number; onPutBack: () => void }) {
  const { t } = useTranslation();
  const mayEdit = useMay('analyst');
  const { actor, at, reason, version } = entry;
  return (
    <li>
      <div>
        <b>{t('policy.version', { n: version })}</b> {t(`versions.action.${entry.action}`)}
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
