import type { Grouping, IncidentGroup } from '@omamori/contract/console-api/triage';
import { AgeText, EmptyState, TimeText, useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { groupsQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { useKeys } from '../keys/keys-provider.tsx';
import { useLive } from '../live/live-provider.tsx';
import { Link } from '../routing/link.tsx';
import { type IncidentFilter, toAddress } from './filter-address.ts';
import { ListSkeleton } from './incident-list.tsx';
import classes from './incidents.module.css';
import { SeverityWord } from './row-words.tsx';

const AGAIN_MS = 2_000;

/** A story a line, with what it holds; opening one shows its incidents. */
export function GroupList({ filter, by }: { filter: IncidentFilter; by: Grouping }) {
  const { t } = useTranslation();
  const query = useQuery(groupsQuery(filter, by));
  const list = useRef<HTMLUListElement>(null);
  useRefreshOnNews(() => void query.refetch());
  const step = (down: boolean) => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.max(0, Math.min(links.length - 1, at + (down ? 1 : -1)))]?.focus();
  };
  const [down, up] = [() => step(true), () => step(false)];
  useKeys({ j: down, k: up, ArrowDown: down, ArrowUp: up });
  if (query.isPending) return <ListSkeleton />;
  if (query.data === undefined) return <QueryError thrown={query.error} onRetry={() => void query.refetch()} />;
  const { groups, total } = query.data;
  if (groups.length === 0) return <EmptyState title={t('groups.none')} reason={t('groups.noneReason')} />;
  return (
    <>
      <ul ref={list} className={classes['groups']} data-dimmed={query.isPlaceholderData} aria-label={t('groups.label')}>
        {groups.map((group) => (
          <GroupLine
            key={toAddress(narrowed(filter, group), null)}
            group={group}
            to={toAddress(narrowed(filter, group), null)}
          />
        ))}
      </ul>
      {total > groups.length && <p className={classes['quiet']}>{t('groups.more', { n: total - groups.length })}</p>}
    </>
  );
}

function GroupLine({ group, to }: { group: IncidentGroup; to: string }) {
  const { t, i18n } = useTranslation();
  const number = useNumber();
  const { language } = useLanguage();
  const story = i18n.exists(`story.${group.story}`) ? t(`story.${group.story}`) : group.story;
  const device = group.device === null ? null : (group.device.label ?? group.device.ip);
  const where = [group.company, device].filter((part) => part !== null).join(t('between'));
  return (
    <li>
      <SeverityWord severity={group.severity} />
      <div>
        <Link to={to}>{where === '' ? story : `${story} ${where}`}</Link>
        <span className={classes['quiet']}>{t('groups.newest', { title: group.title[language] })}</span>
      </div>
      <p>
        <b>{t('incidents.count', { n: number(group.incidents) })}</b> {t('incidents.times', { n: number(group.count) })}
        {group.notStopped > 0 && (
          <b className={classes['bad']}>{t('groups.notStopped', { n: number(group.notStopped) })}</b>
        )}
      </p>
      <p>
        <TimeText iso={group.lastAt} />{' '}
        <span className={classes['quiet']}>
          <AgeText since={group.lastAt} wrap={(age) => t('ago', { age })} />
        </span>
      </p>
    </li>
  );
}

function narrowed(filter: IncidentFilter, group: IncidentGroup): IncidentFilter {
  const device = group.device === null ? filter.device : (group.device.mac ?? group.device.ip);
  const company = group.appliance === null ? (group.company ?? filter.company) : filter.company;
  return { ...filter, story: group.story, company, device, appliance: group.appliance ?? filter.appliance };
}

/** Reads again a moment after news, however many there were. */
function useRefreshOnNews(read: () => void): void {
  const { bus } = useLive();
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = bus.subscribe(({ incidents }) => {
      if (incidents.length === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        latest.current();
      }, AGAIN_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [bus]);
}
