import { Button, Skeleton } from '@mantine/core';
import type { SessionRow } from '@omamori/contract/console-api/people';
import { TimeText } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { endOwnSession, ownSessionsKey, ownSessionsQuery } from '../api/people.ts';
import { QueryError } from '../api/query-error.tsx';
import classes from './settings.module.css';
import { useProgramWords } from './use-program-words.ts';

/** Where the account is signed in; anything but this place can be ended. */
export function SessionList() {
  const { t } = useTranslation();
  const sessions = useQuery(ownSessionsQuery);
  if (sessions.isPending) return <Skeleton height={80} />;
  if (sessions.data === undefined)
    return <QueryError thrown={sessions.error} onRetry={() => void sessions.refetch()} />;
  return (
    <ul className={classes['list']} aria-label={t('account.sessions')}>
      {sessions.data.sessions.map((session) => (
        <Line key={session.id} session={session} />
      ))}
    </ul>
  );
}

function Line({ session }: { session: SessionRow }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const where = useProgramWords()(session.program);
  const end = async () => {
    await endOwnSession(session.id);
    await queries.invalidateQueries({ queryKey: ownSessionsKey });
  };
  return (
    <li>
      <div>
        <b>{where}</b> <span className="om-mono">{session.source}</span>
        <div className={classes['hint']}>
          {t('account.since')} <TimeText iso={session.createdAt} /> · {t('account.lastUsed')}{' '}
          <TimeText iso={session.lastUsedAt} />
        </div>
      </div>
      {session.current ? (
        <span>{t('account.here')}</span>
      ) : (
        <Button variant="default" aria-label={t('account.endNamed', { where })} onClick={() => void end()}>
          {t('actions.endSession')}
        </Button>
      )}
    </li>
  );
}
