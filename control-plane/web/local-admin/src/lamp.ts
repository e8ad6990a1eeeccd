import type { AdminStatus } from '@omamori/contract/admin-api';

/** The box's one lamp, ux.md §5.3: the same words on the lamp card, here, in the console and in notices. */
export const LAMPS = ['blue', 'blueSlow', 'orangeBlink', 'orange', 'red', 'both', 'off'] as const;
export type Lamp = (typeof LAMPS)[number];

/** What the lamp shows for a state, worst first; a box that does not answer may be without power. */
export function lampOf(status: AdminStatus, stale: boolean): Lamp {
  if (stale) return 'off';
  if (!status.seeing) return 'red';
  if (status.protection === 'passing-uninspected') return 'orange';
  if (!status.center.connected) return 'orangeBlink';
  return status.protection === 'starting' ? 'blueSlow' : 'blue';
}
