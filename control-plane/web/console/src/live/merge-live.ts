import type { IncidentRow, IncidentsAnswer } from '@omamori/contract/console-api';
import { compareRows, fitsFilter, type IncidentFilter } from '../incidents/filter-address.ts';

export interface ListPages {
  pages: IncidentsAnswer[];
  pageParams: unknown[];
}

/** Every row once, in the order of the pages; a row that moved between two pages appears where it came first. */
export function listRows(
  pages: readonly IncidentsAnswer[],
  filter: IncidentFilter,
  overlay: (row: IncidentRow) => IncidentRow = (row) => row,
): IncidentRow[] {
  const seen = new Set<number>();
  return pages
    .flatMap((page) => page.incidents)
    .map(overlay)
    .filter((row) => {
      if (seen.has(row.id) || !fitsFilter(row, filter)) return false;
      seen.add(row.id);
      return true;
    });
}

/** Changes a row where it stands; what no longer fits stays in the pages and is left out by `listRows`. */
export function replaceRow(list: ListPages, row: IncidentRow, filter: IncidentFilter): ListPages {
  const before = list.pages.flatMap((page) => page.incidents).find((one) => one.id === row.id);
  if (before === undefined) return list;
  const change = Number(fitsFilter(row, filter)) - Number(fitsFilter(before, filter));
  return {
    ...list,
    pages: list.pages.map((page) => ({
      ...page,
      total: Math.max(0, page.total + change),
      incidents: page.incidents.map((one) => (one.id === row.id ? row : one)),
    })),
  };
}

export interface Arrivals {
  /** Go into the list now, at their place by time. */
  entering: IncidentRow[];
  /** Those of them that the list did not have. */
  fresh: IncidentRow[];
  /** Wait behind the bar. A known row waits nowhere: it changes where it stands. */
  held: IncidentRow[];
}

/** While the hand moves only critical news may enter; while the person paused the list, nothing. */
export function splitArrivals(
  rows: readonly IncidentRow[],
  list: ListPages,
  hand: 'resting' | 'moving' | 'paused',
): Arrivals {
  const enters = (row: IncidentRow) => hand === 'resting' || (hand === 'moving' && row.severity === 'critical');
  const known = new Set(list.pages.flatMap((page) => page.incidents.map((row) => row.id)));
  const fresh = rows.filter((row) => !known.has(row.id) && enters(row));
  const held = rows.filter((row) => !known.has(row.id) && !fresh.includes(row));
  return { entering: hand === 'resting' ? [...rows] : fresh, fresh, held };
}

/** Puts rows at their place in the list's order; the pages keep their lengths, the first takes what is more. */
export function enterRows(list: ListPages, rows: readonly IncidentRow[], filter: IncidentFilter): ListPages {
  const entering = rows.filter((row) => fitsFilter(row, filter));
  if (entering.length === 0 || list.pages.length === 0) return list;
  const all = new Map(list.pages.flatMap((page) => page.incidents).map((row) => [row.id, row]));
  const before = all.size;
  for (const row of entering) all.set(row.id, row);
  const fresh = all.size - before;
  const sorted = [...all.values()].sort(compareRows(filter.sort));
  const rest = list.pages.slice(1).reduce((sum, page) => sum + page.incidents.length, 0);
  let from = Math.max(0, sorted.length - rest);
  return {
    ...list,
    pages: list.pages.map((page, index) => {
      const counts = { total: page.total + fresh, totalWithoutFilter: page.totalWithoutFilter + fresh };
      if (index === 0) return { ...page, ...counts, incidents: sorted.slice(0, from) };
      const start = from;
      from += page.incidents.length;
      return { ...page, ...counts, incidents: sorted.slice(start, from) };
    }),
  };
}
