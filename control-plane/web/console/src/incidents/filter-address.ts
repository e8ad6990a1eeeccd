import type { IncidentRow } from '@omamori/contract/console-api';

export const QUEUE_STATES = ['open', 'done', 'all'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];

export interface IncidentFilter {
  state: QueueState;
  /** Id of an appliance, '' for all. */
  appliance: string;
  text: string;
}

export const NO_FILTER: IncidentFilter = { state: 'open', appliance: '', text: '' };

/** From the address bar; what it does not know is the default. */
export function readFilter(search: string): IncidentFilter {
  const params = new URLSearchParams(search);
  const state = QUEUE_STATES.find((one) => one === params.get('state')) ?? NO_FILTER.state;
  return { state, appliance: params.get('appliance') ?? '', text: params.get('q') ?? '' };
}

/** The incident under the cursor, kept in the address too. */
export function readCursor(search: string): number | null {
  const text = new URLSearchParams(search).get('at') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Address of the queue with this filter and cursor; defaults are left out. */
export function toAddress(filter: IncidentFilter, cursor: number | null): string {
  const params = new URLSearchParams();
  if (filter.state !== NO_FILTER.state) params.set('state', filter.state);
  if (filter.appliance !== '') params.set('appliance', filter.appliance);
  if (filter.text !== '') params.set('q', filter.text);
  if (cursor !== null) params.set('at', String(cursor));
  const search = params.toString();
  return search === '' ? '/incidents' : `/incidents?${search}`;
}

export function toApiSearch(filter: IncidentFilter, limit: number, before: number | null): string {
  const params = new URLSearchParams({ state: filter.state, limit: String(limit) });
  if (filter.appliance !== '') params.set('appliance', filter.appliance);
  if (filter.text !== '') params.set('q', filter.text);
  if (before !== null) params.set('before', String(before));
  return params.toString();
}

export function isDone(state: IncidentRow['state']): boolean {
  return state === 'closed' || state === 'false-positive';
}

/** Whether a row that came live, or was changed here, belongs to the list; the center's own answer replaces this later. */
export function fitsFilter(row: IncidentRow, filter: IncidentFilter): boolean {
  if (filter.state !== 'all' && isDone(row.state) !== (filter.state === 'done')) return false;
  if (filter.appliance !== '' && row.appliance !== filter.appliance) return false;
  return filter.text === '' || searchable(row).includes(filter.text.toLowerCase());
}

function searchable(row: IncidentRow): string {
  const words = [row.title.ja, row.title.en, row.company, row.site, row.appliance, row.story, `${row.id}`];
  const ends = [row.device?.label, row.device?.ip, row.device?.mac, row.peer?.ip, row.peer?.name, row.peer?.country];
  return [...words, ...ends.map((end) => end ?? '')].join('\n').toLowerCase();
}
