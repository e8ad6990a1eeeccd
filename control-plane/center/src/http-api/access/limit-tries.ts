// Tries to sign in, counted in the database: several centers over one of them count together, and a restart forgets none.
import { isIPv6 } from 'node:net';
import { sql } from 'kysely';
import { networkOf } from '../../event-path/incident/describe-detection.ts';
import type { Database } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';

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
/** Rows that are kept; of more the oldest go. */
const MOST_KEYS = 20_000;
const SWEEP_EVERY = 200;

export interface TryLimit {
  /** Counts a try; returns 0 when it may go on, else the seconds to wait. */
  take(key: string): Promise<number>;
  /** The right secret was given. */
  forget(key: string): Promise<void>;
}

/**
 * At most 10 tries a minute and 100 an hour for each source, and 100 an hour for each account from all sources that
 * have never signed in to it. A source that has is held up by its own tries only: nobody can lock the owner out.
 */
export interface SignInLimits {
  readonly sources: TryLimit;
  readonly accounts: TryLimit;
}

export function createSignInLimits(db: Database, now: () => number): SignInLimits {
  return {
    sources: createTryLimit(db, now, 'source', OF_A_SOURCE),
    accounts: createTryLimit(db, now, 'account', OF_AN_ACCOUNT),
  };
}

function createTryLimit(db: Database, now: () => number, kind: string, windows: readonly Window[]): TryLimit {
  let taken = 0;
  const keyOf = (key: string): string => `${kind} ${toStorable(key)}`;
  return {
    take: async (key) => {
      const at = now();
      taken += 1;
      if (taken % SWEEP_EVERY === 0) await removeOld(db, at);
      return Math.ceil((await countTry(db, keyOf(key), windows, at)) / 1000);
    },
    forget: async (key) => {
      await db.deleteFrom('sign_in_try').where('key', '=', keyOf(key)).execute();
    },
  };
}

/** Milliseconds to wait. The row is held from looking to writing: two tries at once are two. */
async function countTry(db: Database, key: string, windows: readonly Window[], at: number): Promise<number> {
  return await db.transaction().execute(async (transaction) => {
    const fresh = { key, times: '[]', last_at: new Date(at) };
    await transaction
      .insertInto('sign_in_try')
      .values(fresh)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
    const held = transaction.selectFrom('sign_in_try').select('times').where('key', '=', key).forUpdate();
    const row = await held.executeTakeFirst();
    const recent = (row?.times ?? []).filter((time) => at - time < HOUR_MS);
    const wait = Math.max(...windows.map((window) => waitFor(recent, window, at)));
    if (wait > 0) return wait;
    const times = JSON.stringify([...recent, at]);
    await transaction
      .updateTable('sign_in_try')
      .set({ times, last_at: new Date(at) })
      .where('key', '=', key)
      .execute();
    return 0;
  });
}

async function removeOld(db: Database, at: number): Promise<void> {
  await sql`delete from sign_in_try where last_at < ${new Date(at - HOUR_MS)}::timestamptz
    or key in (select key from sign_in_try order by last_at desc offset ${MOST_KEYS}::bigint)`.execute(db);
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
