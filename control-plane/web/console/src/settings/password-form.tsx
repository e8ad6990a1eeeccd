import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '../api/people.ts';
import { PasswordField, Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import classes from './settings.module.css';

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const { busy, refused, onSubmit } = useSubmit(
    () => changePassword(current, password),
    () => {
      setCurrent('');
      setPassword('');
      onDone();
    },
  );
  return (
    <form onSubmit={onSubmit} noValidate className={classes['form']}>
      <PasswordField purpose="current" label={t('account.current')} value={current} onChange={setCurrent} />
      <PasswordField
        purpose="new"
        label={t('account.new')}
        hint={t('account.passwordHint')}
        value={password}
        onChange={setPassword}
      />
      <Refusal error={refused} />
      <Button type="submit" loading={busy}>
        {t('actions.changePassword')}
      </Button>
    </form>
  );
}
