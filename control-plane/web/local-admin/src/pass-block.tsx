import { Button } from '@mantine/core';
import type { AdminBlock } from '@omamori/contract/admin-api';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addException, exceptionsQuery } from './admin-client.ts';
import { nameOfTarget } from './name-target.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';

type Pass = NonNullable<AdminBlock['pass']>;
const MINUTES = 60;

/** Two taps: the wish, and what it means. */
export function PassBlock({ pass, device }: { pass: Pass; device: string | null }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [state, setState] = useState<'idle' | 'asking' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState('');
  const asked = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const send = async () => {
    setState('busy');
    const answer = await addException({ ...pass, minutes: MINUTES });
    setProblem(answer.ok ? '' : sentence(answer.error));
    setState(answer.ok ? 'done' : 'asking');
    await queries.invalidateQueries({ queryKey: exceptionsQuery.queryKey });
  };
  const leave = () => {
    setState('idle');
    setProblem('');
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (state === 'done') return <p role="status">{t('pass.done')}</p>;
  if (state === 'idle')
    return (
      <Button ref={opener} variant="default" size="md" mt={8} onClick={() => setState('asking')}>
        {t('actions.pass')}
      </Button>
    );
  const { key, id } = nameOfTarget(pass.target);
  const whom = pass.device === null ? t('pass.everybody') : (device ?? pass.device);
  return (
    <fieldset className={classes['ask']} aria-labelledby={asked}>
      <p id={asked}>{t('pass.ask', { what: t(`passWhat.${key}`, { id }), whom })}</p>
      {problem !== '' && (
        <p role="alert" className={classes['problem']}>
          {problem}
        </p>
      )}
      <div className={classes['choices']}>
        <Button size="md" autoFocus loading={state === 'busy'} onClick={() => void send()}>
          {t('actions.passNow')}
        </Button>
        <Button size="md" variant="default" onClick={leave}>
          {t('actions.leave')}
        </Button>
      </div>
    </fieldset>
  );
}
