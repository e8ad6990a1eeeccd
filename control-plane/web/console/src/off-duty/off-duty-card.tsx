import { NativeSelect, Skeleton } from '@mantine/core';
import { formatTime, useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { offDutyQuery } from '../api/off-duty.ts';
import { QueryError } from '../api/query-error.tsx';
import { HourBars } from './hour-bars.tsx';
import classes from './off-duty.module.css';
import { useCategoryName } from './use-category-name.ts';

const DAYS = [1, 7, 30] as const;

/** What the whole office used of sites outside work; single devices only under a request. */
export function OffDutyCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const [days, setDays] = useState<(typeof DAYS)[number]>(30);
  const answer = useQuery(offDutyQuery(id, days));
  const name = useCategoryName();
  const data = answer.data;
  return (
    <section aria-labelledby="off-duty" className={classes['card']}>
      <div className={classes['head']}>
        <h2 id="off-duty">{t('offDuty.cardTitle')}</h2>
        <NativeSelect
          aria-label={t('offDuty.span')}
          data={DAYS.map((n) => ({ value: String(n), label: t('offDuty.lastDays', { n }) }))}
          value={String(days)}
          onChange={(event) => setDays(DAYS.find((n) => String(n) === event.currentTarget.value) ?? days)}
        />
      </div>
      {answer.isPending && <Skeleton height={160} />}
      {answer.isError && data === undefined && (
        <QueryError thrown={answer.error} onRetry={() => void answer.refetch()} />
      )}
      {data !== undefined && (
        <>
          <p>{data.sentences[language].join(language === 'ja' ? '' : ' ')}</p>
          {data.hours.length > 0 && <HourBars answer={data} />}
          {data.persons.length > 0 && (
            <>
              <h3>{t('offDuty.personsTitle')}</h3>
              <ul className={classes['persons']}>
                {data.persons.map((person) => (
                  <li key={person.mac}>
                    <b>{person.label ?? person.mac}</b>{' '}
                    {t('offDuty.personFacts', { ...person, until: formatTime(person.until) })}
                    <br />
                    {person.used.length === 0
                      ? t('offDuty.nothingUsed')
                      : person.used
                          .map(({ category, quarters, refused }) =>
                            t('offDuty.usedLine', { category: name(category), minutes: quarters * 15, refused }),
                          )
                          .join(t('between'))}
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </section>
  );
}
