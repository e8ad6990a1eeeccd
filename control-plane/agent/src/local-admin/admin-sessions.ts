import { createHash, randomBytes } from 'node:crypto';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';

/** Sessions of the box's page: only hashes of the tokens are kept, over restarts too; 8 h without a request end one. */
export interface AdminSessions {
  /** Whether anybody ever claimed the box. */
  readonly claimed: boolean;
  /** A new token for the cookie. Error: PLT_WRITE_FAILED: then there is no session. */
  open(nowMs: number): Promise<Result<string>>;
  isValid(token: string | undefined, nowMs: number): Promise<boolean>;
  close(token: string | undefined): Promise<Result<void>>;
}

const IDLE_MS = 8 * 3_600_000;
/** Use is written down at most this often: the card is not worn by reading a page. */
const TOUCH_EVERY_MS = 10 * 60_000;
const MOST_SESSIONS = 32;

const fileSchema = z.strictObject({
  v: z.literal(1),
  claimed: z.boolean(),
  sessions: z.array(z.strictObject({ hash: z.string().length(64), usedAt: z.number() })).max(MOST_SESSIONS),
});
type Kept = z.infer<typeof fileSchema>;

/** A damaged file means that everybody signs in again; `problem` is for the log. */
export async function openAdminSessions(path: string): Promise<{ sessions: AdminSessions; problem: Result<void> }> {
  const read = await readKept(path);
  let kept: Kept = read.ok ? read.value : { v: 1, claimed: true, sessions: [] };
  const save = (next: Kept) => {
    kept = next;
    return writeFileDurably(path, JSON.stringify(next), 0o600);
  };
  const sessions: AdminSessions = {
    get claimed() {
      return kept.claimed;
    },
    async open(nowMs) {
      const token = randomBytes(32).toString('base64url');
      const live = kept.sessions.filter((session) => isLive(session.usedAt, nowMs)).slice(-(MOST_SESSIONS - 1));
      const saved = await save({ v: 1, claimed: true, sessions: [...live, { hash: hashOf(token), usedAt: nowMs }] });
      return saved.ok ? ok(token) : saved;
    },
    async isValid(token, nowMs) {
      const hash = token === undefined ? '' : hashOf(token);
      const found = kept.sessions.find((session) => session.hash === hash);
      if (found === undefined || !isLive(found.usedAt, nowMs)) return false;
      if (Math.abs(nowMs - found.usedAt) < TOUCH_EVERY_MS) return true;
      const touched = kept.sessions.map((session) => (session === found ? { hash, usedAt: nowMs } : session));
      await save({ ...kept, sessions: touched }); // not written: the session only ends earlier after a restart
      return true;
    },
    close: (token) => {
      const hash = token === undefined ? '' : hashOf(token);
      return save({ ...kept, sessions: kept.sessions.filter((session) => session.hash !== hash) });
    },
  };
  return { sessions, problem: read.ok ? ok(undefined) : read };
}

/** A clock that was set back must not make sessions immortal: far in the future counts as ended. */
function isLive(usedAt: number, nowMs: number): boolean {
  return Math.abs(nowMs - usedAt) < IDLE_MS;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

async function readKept(path: string): Promise<Result<Kept>> {
  const content = await readFileBounded(path, 64 * 1024);
  if (!content.ok) {
    return content.error.code === 'PLT_FILE_MISSING' ? ok({ v: 1, claimed: false, sessions: [] }) : content;
  }
  try {
    const parsed = fileSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    if (parsed.success) return ok(parsed.data);
    return err('ADM_SESSIONS_DAMAGED', 'The sessions of the page are damaged; everybody signs in again.');
  } catch (thrown) {
    return err('ADM_SESSIONS_DAMAGED', 'The sessions of the page are damaged; everybody signs in again.', {
      cause: causeOf(thrown),
    });
  }
}
