import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { SessionRow } from '@omamori/contract/console-api/people';
import { type Account, personOf, type SecondFactorRule } from '../../people/account-store.ts';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Person } from '../../people/person.ts';
import type { Database } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';

/** A shift and a half: whoever goes home is signed out the next morning. */
export const IDLE_MS = 12 * 3_600_000;
export const LONGEST_MS = 7 * 24 * 3_600_000;
/** How often the last use is written. */
const TOUCH_EVERY_MS = 60_000;
const MOST_SESSIONS = 1_000;
const MOST_OF_ONE = 20;
const LONGEST_PROGRAM = 200;

export interface SignedIn {
  /** The hash of the token: the key of the session. */
  readonly session: string;
  readonly person: Person;
}

export interface ConsoleSessions {
  /** Returns the token for the cookie: 256 random bits. Only its hash is kept. */
  open(account: number, from: { readonly source: string; readonly program: string }): Promise<string>;
  /** Whose session it is, when the token is good and the account is active. */
  check(token: string): Promise<SignedIn | undefined>;
  end(hash: string): Promise<void>;
  listOf(account: number, current: string): Promise<SessionRow[]>;
  /** One session by its id; its hash, or undefined when the account has no such session. */
  endOne(account: number, id: string): Promise<string | undefined>;
  /** All of an account; the hashes of those that ended. */
  endAll(account: number): Promise<string[]>;
  /** Which of these hashes are no longer good. */
  ended(hashes: readonly string[]): Promise<string[]>;
}

/** In the database, so that a restart of the center signs nobody out. Ends after 12 idle hours, or 7 days in all. */
export function keepSessions(db: Database, now: () => number, rule: SecondFactorRule): ConsoleSessions {
  const remove = (from: Database, account: number) => from.deleteFrom('console_session').where('account', '=', account);
  return {
    open: (account, from) => openSession(db, account, from, now()),
    check: (token) => checkSession(db, token, now(), rule),
    end: async (hash) => {
      await commitAct(db, (transaction) =>
        transaction.deleteFrom('console_session').where('token_hash', '=', hash).execute(),
      );
    },
    listOf: (account, current) => listSessions(db, account, current, now()),
    endOne: async (account, id) => {
      const end = (transaction: Database) =>
        remove(transaction, account).where('id', '=', id).returning('token_hash').executeTakeFirst();
      const one = await commitAct(db, end, (row) => row !== undefined);
      return one?.token_hash;
    },
    endAll: async (account) => {
      const gone = await commitAct(db, (transaction) => remove(transaction, account).returning('token_hash').execute());
      return gone.map((row) => row.token_hash);
    },
    ended: async (hashes) => {
      if (hashes.length === 0) return [];
      const fitting = good(db, now()).where('s.token_hash', 'in', [...hashes]);
      const alive = new Set((await fitting.select('s.token_hash').execute()).map((row) => row.token_hash));
      return hashes.filter((hash) => !alive.has(hash));
    },
  };
}

function good(db: Database, now: number) {
  return db
    .selectFrom('console_session as s')
    .innerJoin('account as c', 'c.id', 's.account')
    .where('c.state', '=', 'active')
    .where('s.last_used_at', '>', new Date(now - IDLE_MS))
    .where('s.created_at', '>', new Date(now - LONGEST_MS));
}

async function openSession(
  db: Database,
  account: number,
  { source, program }: { readonly source: string; readonly program: string },
  now: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const words = toStorable(program.slice(0, LONGEST_PROGRAM));
  const from = { token_hash: hashOf(token), id: randomUUID(), account, source, program: words };
  await commitAct(db, async (transaction) => {
    await transaction
      .insertInto('console_session')
      .values({ ...from, created_at: new Date(now), last_used_at: new Date(now) })
      .execute();
    await removeOld(transaction, account, now);
  });
  return token;
}

async function checkSession(
  db: Database,
  token: string,
  now: number,
  rule: SecondFactorRule,
): Promise<SignedIn | undefined> {
  const session = hashOf(token);
  const found = good(db, now).selectAll('c').select('s.last_used_at').where('s.token_hash', '=', session);
  const row = await found.executeTakeFirst();
  if (row === undefined) return undefined;
  const { last_used_at: used, ...account } = row;
  if (now - used.getTime() > TOUCH_EVERY_MS) await touch(db, session, new Date(now));
  return { session, person: personOf(account satisfies Account, rule) };
}

async function listSessions(db: Database, account: number, current: string, now: number): Promise<SessionRow[]> {
  const own = good(db, now).selectAll('s').where('s.account', '=', account);
  const rows = await own.orderBy('s.last_used_at', 'desc').execute();
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
    source: row.source,
    program: row.program,
    current: row.token_hash === current,
  }));
}

async function touch(db: Database, session: string, at: Date): Promise<void> {
  await db.updateTable('console_session').set({ last_used_at: at }).where('token_hash', '=', session).execute();
}

/** What has ended, what is too much for one account, and for all. */
async function removeOld(db: Database, account: number, now: number): Promise<void> {
  await db
    .deleteFrom('console_session')
    .where((build) => {
      const newest = build.selectFrom('console_session').select('token_hash').orderBy('created_at', 'desc');
      return build.or([
        build('last_used_at', '<', new Date(now - IDLE_MS)),
        build('created_at', '<', new Date(now - LONGEST_MS)),
        build('token_hash', 'in', newest.offset(MOST_SESSIONS)),
        build('token_hash', 'in', newest.where('account', '=', account).offset(MOST_OF_ONE)),
      ]);
    })
    .execute();
}

function hashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
