import { Button, TextInput } from '@mantine/core';
import { usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/commands.ts';
import { makeFirstAdmin, welcomeQuery } from '../api/people.ts';
import { sessionKey } from '../api/queries.ts';
import { Entrance } from './entrance.tsx';
import { NameField, PasswordField, Refusal } from './secret-fields.tsx';
import classes from './sign-in.module.css';
import { useSubmit } from './use-submit.ts';

/** A center without accounts: whoever has the code of its start makes the first admin. */
export function FirstAdminPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  usePageTitle(t('firstAdmin.title'), t('product'));
  const { busy, refused, onSubmit } = useSubmit(
    () => makeFirstAdmin({ code, name, displayName, password }),
    async () => {
      await signIn({ name, password });
      await queries.resetQueries({ queryKey: welcomeQuery.queryKey });
      await queries.resetQueries({ queryKey: sessionKey });
    },
  );
  return (
    <Entrance title={t('firstAdmin.title')}>
      <p>{t('firstAdmin.lead')}</p>
      <form onSubmit={onSubmit} noValidate className={classes['form']}>
        <TextInput
          autoFocus
          size="md"
          label={t('firstAdmin.code')}
          description={t('firstAdmin.codeHint')}
          autoComplete="off"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <NameField label={t('signIn.name')} hint={t('firstAdmin.nameHint')} value={name} onChange={setName} />
        <TextInput
          size="md"
          label={t('people.displayName')}
          autoComplete="name"
          maxLength={60}
          value={displayName}
          onChange={(event) => setDisplayName(event.currentTarget.value)}
        />
        <PasswordField
          purpose="new"
          label={t('signIn.password')}
          hint={t('account.passwordHint')}
          value={password}
          onChange={setPassword}
        />
        <Refusal error={refused} />
        <Button type="submit" size="md" loading={busy}>
          {t('actions.makeFirst')}
        </Button>
      </form>
    </Entrance>
  );
}
