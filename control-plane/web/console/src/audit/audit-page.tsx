import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { EmptyState, usePageTitle } from '@omamori/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditQuery } from '../api/people.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { navigate, useLocation } from '../routing/use-location.ts';
import classes from './audit.module.css';
import { type AuditFilter, NO_AUDIT_FILTER, readAuditFilter, toAuditAddress } from './audit-address.ts';
import { AuditTable } from './audit-table.tsx';
import { useActName } from './use-act-name.ts';
import { VerifyChain } from './verify-chain.tsx';

const OUTCOMES = ['done', 'refused'] as const;

export function AuditPage() {
  const { t } = useTranslation();
  const number = useNumber();
  const { search } = useLocation();
  const filter = readAuditFilter(search);
  const log = useInfiniteQuery(auditQuery(filter));
  usePageTitle(t('audit.title'), t('product'));
  const show = (next: AuditFilter) => navigate(toAuditAddress(next), 'replace');
  const pages = log.data?.pages ?? [];
  const entries = pages.flatMap((page) => page.entries);
  const [first] = pages;
  return (
    <div className={classes['page']}>
      <h1>{t('audit.title')}</h1>
      <p className={classes['hint']}>{t('audit.lead')}</p>
      <div className={classes['tools']}>
        <VerifyChain />
        <a href="/api/audit/export" download="omamori-audit.jsonl">
          {t('audit.export')}
        </a>
      </div>
      <Filter key={search} filter={filter} acts={first?.acts ?? []} onShow={show} />
      {log.isPending && <Skeleton height={320} />}
      {log.isError && first === undefined && <QueryError thrown={log.error} onRetry={() => void log.refetch()} />}
      {first !== undefined && (
        <>
          <p role="status">{t('audit.total', { n: number(first.total) })}</p>
          {entries.length === 0 ? (
            <EmptyState
              title={t('audit.none')}
              reason={t('audit.noneReason')}
              action={<Button onClick={() => show(NO_AUDIT_FILTER)}>{t('actions.clearFilter')}</Button>}
            />
          ) : (
            <AuditTable entries={entries} />
          )}
          {log.hasNextPage && (
            <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {t('actions.showMore')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

interface FilterProps {
  filter: AuditFilter;
  acts: readonly string[];
  onShow: (filter: AuditFilter) => void;
}

function Filter({ filter, acts, onShow }: FilterProps) {
  const { t } = useTranslation();
  const nameOf = useActName();
  const [actor, setActor] = useState(filter.actor);
  const [target, setTarget] = useState(filter.target);
  const known = filter.act === '' || acts.includes(filter.act) ? acts : [filter.act, ...acts];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onShow({ ...filter, actor: actor.trim(), target: target.trim() });
  };
  return (
    <search>
      <form className={classes['filter']} onSubmit={submit}>
        <NativeSelect
          label={t('audit.act')}
          value={filter.act}
          data={[{ value: '', label: t('audit.allActs') }, ...known.map((act) => ({ value: act, label: nameOf(act) }))]}
          onChange={(event) => onShow({ ...filter, act: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('audit.outcome')}
          value={filter.outcome}
          data={[
            { value: '', label: t('audit.allOutcomes') },
            ...OUTCOMES.map((one) => ({ value: one, label: t(`auditOutcome.${one}`) })),
          ]}
          onChange={(event) =>
            onShow({ ...filter, outcome: OUTCOMES.find((one) => one === event.currentTarget.value) ?? '' })
          }
        />
        <TextInput label={t('audit.actor')} value={actor} onChange={(event) => setActor(event.currentTarget.value)} />
        <TextInput
          label={t('audit.target')}
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t('actions.search')}
        </Button>
      </form>
    </search>
  );
}
