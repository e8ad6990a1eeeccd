import { isIPv6 } from 'node:net';
import { networkOf } from '../../event-path/incident/describe-detection.ts';

interface Window {
  readonly milliseconds: number;
  readonly tries: number;
}

const HOUR_MS = 3_600_000;
const OF_A_SOURCE: readonly Window[] = [
  { milliseconds: 60_000, tries: 10 },
  { milliseconds: HOUR_MS, tries: 100 },
];
const OF_AN_ACCOUNT: readonly Window[] = [{ milliseconds: HOUR_MS, tries: 100 }];
const MOST_KEYS = 20_000;

export interface TryLimit {
  /** Counts a try; returns 0 when it may go on, else the seconds to wait. */
  take(key: string): number;
  /** The right secret was given. */
  forget(key: string): void;
}

/**
 * At most 10 tries a minute and 100 an hour for each source, and 100 an hour for each account from all sources that
 * have never signed in to it. A source that has is held up by its own tries only: nobody can lock the owner out.
 */
export interface SignInLimits {
  readonly sources: TryLimit;
  readonly accounts: TryLimit;
}

export function createSignInLimits(now: () => number): SignInLimits {
  return { sources: createTryLimit(now, OF_A_SOURCE), accounts: createTryLimit(now, OF_AN_ACCOUNT) };
}

function createTryLimit(now: () => number, windows: readonly Window[]): TryLimit {
  const tries = new Map<string, number[]>();
  return {
    take: (key) => {
      const at = now();
      const recent = (tries.get(key) ?? []).filter((time) => at - time < HOUR_MS);
      const wait = Math.max(...windows.map((window) => waitFor(recent, window, at)));
      if (wait === 0) recent.push(at);
      // Set anew, so that the map stays ordered by last use and the oldest goes first.
      tries.delete(key);
      tries.set(key, recent);
      const oldest = tries.keys().next();
      if (tries.size > MOST_KEYS && oldest.done !== true) tries.delete(oldest.value);
      return Math.ceil(wait / 1000);
    },
    forget: (key) => {
      tries.delete(key);
    },
  };
}

function waitFor(recent: readonly number[], window: Window, at: number): number {
  const inside = recent.filter((time) => at - time < window.milliseconds);
  const first = inside.at(-window.tries);
  return first === undefined ? 0 : first + window.milliseconds - at;
}

/** What counts as one source: an IPv4 address, an IPv6 /64. */
export function sourceOf(address: string): string {
  const mapped = address.replace(/^::ffff:(?=\d+\.)/, '');
  return isIPv6(mapped) ? networkOf(mapped) : mapped;
}
