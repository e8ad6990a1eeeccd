import { createHash, randomBytes } from 'node:crypto';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';

/**
 * Sessions of the box's page: only hashes of the tokens are kept, over restarts too; 8 h without a request end one, a
 * visit's also ends with its visit. While the program runs the monotonic clock counts: a box without a clock battery
 * learns the time in the middle of the visit that mends its line, and that must not throw the technician out.
 */
export interface AdminSessions {
  /** Whether anybody ever claimed the box. */
  readonly claimed: boolean;
  /** A new token for the cookie; `lengthMs` null: until it is idle. Error: PLT_WRITE_FAILED: then there is no session. */
  open(lengthMs: number | null): Promise<Result<string>>;
  isValid(token: string | undefined): Promise<boolean>;
  close(token: string | undefined): Promise<Result<void>>;
}

const IDLE_MS = 8 * 3_600_000;
/** Use is written down at most this often: the card is not worn by reading a page. */
const TOUCH_EVERY_MS = 10 * 60_000;
const MOST_SESSIONS = 32;

const fileSchema = z.strictObject({
  v: z.literal(1),
  claimed: z.boolean(),
  sessions: z
    .array(
      z.strictObject({ hash: z.string().length(64), usedAt: z.number(), endsAt: z.number().nullable().optional() }),
    )
    .max(MOST_SESSIONS),
});
type Kept = z.infer<typeof fileSchema>;

interface Session {
  readonly hash: string;
  /** Monotonic milliseconds. */
  usedAt: number;
  readonly endsAt: number;
  writtenAt: number;
}

/** A damaged file means that everybody signs in again; `problem` is for the log. */
export async function openAdminSessions(
  path: string,
  clock: Clock,
): Promise<{ sessions: AdminSessions; problem: Result<void> }> {
  const read = await readKept(path);
  const kept: Kept = read.ok ? read.value : { v: 1, claimed: true, sessions: [] };
  return { sessions: new KeptSessions(path, clock, kept), problem: read.ok ? ok(undefined) : read };
}

class KeptSessions implements AdminSessions {
  claimed: boolean;
  readonly #path: string;
  readonly #clock: Clock;
  #sessions: Session[];

  constructor(path: string, clock: Clock, kept: Kept) {
    this.#path = path;
    this.#clock = clock;
    this.claimed = kept.claimed;
    this.#sessions = kept.sessions.flatMap((session) => this.#fromDisk(session));
  }

  async open(lengthMs: number | null): Promise<Result<string>> {
    const token = randomBytes(32).toString('base64url');
    const now = this.#clock.monotonicMs();
    const endsAt = lengthMs === null ? Number.POSITIVE_INFINITY : now + lengthMs;
    const live = this.#sessions.filter((session) => this.#isLive(session)).slice(-(MOST_SESSIONS - 1));
    const sessions = [...live, { hash: hashOf(token), usedAt: now, endsAt, writtenAt: now }];
    const saved = await this.#save(true, sessions);
    return saved.ok ? ok(token) : saved;
  }

  async isValid(token: string | undefined): Promise<boolean> {
    const found = this.#find(token);
    if (found === undefined || !this.#isLive(found)) return false;
    const now = this.#clock.monotonicMs();
    found.usedAt = now;
    if (now - found.writtenAt < TOUCH_EVERY_MS) return true;
    found.writtenAt = now;
    await this.#save(this.claimed, this.#sessions); // not written: the session only ends earlier after a restart
    return true;
  }

  close(token: string | undefined): Promise<Result<void>> {
    const found = this.#find(token);
    return this.#save(
      this.claimed,
      this.#sessions.filter((session) => session !== found),
    );
  }

  #find(token: string | undefined): Session | undefined {
    const hash = token === undefined ? '' : hashOf(token);
    return this.#sessions.find((session) => session.hash === hash);
  }

  #isLive({ usedAt, endsAt }: Session): boolean {
    const now = this.#clock.monotonicMs();
    return now - usedAt < IDLE_MS && now < endsAt;
  }

  /** A clock that was set back must not make sessions immortal: far in the future counts as ended. */
  #fromDisk({ hash, usedAt, endsAt = null }: Kept['sessions'][number]): Session[] {
    const idle = Math.abs(this.#clock.nowMs() - usedAt);
    if (idle >= IDLE_MS) return [];
    const now = this.#clock.monotonicMs();
    const left = endsAt === null ? Number.POSITIVE_INFINITY : Math.min(IDLE_MS, endsAt - this.#clock.nowMs());
    return [{ hash, usedAt: now - idle, endsAt: now + left, writtenAt: now }];
  }

  async #save(claimed: boolean, sessions: Session[]): Promise<Result<void>> {
    const shift = this.#clock.nowMs() - this.#clock.monotonicMs();
    const kept: Kept = {
      v: 1,
      claimed,
      sessions: sessions.map(({ hash, usedAt, endsAt }) => ({
        hash,
        usedAt: usedAt + shift,
        endsAt: endsAt === Number.POSITIVE_INFINITY ? null : endsAt + shift,
      })),
    };
    this.claimed = claimed;
    this.#sessions = sessions;
    return await writeFileDurably(this.#path, JSON.stringify(kept), 0o600);
  }
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
