import type { IncidentRow, IncidentState } from '@omamori/contract/console-api';
import { formatTime, usePageTitle } from '@omamori/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActs } from '../acts/acts-provider.tsx';
import { DoneDialog, type DoneState } from '../acts/done-dialog.tsx';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { useLive } from '../live/live-provider.tsx';
import { incidentPath } from '../routing/routes.ts';
import { navigate, useLocation } from '../routing/use-location.ts';
import { type IncidentFilter, readCursor, readFilter, toAddress } from './filter-address.ts';
import { FilterBar } from './filter-bar.tsx';
import { IncidentList, type ListHandle, ListSkeleton } from './incident-list.tsx';
import classes from './incidents.module.css';
import { NoIncidents } from './no-incidents.tsx';
import { keepQueueAddress } from './queue-address.ts';
import { useTitle } from './row-words.tsx';
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

export function IncidentsPage() {
  const { t } = useTranslation();
  const number = useNumber();
  const title = useTitle();
  const { say } = useLive();
  const { setState, undoLast } = useActs();
  const { search } = useLocation();
  const { state, appliance, text } = readFilter(search);
  const filter = useMemo<IncidentFilter>(() => ({ state, appliance, text }), [state, appliance, text]);
  const [start] = useState(() => readCursor(search));
  const [asking, setAsking] = useState<{ rows: readonly IncidentRow[]; state: DoneState } | null>(null);
  const list = useRef<ListHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);
  usePageTitle(t('incidents.title'), t('product'));

  const onEntered = useCallback(
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
  const { query, rows, waitingCount, takeIn, moved, counts } = useQueue(filter, onEntered);
  const cursor = useCursor(rows, start);
  const selection = useSelection(rows);
  useAddress(filter, cursor.row?.id ?? null);

  const goTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row === undefined) return;
    moved();
    cursor.setId(row.id);
    list.current?.show(rows.indexOf(row));
  };
  const targets = () => (selection.rows.length > 0 ? selection.rows : cursor.row === undefined ? [] : [cursor.row]);
  const act = (next: IncidentState, reason = '', on: readonly IncidentRow[] = targets()) => {
    setState(on, next, reason);
    selection.clear();
    moved();
    if (cursor.index >= 0) list.current?.show(cursor.index);
  };
  const ask = (next: DoneState) => {
    const on = targets();
    if (on.length > 0) setAsking({ rows: on, state: next });
  };
  const extend = (by: number) => {
    if (cursor.row !== undefined) selection.add(cursor.row.id);
    const next = rows[cursor.index + by];
    if (next !== undefined) selection.add(next.id);
    goTo(cursor.index + by);
  };
  const open = () => {
    if (cursor.row !== undefined) navigate(incidentPath(cursor.row.id));
  };
  useQueueKeys({
    step: (by) => goTo(cursor.index + by),
    extend,
    open,
    select: () => cursor.row !== undefined && selection.toggle(cursor.row.id),
    clear: selection.clear,
    ask,
    set: act,
    undo: undoLast,
    refresh: () => (waitingCount > 0 ? takeIn() : void query.refetch()),
    search: () => searchField.current?.focus(),
  });

  const change = (next: IncidentFilter) => {
    selection.clear();
    cursor.setId(null);
    navigate(toAddress(next, null), 'replace');
  };
  return (
    <>
      <div className={classes['head']}>
        <h1>{t('incidents.title')}</h1>
        <FilterBar filter={filter} onChange={change} searchRef={searchField} />
      </div>
      <div className={classes['line']}>
        <p>
          {counts !== null && t('incidents.count', { n: number(counts.total) })}
          {selection.rows.length > 0 && ` · ${t('incidents.selected', { n: number(selection.rows.length) })}`}
        </p>
        <p className={classes['quiet']}>
          {query.dataUpdatedAt > 0 &&
            t('incidents.checked', { at: formatTime(new Date(query.dataUpdatedAt).toISOString(), 'clock') })}
        </p>
      </div>
      {waitingCount > 0 && (
        <button type="button" className={classes['bar']} onClick={takeIn}>
          {t('incidents.waiting', { n: number(waitingCount) })}
        </button>
      )}
      {query.isPending && <ListSkeleton />}
      {query.isError && rows.length === 0 && <QueryError thrown={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && (
        <NoIncidents filter={filter} without={counts?.totalWithoutFilter ?? 0} onChange={change} />
      )}
      {rows.length > 0 && (
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
      )}
      <DoneDialog
        asking={asking}
        onClose={() => setAsking(null)}
        onDone={(reason) => {
          if (asking !== null) act(asking.state, reason, asking.rows);
          setAsking(null);
        }}
      />
    </>
  );
}
