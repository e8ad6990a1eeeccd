import { Button, PasswordInput } from '@mantine/core';
import { LanguageSwitch, usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn } from '../api/commands.ts';
import { sessionKey } from '../api/queries.ts';
import { useErrorWords } from '../api/use-error-words.ts';
import { Brand } from '../shell/brand.tsx';
import classes from './sign-in.module.css';

export function SignInPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useId();
  usePageTitle(t('signIn.title'), t('product'));

  const submit = async () => {
    if (code.trim() === '') {
      setProblem(t('signIn.empty'));
      document.getElementById(field)?.focus();
      return;
    }
    setBusy(true);
    const answer = await signIn(code.trim());
    setBusy(false);
    if (answer.ok) {
      await queries.resetQueries({ queryKey: sessionKey });
      return;
    }
    const { status, retryAfter } = answer.error;
    const locked = status === 429 && retryAfter !== null;
    setProblem(locked ? t('signIn.locked', { n: retryAfter }) : sentence(answer.error));
    document.getElementById(field)?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };

  return (
    <main className={classes['frame']}>
      <div className={classes['card']}>
        <div className={classes['head']}>
          <Brand />
          <LanguageSwitch label={t('language')} words={{ ja: t('languageName.ja'), en: t('languageName.en') }} />
        </div>
        <h1>{t('signIn.title')}</h1>
        <form onSubmit={onSubmit} noValidate className={classes['form']}>
          <PasswordInput
            id={field}
            size="md"
            label={t('signIn.code')}
            description={t('signIn.hint')}
            required
            withAsterisk={false}
            autoComplete="current-password"
            autoFocus
            value={code}
            error={problem === '' ? null : problem}
            onChange={(event) => setCode(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show'), tabIndex: 0, 'aria-hidden': false }}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('actions.signIn')}
          </Button>
        </form>
      </div>
    </main>
  );
}
