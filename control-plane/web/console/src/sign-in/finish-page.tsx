import { Button } from '@mantine/core';
import type { SessionAnswer } from '@omamori/contract/console-api';
import { usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/commands.ts';
import { sessionKey } from '../api/queries.ts';
import { PasswordForm } from '../settings/password-form.tsx';
import { SecondFactorForm } from '../settings/second-factor-form.tsx';
import { Entrance } from './entrance.tsx';
import classes from './sign-in.module.css';

/** What an account must do before the console opens, one thing after the other. */
export function FinishPage({ session }: { session: SessionAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [step = 'password'] = session.finish;
  usePageTitle(t(`finish.${step}`), t('product'));
  const look = () => void queries.invalidateQueries({ queryKey: sessionKey });
  const leave = async () => {
    await signOut();
    await queries.resetQueries({ queryKey: sessionKey });
  };
  return (
    <Entrance title={t(`finish.${step}`)}>
      <p>{t(`finish.why.${step}`)}</p>
      {step === 'password' ? <PasswordForm onDone={look} /> : <SecondFactorForm onDone={look} />}
      <div className={classes['foot']}>
        <span>{session.person.displayName}</span>
        <Button variant="default" onClick={() => void leave()}>
          {t('actions.signOut')}
        </Button>
      </div>
    </Entrance>
  );
}
