import { Button } from '@mantine/core';
import type { AccountRow } from '@omamori/contract/console-api/people';
import { needsSecondFactor } from '@omamori/contract/console-api/roles';
import { StateWord, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../api/use-person.ts';
import { TableBox } from '../shell/table-box.tsx';
import type { Question } from './ask-dialog.tsx';
import classes from './people.module.css';
import { ScopeWords } from './scope-words.tsx';

interface PeopleTableProps {
  people: readonly AccountRow[];
  onChange: (account: AccountRow) => void;
  onAsk: (account: AccountRow, question: Question) => void;
  onSessions: (account: AccountRow) => void;
}

export function PeopleTable({ people, onChange, onAsk, onSessions }: PeopleTableProps) {
  const { t } = useTranslation();
  return (
    <TableBox label={t('people.title')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('people.person')}</th>
            <th scope="col">{t('people.role')}</th>
            <th scope="col">{t('people.scope')}</th>
            <th scope="col">{t('people.state')}</th>
            <th scope="col">{t('people.lastSignIn')}</th>
            <th scope="col">{t('people.acts')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((account) => (
            <tr key={account.id}>
              <th scope="row">
                <b>{account.displayName}</b>
                <div className={classes['hint']}>{account.name}</div>
              </th>
              <td>{t(`role.${account.role}`)}</td>
              <td>
                <ScopeWords scope={account.scope} />
              </td>
              <td>
                <States account={account} />
              </td>
              <td>{account.lastSignIn === null ? t('people.neverSignedIn') : <TimeText iso={account.lastSignIn} />}</td>
              <td>
                <Acts account={account} onChange={onChange} onAsk={onAsk} onSessions={onSessions} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function States({ account }: { account: AccountRow }) {
  const { t } = useTranslation();
  const { role, secondFactor, sessions, state, temporaryPassword } = account;
  return (
    <div className={classes['states']}>
      <StateWord tone={state === 'active' ? 'ok' : 'quiet'} word={t(`accountState.${state}`)} />
      {temporaryPassword && <StateWord tone="caution" word={t('people.temporary')} />}
      {secondFactor && <span>{t('people.factorOn')}</span>}
      {!secondFactor && needsSecondFactor(role) && <StateWord tone="warn" word={t('people.factorMissing')} />}
      {sessions > 0 && <span className={classes['hint']}>{t('people.sessions', { n: sessions })}</span>}
    </div>
  );
}

function Acts({ account, onChange, onAsk, onSessions }: Omit<PeopleTableProps, 'people'> & { account: AccountRow }) {
  const { t } = useTranslation();
  const own = usePerson()?.id === account.id;
  const named = (act: string) => t('people.actNamed', { act, name: account.displayName });
  const button = (word: string, onClick: () => void) => (
    <Button key={word} variant="default" size="compact-sm" aria-label={named(word)} onClick={onClick}>
      {word}
    </Button>
  );
  if (own) return <p className={classes['hint']}>{t('people.own')}</p>;
  const toggle = account.state === 'active' ? 'disable' : 'enable';
  return (
    <div className={classes['acts']}>
      {button(t('actions.change'), () => onChange(account))}
      {button(t('actions.reset'), () => onAsk(account, 'reset'))}
      {account.sessions > 0 && button(t('actions.seeSessions'), () => onSessions(account))}
      {account.sessions > 0 && button(t('actions.endSessions'), () => onAsk(account, 'endSessions'))}
      {button(t(`actions.${toggle}`), () => onAsk(account, toggle))}
    </div>
  );
}
