import { Button } from '@mantine/core';
import type { AdminException } from '@omamori/contract/admin-exceptions';
import { StateWord, TimeText, type Tone } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endException, exceptionsQuery } from './admin-client.ts';
import { nameOfTarget } from './name-target.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';

const TONES: Readonly<Record<AdminException['state'], Tone>> = {
  waiting: 'caution',
  'in-force': 'warn',
  overruled: 'quiet',
};

/** What may pass for now; nothing to see where nothing does. */
export function ExceptionList() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [problem, setProblem] = useState('');
  const exceptions = useQuery(exceptionsQuery).data?.exceptions ?? [];
  if (exceptions.length === 0) return null;
  const end = async (id: string) => {
    const answer = await endException(id);
    setProblem(answer.ok ? '' : sentence(answer.error));
    await queries.invalidateQueries({ queryKey: exceptionsQuery.queryKey });
  };
  return (
    <section aria-labelledby="exceptions" className={classes['stack']}>
      <h2 id="exceptions">{t('exceptions.title')}</h2>
      {problem !== '' && (
        <p role="alert" className={classes['problem']}>
          {problem}
        </p>
      )}
      <ul className={classes['blocks']}>
        {exceptions.map((exception) => {
          const { key, id } = nameOfTarget(exception.target);
          const what = t(`passWhat.${key}`, { id });
          return (
            <li key={exception.id}>
              <p className={classes['blockHead']}>
                <StateWord tone={TONES[exception.state]} word={t(`exceptionState.${exception.state}`)} />
                <TimeText iso={exception.until} wrap={(time) => t('exceptions.until', { time })} />
              </p>
              <p>
                {what}{' '}
                <span className={classes['quiet']}>
                  ({exception.deviceName ?? exception.device ?? t('pass.everybody')})
                </span>
              </p>
              <Button
                variant="default"
                size="md"
                mt={8}
                onClick={() => void end(exception.id)}
                aria-label={`${t('actions.end')}: ${what}`}
              >
                {t('actions.end')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
