import type { ApplianceRow } from '@omamori/contract/console-api';
import type { Tone } from '@omamori/ui';

/** The one word of a box, ux.md §5.3; the worst first. */
export const FLEET_STATES = ['silent', 'late', 'uninspected', 'trouble', 'updating', 'online', 'never'] as const;
export type FleetState = (typeof FLEET_STATES)[number];

export const STATE_TONES: Readonly<Record<FleetState, Tone>> = {
  silent: 'danger',
  late: 'warn',
  uninspected: 'warn',
  trouble: 'danger',
  updating: 'caution',
  online: 'ok',
  never: 'quiet',
};

const BAD_ENDS: readonly ApplianceRow['convergence'][] = ['refused', 'failed', 'rolled-back'];

/** A box that does not speak can say nothing else; after that inspection, then settings. */
export function stateOf(row: ApplianceRow): FleetState {
  if (row.state !== 'online') return row.state;
  if (row.protection === 'passing-uninspected') return 'uninspected';
  if (BAD_ENDS.includes(row.convergence)) return 'trouble';
  const settling = row.convergence === 'pending' || row.convergence === 'probation';
  return settling || row.protection === 'starting' ? 'updating' : 'online';
}

export function countStates(rows: readonly ApplianceRow[]): Record<FleetState, number> {
  const counts = Object.fromEntries(FLEET_STATES.map((state) => [state, 0])) as Record<FleetState, number>;
  for (const row of rows) counts[stateOf(row)] += 1;
  return counts;
}

/** undefined of no box. */
export function worstState(rows: readonly ApplianceRow[]): FleetState | undefined {
  const counts = countStates(rows);
  return FLEET_STATES.find((state) => counts[state] > 0);
}
