import type { IncidentRow } from '@omamori/contract/console-api';
import { GROUPINGS, type Grouping } from '@omamori/contract/console-api/triage';
import { SEVERITIES } from '@omamori/contract/detection';

export const QUEUE_STATES = ['open', 'escalated', 'later', 'done', 'all'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];
export const SORTS = ['latest', 'oldest', 'severity', 'count'] as const;
export type QueueSort = (typeof SORTS)[number];
export const OUTCOMES = ['not-stopped', 'unknown', 'stopped'] as const;

export interface IncidentFilter {
  state: QueueState;
  /** '' in each of these: no such condition. */
  appliance: string;
  company: string;
  story: string;
  severity: IncidentRow['severity'] | '';
  outcome: IncidentRow['outcome'] | '';
  /** MAC, or the address where there is none. */
  device: string;
  /** Name of the account that asks for its own. */
  mine: string;
  text: string;
  sort: QueueSort;
}

export const NO_FILTER: IncidentFilter = {
  ...{ state: 'open', appliance: '', company: '', story: '', severity: '', outcome: '', device: '', mine: '' },
  ...{ text: '', sort: 'latest' },
};

/** Names in the address and, but for `mine`, in the API. */
const PLAIN = { appliance: 'appliance', company: 'company', story: 'story', device: 'device', text: 'q' } as const;
const WORDS = { severity: 'severity', outcome: 'outcome' } as const;

/** From the address bar; what it does not know is the default. `me`: name of the account that reads it. */
export function readFilter(search: string, me = ''): IncidentFilter {
  const params = new URLSearchParams(search);
  const one = <T extends string>(all: readonly T[], name: string) => all.find((value) => value === params.get(name));
  const get = (name: string) => params.get(name) ?? '';
  return {
    state: one(QUEUE_STATES, 'state') ?? NO_FILTER.state,
    ...{ appliance: get('appliance'), company: get('company'), story: get('story'), device: get('device') },
    severity: one(SEVERITIES, 'severity') ?? '',
    outcome: one(OUTCOMES, 'outcome') ?? '',
    mine: params.get('mine') === '1' ? me : '',
    text: get('q'),
    sort: one(SORTS, 'sort') ?? NO_FILTER.sort,
  };
}

/** By what the queue is grouped; null: every incident by itself. */
export function readGrouping(search: string): Grouping | null {
  const by = new URLSearchParams(search).get('by');
  return GROUPINGS.find((one) => one === by) ?? null;
}

/** The incident under the cursor, kept in the address too. */
export function readCursor(search: string): number | null {
  const text = new URLSearchParams(search).get('at') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function writeFilter(filter: IncidentFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.state !== NO_FILTER.state) params.set('state', filter.state);
  for (const [field, name] of Object.entries({ ...PLAIN, ...WORDS })) {
    const value = filter[field as keyof typeof PLAIN | keyof typeof WORDS];
    if (value !== '') params.set(name, value);
  }
  if (filter.mine !== '') params.set('mine', '1');
  if (filter.sort !== NO_FILTER.sort) params.set('sort', filter.sort);
  return params;
}

/** Address of the queue with this filter and cursor; defaults are left out. */
export function toAddress(filter: IncidentFilter, cursor: number | null, by: Grouping | null = null): string {
  const params = writeFilter(filter);
  if (by !== null) params.set('by', by);
  if (cursor !== null) params.set('at', String(cursor));
  const search = params.toString();
  return search === '' ? '/incidents' : `/incidents?${search}`;
}

export function toApiSearch(filter: IncidentFilter, limit: number, before: number | null): string {
  const params = writeFilter(filter);
  params.set('state', filter.state);
  params.set('limit', String(limit));
  if (before !== null) params.set('before', String(before));
  return params.toString();
}

export function toGroupSearch(filter: IncidentFilter, by: Grouping): string {
  const params = writeFilter(filter);
  params.set('state', filter.state);
  params.delete('sort');
  params.set('by', by);
  return params.toString();
}

/** How many conditions beside state and order hold. */
export function countConditions(filter: IncidentFilter): number {
  return [...Object.keys(PLAIN), ...Object.keys(WORDS), 'mine'].filter(
    (field) => filter[field as keyof IncidentFilter] !== '',
  ).length;
}

export function isDone(state: IncidentRow['state']): boolean {
  return state === 'closed' || state === 'false-positive';
}

/** Which pile of the queue a row lies on now. */
export function pileOf(row: IncidentRow, now: number = Date.now()): Exclude<QueueState, 'all'> {
  if (isDone(row.state)) return 'done';
  if (row.snoozedUntil !== null && Date.parse(row.snoozedUntil) > now) return 'later';
  return row.escalatedAt === null ? 'open' : 'escalated';
}

/** Whether a row that came live, or was changed here, belongs to the list; the center's own answer replaces this later. */
export function fitsFilter(row: IncidentRow, filter: IncidentFilter): boolean {
  if (filter.state !== 'all' && pileOf(row) !== filter.state) return false;
  const { appliance, company, story, severity, outcome, device, mine } = filter;
  const wanted: readonly [string, string | null][] = [
    [appliance, row.appliance],
    [company, row.company],
    [story, row.story],
    [severity, row.severity],
    [outcome, row.outcome],
    [device, row.device === null ? null : (row.device.mac ?? row.device.ip)],
    [mine, row.assignee],
  ];
  if (wanted.some(([value, has]) => value !== '' && value !== has)) return false;
  return filter.text === '' || searchable(row).includes(filter.text.toLowerCase());
}

const RANK: Readonly<Record<IncidentRow['severity'], number>> = { critical: 3, high: 2, medium: 1, low: 0 };
const byText = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/** The same orders as the center's. */
export function compareRows(sort: QueueSort): (a: IncidentRow, b: IncidentRow) => number {
  const latest = (a: IncidentRow, b: IncidentRow) => byText(b.lastAt, a.lastAt) || b.id - a.id;
  switch (sort) {
    case 'latest':
      return latest;
    case 'oldest':
      return (a, b) => byText(a.firstAt, b.firstAt) || b.id - a.id;
    case 'severity':
      return (a, b) => RANK[b.severity] - RANK[a.severity] || latest(a, b);
    case 'count':
      return (a, b) => b.count - a.count || latest(a, b);
  }
}

function searchable(row: IncidentRow): string {
  const words = [row.title.ja, row.title.en, row.company, row.site, row.appliance, row.story, `${row.id}`];
  const ends = [row.device?.label, row.device?.ip, row.device?.mac, row.peer?.ip, row.peer?.name, row.peer?.country];
  return [...words, ...ends.map((end) => end ?? '')].join('\n').toLowerCase();
}
