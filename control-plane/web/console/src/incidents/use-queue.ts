import type { IncidentRow, IncidentsAnswer } from '@omamori/contract/console-api';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useHeld } from '../acts/acts-provider.tsx';
import { incidentsQuery } from '../api/queries.ts';
import { enterRowsInList } from '../live/change-lists.ts';
import { useLive } from '../live/live-provider.tsx';
import { type ListPages, listRows, splitArrivals } from '../live/merge-live.ts';
import { fitsFilter, type IncidentFilter } from './filter-address.ts';

/** Rows must not jump under the hand: this long after the last move of the cursor new ones wait behind the bar. */
const HAND_MS = 60_000;
/** More waiting rows than this are not kept; taking them in reads the list again. */
const MOST_WAITING = 1000;

/** The list for a filter, with rows that arrived while the person was moving held back. */
export function useQueue(filter: IncidentFilter, onEntered: (rows: readonly IncidentRow[]) => void) {
  const queries = useQueryClient();
  const { bus } = useLive();
  const query = useInfiniteQuery(incidentsQuery(filter));
  const movedAt = useRef(0);
  const waiting = useRef(new Map<number, IncidentRow>());
  const [waitingCount, setWaitingCount] = useState(0);

  const takeIn = useCallback(() => {
    const rows = [...waiting.current.values()];
    waiting.current.clear();
    setWaitingCount(0);
    if (rows.length >= MOST_WAITING) void query.refetch();
    else enterRowsInList(queries, filter, rows);
  }, [queries, filter, query.refetch]);

  const heard = useRef(onEntered);
  useEffect(() => {
    heard.current = onEntered;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits belongs to one filter
  useEffect(() => {
    waiting.current.clear();
    setWaitingCount(0);
  }, [filter]);

  useEffect(
    () =>
      bus.subscribe(({ incidents }) => {
        const list = queries.getQueryData<ListPages>(incidentsQuery(filter).queryKey);
        if (list === undefined) return;
        const fitting = incidents.filter((row) => fitsFilter(row, filter));
        const { entering, fresh, held } = splitArrivals(fitting, list, Date.now() - movedAt.current < HAND_MS);
        enterRowsInList(queries, filter, entering);
        if (fresh.length > 0) heard.current(fresh);
        for (const row of entering) waiting.current.delete(row.id);
        for (const row of held) if (waiting.current.size < MOST_WAITING) waiting.current.set(row.id, row);
        setWaitingCount(waiting.current.size);
      }),
    [bus, queries, filter],
  );

  useQuietHand(waitingCount, movedAt, takeIn);

  const { rows, counts } = useShown(query.data?.pages, filter);
  const moved = useCallback(() => {
    movedAt.current = Date.now();
  }, []);
  return { query, rows, waitingCount, takeIn, moved, counts };
}

/** The rows as the person sees them: what was just done here counts, also before the center has heard of it. */
function useShown(pages: readonly IncidentsAnswer[] | undefined, filter: IncidentFilter) {
  const overlay = useHeld();
  return useMemo(() => {
    const rows = listRows(pages ?? [], filter, overlay);
    const left = listRows(pages ?? [], filter).length - rows.length;
    const last = pages?.at(-1);
    return { rows, counts: last === undefined ? null : { ...last, total: Math.max(0, last.total - left) } };
  }, [pages, filter, overlay]);
}

/** Takes in what waits once the hand has rested. */
function useQuietHand(waiting: number, movedAt: { current: number }, takeIn: () => void): void {
  useEffect(() => {
    if (waiting === 0) return;
    const timer = setInterval(() => {
      if (Date.now() - movedAt.current >= HAND_MS) takeIn();
    }, 1000);
    return () => clearInterval(timer);
  }, [waiting, movedAt, takeIn]);
}
