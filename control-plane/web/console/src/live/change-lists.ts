import type { IncidentRow } from '@omamori/contract/console-api';
import type { QueryClient } from '@tanstack/react-query';
import { incidentsKey } from '../api/queries.ts';
import { type IncidentFilter, NO_FILTER } from '../incidents/filter-address.ts';
import { enterRows, type ListPages, replaceRow } from './merge-live.ts';

/** Changes a row in every list that holds it, where it stands. */
export function changeRowInLists(queries: QueryClient, row: IncidentRow): void {
  for (const [key, list] of queries.getQueriesData<ListPages>({ queryKey: incidentsKey })) {
    if (list === undefined) continue;
    queries.setQueryData<ListPages>(key, replaceRow(list, row, { ...NO_FILTER, ...(key[1] as IncidentFilter) }));
  }
}

export function enterRowsInList(queries: QueryClient, filter: IncidentFilter, rows: readonly IncidentRow[]): void {
  queries.setQueryData<ListPages>([...incidentsKey, filter], (list) =>
    list === undefined ? list : enterRows(list, rows, filter),
  );
}
