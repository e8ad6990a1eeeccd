import { Button, TextInput } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import { useNow, usePageTitle } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { claim, sessionQuery } from './admin-client.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';

/** One question: the code on the sticker the first time, of the visit later. After too many wrong ones it counts the seconds down. */
export function ClaimPage({ session }: { session: AdminSession }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const now = useNow(500);
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [lockedUntil, setLockedUntil] = useState(0);
  const [busy, setBusy] = useState(false);
  const field = useId();
  usePageTitle(t('claim.title'), t('product'));
  const visit = session.claimed && session.visits;
  const seconds = Math.max(0, Math.ceil((lockedUntil - now) / 1000));

  const send = async () => {
    setBusy(true);
    const answer = await claim(code.trim());
    setBusy(false);
    if (answer.ok) {
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      return;
    }
    setLockedUntil(Date.now() + (answer.error.retryAfter ?? 0) * 1000);
    setProblem(answer.error.retryAfter === null ? sentence(answer.error) : '');
    document.getElementById(field)?.focus();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (busy || seconds > 0) return;
    if (code.trim() === '') {
      setProblem(t(visit ? 'claim.emptyVisit' : 'claim.empty'));
      document.getElementById(field)?.focus();
    } else void send();
  };
  const shown = seconds > 0 ? t('claim.locked', { n: seconds }) : problem;
  return (
    <form onSubmit={onSubmit} noValidate className={classes['claim']}>
      <h1>{t(session.claimed ? 'claim.again' : 'claim.title')}</h1>
      <p>{t(visit ? 'claim.reasonVisit' : 'claim.reason')}</p>
      <TextInput
        id={field}
        size="lg"
        label={t(visit ? 'claim.visit' : 'claim.code')}
        description={t(visit ? 'claim.visitHint' : 'claim.hint')}
        required
        withAsterisk={false}
        autoComplete="one-time-code"
        autoCapitalize="characters"
        inputMode={visit ? 'numeric' : 'text'}
        spellCheck={false}
        value={code}
        error={shown === '' ? null : shown}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          setProblem('');
        }}
      />
      <Button type="submit" size="lg" fullWidth loading={busy}>
        {t('actions.open')}
      </Button>
      {visit && <p className={classes['quiet']}>{t('claim.recovery')}</p>}
    </form>
  );
}
