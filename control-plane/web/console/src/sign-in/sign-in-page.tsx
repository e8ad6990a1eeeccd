import { Button } from '@mantine/core';
import { usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/commands.ts';
import { sessionKey } from '../api/queries.ts';
import { Entrance } from './entrance.tsx';
import { CodeField, NameField, PasswordField, Refusal } from './secret-fields.tsx';
import classes from './sign-in.module.css';
import { useSubmit } from './use-submit.ts';

/** Name and password; the code is asked for only when the center says that the account has one. */
export function SignInPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [missing, setMissing] = useState(false);
  usePageTitle(t('signIn.title'), t('product'));
  const { busy, refused, onSubmit, setRefused } = useSubmit(
    async () => {
      const answer = await signIn({ name, password, ...(asksCode ? { code } : {}) });
      if (!answer.ok && answer.error.code === 'PPL_CODE_NEEDED') setAsksCode(true);
      return answer;
    },
    () => queries.resetQueries({ queryKey: sessionKey }),
  );
  const empty = asksCode ? code.trim() === '' : name.trim() === '' || password === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(empty);
    if (!empty) onSubmit(event);
  };
  const back = () => {
    setAsksCode(false);
    setCode('');
    setRefused(null);
  };
  const need = (value: string, words: string) => (missing && value.trim() === '' ? words : null);
  return (
    <Entrance title={t('signIn.title')}>
      <form onSubmit={submit} noValidate className={classes['form']}>
        {asksCode ? (
          <>
            <p>{t('signIn.codeStep', { name })}</p>
            <CodeField
              key="code"
              autoFocus
              label={t('signIn.code')}
              hint={t('signIn.codeHint')}
              value={code}
              error={need(code, t('signIn.codeEmpty'))}
              onChange={setCode}
            />
          </>
        ) : (
          <>
            <NameField
              autoFocus
              label={t('signIn.name')}
              value={name}
              error={need(name, t('signIn.nameEmpty'))}
              onChange={setName}
            />
            <PasswordField
              purpose="current"
              label={t('signIn.password')}
              value={password}
              error={need(password, t('signIn.passwordEmpty'))}
              onChange={setPassword}
            />
          </>
        )}
        <Refusal error={refused?.code === 'PPL_CODE_NEEDED' ? null : refused} />
        <Button type="submit" size="md" loading={busy}>
          {t('actions.signIn')}
        </Button>
        {asksCode && (
          <Button variant="default" size="md" onClick={back}>
            {t('signIn.back')}
          </Button>
        )}
      </form>
      <p className={classes['hint']}>{t('signIn.help')}</p>
    </Entrance>
  );
}
