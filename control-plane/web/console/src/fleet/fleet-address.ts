import type { ApplianceRow } from '@omamori/contract/console-api';
import { FLEET } from '../routing/routes.ts';
import { FLEET_STATES, type FleetState, stateOf } from './fleet-state.ts';
import { FLEET_SORTS, type FleetSort } from './sort-fleet.ts';

export const FLEET_VIEWS = ['list', 'map'] as const;

export interface FleetFilter {
  state: FleetState | 'all';
  /** JIS X 0401; null: everywhere. */
  prefecture: number | null;
  text: string;
  sort: FleetSort;
  view: (typeof FLEET_VIEWS)[number];
}

export const NO_FLEET_FILTER: FleetFilter = { state: 'all', prefecture: null, text: '', sort: 'urgency', view: 'list' };

/** From the address bar; what it does not know is the default. */
export function readFleetFilter(search: string): FleetFilter {
  const params = new URLSearchParams(search);
  const of = <T extends string>(all: readonly T[], name: string): T | undefined =>
    all.find((one) => one === params.get(name));
  const place = Number(params.get('prefecture'));
  return {
    state: of(FLEET_STATES, 'state') ?? 'all',
    prefecture: Number.isInteger(place) && place >= 1 && place <= 47 ? place : null,
    text: params.get('q') ?? '',
    sort: of(FLEET_SORTS, 'sort') ?? 'urgency',
    view: of(FLEET_VIEWS, 'view') ?? 'list',
  };
}

/** Defaults are left out. */
export function toFleetAddress(filter: FleetFilter): string {
  const params = new URLSearchParams();
  if (filter.state !== 'all') params.set('state', filter.state);
  if (filter.prefecture !== null) params.set('prefecture', `${filter.prefecture}`);
  if (filter.text !== '') params.set('q', filter.text);
  if (filter.sort !== 'urgency') params.set('sort', filter.sort);
  if (filter.view !== 'list') params.set('view', filter.view);
  const search = params.toString();
  return search === '' ? FLEET : `${FLEET}?${search}`;
}

export function fitsText(row: ApplianceRow, text: string): boolean {
  const words = [row.company, row.site, row.id, row.refusal?.code ?? '', row.agentVersion ?? ''];
  return words.join('\n').toLowerCase().includes(text.trim().toLowerCase());
}

export function fitsFleet(row: ApplianceRow, { state, prefecture, text }: FleetFilter): boolean {
  if (state !== 'all' && stateOf(row) !== state) return false;
  if (prefecture !== null && row.prefecture !== prefecture) return false;
  return text === '' || fitsText(row, text);
}
