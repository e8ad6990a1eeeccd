import { isIPv6 } from 'node:net';
import { networkOf } from '../../event-path/incident/describe-detection.ts';

const WINDOWS = [
  { milliseconds: 60_000, tries: 10 },
  { milliseconds: 3_600_000, tries: 100 },
] as const;
const MAX_SOURCES = 5_000;
const LONGEST = 3_600_000;

export interface TryLimit {
  /** Counts a try; returns 0 when it may go on, else the seconds to wait. */
  take(source: string): number;
  /** The right code was given. */
  forget(source: string): void;
}

/**
 * At most 10 tries a minute and 100 an hour for each source (an IPv4 address, an IPv6 /64). By source only: a lock for
 * everybody would let an attacker lock the owner out; the code's length is what keeps many sources from guessing it.
 */
export function createTryLimit(now: () => number): TryLimit {
  const tries = new Map<string, number[]>();
  return {
    take: (address) => {
      const source = sourceOf(address);
      const at = now();
      const recent = (tries.get(source) ?? []).filter((time) => at - time < LONGEST);
      const wait = Math.max(...WINDOWS.map((window) => waitFor(recent, window, at)));
      if (wait === 0) recent.push(at);
      // Set anew, so that the map stays ordered by last use and the oldest goes first.
      tries.delete(source);
      tries.set(source, recent);
      const oldest = tries.keys().next();
      if (tries.size > MAX_SOURCES && oldest.done !== true) tries.delete(oldest.value);
      return Math.ceil(wait / 1000);
    },
    forget: (address) => {
      tries.delete(sourceOf(address));
    },
  };
}

function waitFor(recent: readonly number[], window: (typeof WINDOWS)[number], at: number): number {
  const inside = recent.filter((time) => at - time < window.milliseconds);
  const first = inside.at(-window.tries);
  return first === undefined ? 0 : first + window.milliseconds - at;
}

function sourceOf(address: string): string {
  return isIPv6(address) && !address.startsWith('::ffff:') ? networkOf(address) : address;
}
