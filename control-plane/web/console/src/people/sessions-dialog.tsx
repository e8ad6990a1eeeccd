import { Modal, Skeleton } from '@mantine/core';
import type { AccountRow } from '@omamori/contract/console-api/people';
import { TimeText } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionsOfQuery } from '../api/people.ts';
import { QueryError } from '../api/query-error.tsx';
import { useProgramWords } from '../settings/use-program-words.ts';
import classes from './people.module.css';

/** Where somebody is signed in. */
export function SessionsDialog({ account, onClose }: { account: AccountRow; onClose: () => void }) {
  const { t } = useTranslation();
  const sessions = useQuery({ ...sessionsOfQuery(account.id), staleTime: 0 });
  const words = useProgramWords();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('people.sessionsOf', { name: account.displayName })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      {sessions.isPending && <Skeleton height={80} />}
      {sessions.isError && <QueryError thrown={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data?.sessions.length === 0 && <p>{t('people.noSessions')}</p>}
      <ul className={classes['sessions']} aria-label={t('people.sessionsOf', { name: account.displayName })}>
        {sessions.data?.sessions.map((session) => (
          <li key={session.id}>
            <b>{words(session.program)}</b> <span className="om-mono">{session.source}</span>
            <div className={classes['hint']}>
              {t('account.since')} <TimeText iso={session.createdAt} /> · {t('account.lastUsed')}{' '}
              <TimeText iso={session.lastUsedAt} />
            </div>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
