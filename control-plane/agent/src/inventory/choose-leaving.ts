import { isoOf } from '../platform/clock.ts';
import type { KnownDevice } from './known-device.ts';

/** Seats that newcomers always find: a flood of made-up MACs turns over these, and a real new device still shows. */
export const NEWCOMER_SEATS = 16;
/** A device that was seen again that long after its first time is no newcomer. */
const SETTLED_MS = 900_000;
const LONG_AWAY_MS = 7 * 86_400_000;

type Seated = Pick<KnownDevice, 'mac' | 'firstSeen' | 'lastSeenMs'>;

/**
 * Who goes when there are more than seats. Of the newcomers the one that was silent longest, unless a settled device was
 * away for a week; a settled one goes besides only when the newcomers are down to their own seats. `devices`: least
 * recently seen first. Null only for an empty table.
 */
export function chooseLeaving<D extends Seated>(devices: Iterable<D>, nowMs: number): D | null {
  let newcomers = 0;
  let firstNew: D | null = null;
  let firstSettled: D | null = null;
  for (const device of devices) {
    if (isSettled(device)) firstSettled ??= device;
    else {
      newcomers += 1;
      firstNew ??= device;
    }
  }
  if (firstSettled === null) return firstNew;
  const isLongAway = firstSettled.lastSeenMs < nowMs - LONG_AWAY_MS;
  return isLongAway || newcomers <= NEWCOMER_SEATS ? firstSettled : (firstNew ?? firstSettled);
}

export function isSettled({ firstSeen, lastSeenMs }: Pick<Seated, 'firstSeen' | 'lastSeenMs'>): boolean {
  return firstSeen < isoOf(lastSeenMs - SETTLED_MS);
}
