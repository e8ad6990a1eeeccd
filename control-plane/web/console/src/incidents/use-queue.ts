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
/** A browser's timer holds 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The list for a filter, with rows that arrived while the person was moving held back. */
export function useQueue(filter: IncidentFilter, onEntered: (rows: readonly IncidentRow[]) => void) {
  const queries = useQueryClient();
  const { bus } = useLive();
  const query = useInfiniteQuery(incidentsQuery(filter));
  const movedAt = useRef(0);
  const waiting = useRef(new Map<number, IncidentRow>());
  const [waitingCount, setWaitingCount] = useState(0);
  const [paused, setPaused] = useState(false);
  const pausedNow = useRef(false);
  const pause = useCallback((wanted?: boolean) => {
    pausedNow.current = wanted ?? !pausedNow.current;
    setPaused(pausedNow.current);
  }, []);

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
        const hand = pausedNow.current ? 'paused' : Date.now() - movedAt.current < HAND_MS ? 'moving' : 'resting';
        const { entering, fresh, held } = splitArrivals(fitting, list, hand);
        enterRowsInList(queries, filter, entering);
        if (fresh.length > 0) heard.current(fresh);
        for (const row of entering) waiting.current.delete(row.id);
        for (const row of held) if (waiting.current.size < MOST_WAITING) waiting.current.set(row.id, row);
        setWaitingCount(waiting.current.size);
      }),
    [bus, queries, filter],
  );

  useQuietHand(paused ? 0 : waitingCount, movedAt, takeIn);

  const { rows, counts } = useShown(query.data?.pages, filter, useAwake(query.data?.pages));
  const moved = useCallback(() => {
    movedAt.current = Date.now();
  }, []);
  return { query, rows, waitingCount, takeIn, moved, counts, paused, pause };
}

/** The rows as the person sees them: what was just done here counts, also before the center has heard of it. */
function useShown(pages: readonly IncidentsAnswer[] | undefined, filter: IncidentFilter, awake: number) {
  const overlay = useHeld();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `awake` says that a row is due by the clock
  return useMemo(() => {
    const rows = listRows(pages ?? [], filter, overlay);
    const left = listRows(pages ?? [], filter).length - rows.length;
    const last = pages?.at(-1);
    return { rows, counts: last === undefined ? null : { ...last, total: Math.max(0, last.total - left) } };
  }, [pages, filter, overlay, awake]);
}

/** Counts up when a row that was put off here is due: it comes back by itself. */
function useAwake(pages: readonly IncidentsAnswer[] | undefined): number {
  const [awake, draw] = useState(0);
  useEffect(() => {
    const ends = (pages ?? []).flatMap((page) => page.incidents.map((row) => Date.parse(row.snoozedUntil ?? '')));
    const next = Math.min(...ends.filter((end) => end > Date.now()));
    if (!Number.isFinite(next)) return;
    const timer = setTimeout(() => draw((count) => count + 1), Math.min(next - Date.now() + 100, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  });
  return awake;
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
