import { Button, Skeleton } from '@mantine/core';
import type { AccountRow, AccountSecret, PeopleAnswer } from '@omamori/contract/console-api/people';
import { usePageTitle } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { peopleKey, peopleQuery } from '../api/people.ts';
import { QueryError } from '../api/query-error.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { AskDialog, type Question, SecretDialog } from './ask-dialog.tsx';
import classes from './people.module.css';
import { PeopleTable } from './people-table.tsx';
import { SessionsDialog } from './sessions-dialog.tsx';

type Open =
  | { dialog: 'account'; account: AccountRow | null }
  | { dialog: 'ask'; account: AccountRow; question: Question }
  | { dialog: 'sessions'; account: AccountRow }
  | { dialog: 'secret'; secret: AccountSecret }
  | null;

export function PeoplePage() {
  const { t } = useTranslation();
  const people = useQuery(peopleQuery);
  usePageTitle(t('people.title'), t('product'));
  return (
    <div className={classes['page']}>
      <h1>{t('people.title')}</h1>
      {people.isPending && <Skeleton height={240} />}
      {people.isError && people.data === undefined && (
        <QueryError thrown={people.error} onRetry={() => void people.refetch()} />
      )}
      {people.data !== undefined && <People answer={people.data} />}
    </div>
  );
}

function People({ answer }: { answer: PeopleAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const done = (secret: AccountSecret | null) => {
    void queries.invalidateQueries({ queryKey: peopleKey });
    setOpen(secret === null ? null : { dialog: 'secret', secret });
  };
  return (
    <>
      <Button className={classes['start'] ?? ''} onClick={() => setOpen({ dialog: 'account', account: null })}>
        {t('people.add')}
      </Button>
      <PeopleTable
        people={answer.people}
        onChange={(account) => setOpen({ dialog: 'account', account })}
        onAsk={(account, question) => setOpen({ dialog: 'ask', account, question })}
        onSessions={(account) => setOpen({ dialog: 'sessions', account })}
      />
      {open?.dialog === 'sessions' && <SessionsDialog account={open.account} onClose={close} />}
      {open?.dialog === 'account' && (
        <AccountDialog account={open.account} choices={answer} onClose={close} onDone={done} />
      )}
      {open?.dialog === 'ask' && (
        <AskDialog account={open.account} question={open.question} onClose={close} onDone={done} />
      )}
      {open?.dialog === 'secret' && <SecretDialog secret={open.secret} onClose={close} />}
    </>
  );
}
