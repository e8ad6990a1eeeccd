import type { ApplianceRow } from '@omamori/contract/console-api';
import { FLEET_STATES, stateOf } from './fleet-state.ts';

export const FLEET_SORTS = ['urgency', 'company', 'open', 'blocked', 'heard'] as const;
export type FleetSort = (typeof FLEET_SORTS)[number];

/** Boxes with something to do stand between those in trouble and the calm ones. */
function urgency(row: ApplianceRow): number {
  const state = stateOf(row);
  return FLEET_STATES.indexOf(state) - (state === 'online' && row.openIncidents > 0 ? 0.5 : 0);
}

function byName(a: ApplianceRow, b: ApplianceRow): number {
  return a.company.localeCompare(b.company, 'ja') || a.site.localeCompare(b.site, 'ja') || a.id.localeCompare(b.id);
}

const ORDERS: Readonly<Record<FleetSort, (a: ApplianceRow, b: ApplianceRow) => number>> = {
  urgency: (a, b) => urgency(a) - urgency(b) || b.openIncidents - a.openIncidents,
  company: () => 0,
  open: (a, b) => b.openIncidents - a.openIncidents,
  blocked: (a, b) => b.blocked24h - a.blocked24h,
  // Longest silence first; of a box never heard there is none.
  heard: (a, b) => (a.lastHeard ?? '9').localeCompare(b.lastHeard ?? '9'),
};

/** Equal ones by company and site. Usually silent boxes first, then late ones, then what else needs a person. */
export function sortFleet(rows: readonly ApplianceRow[], sort: FleetSort = 'urgency'): ApplianceRow[] {
  return [...rows].sort((a, b) => ORDERS[sort](a, b) || byName(a, b));
}

const DAY_MS = 86_400_000;
const OLD_DAYS = 3;

/** Whole days since the rules' date when that is too long ago, else null. */
export function oldRulesDays(rulesDate: string | null, now: number): number | null {
  const days = rulesDate === null ? 0 : Math.floor((now - Date.parse(rulesDate)) / DAY_MS);
  return days >= OLD_DAYS ? days : null;
}
