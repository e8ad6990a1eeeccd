import { Button } from '@mantine/core';
import { StateWord, TimeText } from '@omamori/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { floodsQuery, releaseSource } from './admin-client.ts';
import classes from './page.module.css';
import { useErrorWords } from './query-error.tsx';

const MOST_SHOWN = 8;

/** Whom the box keeps out for a time because it sent too much; nothing to see where nobody did. */
export function FloodList() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sentence = useErrorWords();
  const [problem, setProblem] = useState('');
  const { blocks = [], count = 0 } = useQuery(floodsQuery).data ?? {};
  if (blocks.length === 0) return null;
  const release = async (source: string) => {
    const answer = await releaseSource(source);
    setProblem(answer.ok ? '' : sentence(answer.error));
    await queries.invalidateQueries({ queryKey: floodsQuery.queryKey });
  };
  return (
    <section aria-labelledby="floods" className={classes['stack']}>
      <h2 id="floods">{t('floods.title')}</h2>
      <p className={classes['quiet']}>{t('floods.hint')}</p>
      {problem !== '' && (
        <p role="alert" className={classes['problem']}>
          {problem}
        </p>
      )}
      <ul className={classes['blocks']}>
        {blocks.slice(0, MOST_SHOWN).map(({ kind, source, until, packets, country, name }) => (
          <li key={`${kind} ${source}`}>
            <p className={classes['blockHead']}>
              <StateWord tone="warn" word={t(`floods.kind.${kind}`, { defaultValue: kind })} />
              <TimeText iso={until} wrap={(time) => t('exceptions.until', { time })} />
            </p>
            <p>
              <span className="om-mono">{source}</span>{' '}
              <span className={classes['quiet']}>
                {name ?? country ?? ''} {t('floods.packets', { n: packets })}
              </span>
            </p>
            <Button
              variant="default"
              size="md"
              mt={8}
              onClick={() => void release(source)}
              aria-label={`${t('floods.release')}: ${source}`}
            >
              {t('floods.release')}
            </Button>
          </li>
        ))}
      </ul>
      {count > MOST_SHOWN && <p className={classes['quiet']}>{t('floods.more', { n: count - MOST_SHOWN })}</p>}
    </section>
  );
}
