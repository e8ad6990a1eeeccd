import { APPLIANCE_STATES, type ApplianceRow } from '@omamori/contract/console-api';

export type ApplianceState = (typeof APPLIANCE_STATES)[number];

const LOUD_FIRST: Readonly<Record<ApplianceState, number>> = { silent: 0, late: 1, online: 2, never: 3 };

function urgency(row: ApplianceRow): number {
  if (row.state !== 'online') return LOUD_FIRST[row.state];
  if (row.protection === 'passing-uninspected') return 1.2;
  if (['refused', 'failed', 'rolled-back'].includes(row.convergence)) return 1.5;
  return row.openIncidents > 0 ? 1.8 : LOUD_FIRST.online;
}

/** Silent boxes first, then late ones, then what else needs a person; equal ones by company and site. */
export function sortFleet(rows: readonly ApplianceRow[]): ApplianceRow[] {
  return [...rows].sort(
    (a, b) =>
      urgency(a) - urgency(b) ||
      b.openIncidents - a.openIncidents ||
      a.company.localeCompare(b.company, 'ja') ||
      a.site.localeCompare(b.site, 'ja') ||
      a.id.localeCompare(b.id),
  );
}

export function countStates(rows: readonly ApplianceRow[]): Record<ApplianceState, number> {
  const counts: Record<ApplianceState, number> = { online: 0, late: 0, silent: 0, never: 0 };
  for (const row of rows) counts[row.state] += 1;
  return counts;
}

export function readState(search: string): ApplianceState | 'all' {
  const wanted = new URLSearchParams(search).get('state');
  return APPLIANCE_STATES.find((state) => state === wanted) ?? 'all';
}

const DAY_MS = 86_400_000;
const OLD_DAYS = 3;

/** Whole days since the rules' date when that is too long ago, else null. */
export function oldRulesDays(rulesDate: string | null, now: number): number | null {
  const days = rulesDate === null ? 0 : Math.floor((now - Date.parse(rulesDate)) / DAY_MS);
  return days >= OLD_DAYS ? days : null;
}
