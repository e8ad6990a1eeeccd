import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../../store/database.ts';

export const IDLE_MS = 12 * 3_600_000;
const LONGEST_MS = 7 * 24 * 3_600_000;
/** How often the last use is written. */
const TOUCH_EVERY_MS = 60_000;
const MAX_SESSIONS = 1_000;

export interface ConsoleSessions {
  /** Returns the token for the cookie: 256 random bits. Only its hash is kept. */
  open(): Promise<string>;
  /** The session's hash when the token is good, else undefined. */
  check(token: string): Promise<string | undefined>;
  end(hash: string): Promise<void>;
}

/** In the database, so that a restart of the center signs nobody out. Ends after 12 idle hours, or 7 days in all. */
export function keepSessions(db: Database, now: () => number): ConsoleSessions {
  return {
    open: async () => {
      const token = randomBytes(32).toString('base64url');
      const at = new Date(now());
      await removeOld(db, now());
      await db
        .insertInto('console_session')
        .values({ token_hash: hashOf(token), created_at: at, last_used_at: at })
        .execute();
      return token;
    },
    check: async (token) => {
      const hash = hashOf(token);
      const row = await db
        .selectFrom('console_session')
        .selectAll()
        .where('token_hash', '=', hash)
        .where('last_used_at', '>', new Date(now() - IDLE_MS))
        .where('created_at', '>', new Date(now() - LONGEST_MS))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      if (now() - row.last_used_at.getTime() > TOUCH_EVERY_MS) {
        const used = { last_used_at: new Date(now()) };
        await db.updateTable('console_session').set(used).where('token_hash', '=', hash).execute();
      }
      return hash;
    },
    end: async (hash) => {
      await db.deleteFrom('console_session').where('token_hash', '=', hash).execute();
    },
  };
}

async function removeOld(db: Database, now: number): Promise<void> {
  await db
    .deleteFrom('console_session')
    .where((build) =>
      build.or([
        build('last_used_at', '<', new Date(now - IDLE_MS)),
        build('created_at', '<', new Date(now - LONGEST_MS)),
        build(
          'token_hash',
          'in',
          build.selectFrom('console_session').select('token_hash').orderBy('last_used_at', 'desc').offset(MAX_SESSIONS),
        ),
      ]),
    )
    .execute();
}

function hashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
