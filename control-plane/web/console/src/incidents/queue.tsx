import type { IncidentRow } from '@omamori/contract/console-api';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RowDialogs } from '../acts/row-dialogs.tsx';
import { useRowActs } from '../acts/use-row-acts.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { useLive } from '../live/live-provider.tsx';
import { incidentPath } from '../routing/routes.ts';
import { navigate } from '../routing/use-location.ts';
import { BulkBar } from './bulk-bar.tsx';
import { type IncidentFilter, readCursor, toAddress } from './filter-address.ts';
import { IncidentList, type ListHandle, ListSkeleton } from './incident-list.tsx';
import classes from './incidents.module.css';
import { NoIncidents } from './no-incidents.tsx';
import { keepQueueAddress } from './queue-address.ts';
import { useTitle } from './row-words.tsx';
import { SidePreview } from './side-preview.tsx';
import { useCursor } from './use-cursor.ts';
import { useQueue } from './use-queue.ts';
import { useQueueKeys } from './use-queue-keys.ts';
import { useSelection } from './use-selection.ts';

/** The address follows the hand, but browsers limit how often it may be written. */
const ADDRESS_MS = 300;

function useAddress(filter: IncidentFilter, cursor: number | null): void {
  useEffect(() => {
    const address = toAddress(filter, cursor);
    keepQueueAddress(address);
    const timer = setTimeout(() => {
      if (window.location.pathname.startsWith('/incidents/')) return;
      navigate(address, 'replace');
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [filter, cursor]);
}

interface QueueProps {
  filter: IncidentFilter;
  onChange: (filter: IncidentFilter) => void;
  /** When the center was asked last. */
  onChecked: (at: number) => void;
  onSearch: () => void;
}

export function Queue({ filter, onChange, onChecked, onSearch }: QueueProps) {
  const { t } = useTranslation();
  const number = useNumber();
  const [start] = useState(() => readCursor(window.location.search));
  const [previewing, setPreviewing] = useState(false);
  const list = useRef<ListHandle>(null);
  const onEntered = useEnteredWords();
  const { query, rows, waitingCount, takeIn, moved, counts, paused, pause } = useQueue(filter, onEntered);
  const cursor = useCursor(rows, start);
  const selection = useSelection(rows);
  useAddress(filter, cursor.row?.id ?? null);
  useAnewOn(filter, () => {
    selection.clear();
    cursor.setId(null);
  });
  useEffect(() => onChecked(query.dataUpdatedAt), [query.dataUpdatedAt, onChecked]);

  useShownStart(start === null ? -1 : cursor.index, list);

  const goTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row === undefined) return;
    moved();
    cursor.setId(row.id);
    list.current?.show(rows.indexOf(row));
  };
  const rowActs = useRowActs({
    targets: () => (selection.rows.length > 0 ? selection.rows : cursor.row === undefined ? [] : [cursor.row]),
    current: () => cursor.row,
    onActed: () => {
      selection.clear();
      moved();
      if (cursor.index >= 0) list.current?.show(cursor.index);
    },
  });
  useQueueKeys({
    ...rowActs.acts,
    step: (by) => goTo(cursor.index + by),
    extend: (by) => {
      if (cursor.row !== undefined) selection.add(cursor.row.id);
      const next = rows[cursor.index + by];
      if (next !== undefined) selection.add(next.id);
      goTo(cursor.index + by);
    },
    open: () => cursor.row !== undefined && navigate(incidentPath(cursor.row.id)),
    preview: () => setPreviewing((on) => !on && cursor.row !== undefined),
    select: () => cursor.row !== undefined && selection.toggle(cursor.row.id),
    selectAll: () => selection.addAll(rows),
    selectStory: () => selection.addAll(rows.filter(({ story }) => story === cursor.row?.story)),
    clear: () => {
      selection.clear();
      setPreviewing(false);
    },
    pause: () => pause(),
    refresh: () => (waitingCount > 0 ? takeIn() : void query.refetch()),
    search: onSearch,
  });
  return (
    <>
      <div className={classes['line']}>
        <p>{counts !== null && t('incidents.count', { n: number(counts.total) })}</p>
        <button type="button" className={classes['pause']} aria-pressed={paused} onClick={() => pause()}>
          {t(paused ? 'incidents.paused' : 'incidents.pause')}
        </button>
      </div>
      {waitingCount > 0 && (
        <button type="button" className={classes['bar']} onClick={takeIn}>
          {t('incidents.waiting', { n: number(waitingCount) })}
        </button>
      )}
      <BulkBar selected={selection.rows.length} acts={rowActs.acts} onClear={selection.clear} />
      {query.isPending && <ListSkeleton />}
      {query.isError && rows.length === 0 && <QueryError thrown={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && (
        <NoIncidents filter={filter} without={counts?.totalWithoutFilter ?? 0} onChange={onChange} />
      )}
      {rows.length > 0 && (
        <div className={previewing ? classes['withSide'] : undefined}>
          <IncidentList
            ref={list}
            rows={rows}
            total={counts?.total ?? rows.length}
            cursorIndex={cursor.index}
            dimmed={query.isPlaceholderData}
            selection={selection}
            more={{ has: query.hasNextPage, busy: query.isFetchingNextPage, read: () => void query.fetchNextPage() }}
            onCursor={(id) => {
              moved();
              cursor.setId(id);
            }}
          />
          {previewing && cursor.row !== undefined && (
            <SidePreview key={cursor.row.id} row={cursor.row} onClose={() => setPreviewing(false)} />
          )}
        </div>
      )}
      <RowDialogs {...rowActs} />
    </>
  );
}

/** A pasted address, or the way back, opens with the named incident in sight. */
function useShownStart(index: number, list: RefObject<ListHandle | null>): void {
  const shown = useRef(false);
  useEffect(() => {
    if (shown.current || index < 0 || list.current === null) return;
    shown.current = true;
    list.current.show(index);
  }, [index, list]);
}

/** Another filter is another list: cursor and selection begin anew. */
function useAnewOn(filter: IncidentFilter, begin: () => void): void {
  const shown = useRef(filter);
  const latest = useRef(begin);
  useEffect(() => {
    latest.current = begin;
  });
  useEffect(() => {
    if (shown.current !== filter) latest.current();
    shown.current = filter;
  }, [filter]);
}

/** What the live region says of rows that came by themselves. */
function useEnteredWords(): (rows: readonly IncidentRow[]) => void {
  const { t } = useTranslation();
  const title = useTitle();
  const { say } = useLive();
  return useCallback(
    (rows: readonly IncidentRow[]) => {
      const urgent = rows.find((row) => row.severity === 'critical');
      say(
        urgent === undefined
          ? t('incidents.entered', { n: rows.length })
          : t('incidents.urgent', { title: title(urgent) }),
      );
    },
    [say, t, title],
  );
}
