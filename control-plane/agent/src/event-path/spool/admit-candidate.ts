// Decides inside the spool's transaction what becomes of a candidate: duplicate, record of its own, or part of a
// flood summary. All counts live in the database: a kill at any instant neither loses nor doubles an attempt.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Detection, detectionSchema } from '@omamori/contract/detection';
import type { Attempt, Candidate } from '../classify/candidate.ts';

/** The same attempt is seen by packet and by ledger a moment apart; a new one comes a whole life later. */
const LIFE_TOLERANCE_MS = 5000;
/** Some 30 MB: invented source addresses must not fill the disk. The oldest are forgotten; they may count twice. */
const MOST_ATTEMPTS = 200_000;
export const MINUTE_MS = 60_000;

export type Admission = 'duplicate' | 'held' | 'write';

export class Admitter {
  readonly #budget: number;
  readonly #bootId: string;
  readonly #findAttempt: StatementSync;
  readonly #saveAttempt: StatementSync;
  readonly #findFlood: StatementSync;
  readonly #saveFlood: StatementSync;
  readonly #dueFloods: StatementSync;
  readonly #deleteFlood: StatementSync;
  readonly #pruneAttempts: StatementSync;
  readonly #capAttempts: StatementSync;

  constructor(database: DatabaseSync, bootId: string, budget: number) {
    this.#budget = budget;
    this.#bootId = bootId;
    this.#findAttempt = database.prepare('SELECT boot, seen_ms FROM attempt WHERE key = ?');
    this.#saveAttempt = database.prepare('INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?)');
    this.#findFlood = database.prepare('SELECT minute, passed, held, first_at, last_at, json FROM flood WHERE key = ?');
    this.#saveFlood = database.prepare('INSERT OR REPLACE INTO flood VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#dueFloods = database.prepare('SELECT key, held, first_at, last_at, json FROM flood WHERE minute <> ?');
    this.#deleteFlood = database.prepare('DELETE FROM flood WHERE key = ?');
    this.#pruneAttempts = database.prepare('DELETE FROM attempt WHERE kept_until_ms < ?');
    this.#capAttempts = database.prepare(`DELETE FROM attempt WHERE key IN (SELECT key FROM attempt
      ORDER BY kept_until_ms LIMIT max(0, (SELECT count(*) FROM attempt) - ?))`);
  }

  /** `told`: the center was told of it by itself already, a flood summary must not count it again. */
  admit(candidate: Candidate, nowMs: number, write: (detection: Detection) => void, told = false): Admission {
    if (candidate.attempt !== null && this.isKnown(candidate.attempt)) return 'duplicate';
    if (candidate.attempt !== null) this.#remember(candidate.attempt);
    if (!told && this.#hold(candidate.detection, nowMs, write)) return 'held';
    write(candidate.detection);
    return 'write';
  }

  /**
   * Writes the summary of every minute that is not this one (a clock that was set back ends a minute as well). One that
   * cannot be read any more is given up: it must not stop every later commit.
   */
  closeMinutes(nowMs: number, write: (detection: Detection) => void, lost: () => void): void {
    for (const row of this.#dueFloods.all(Math.floor(nowMs / MINUTE_MS))) {
      const summary = summaryOf(row);
      if (summary === 'unreadable') lost();
      else if (summary !== null) write(summary);
      this.#deleteFlood.run(String(row['key']));
    }
  }

  /** Forgets attempts that neither kernel nor file can show again. */
  prune(bootMs: number): void {
    this.#pruneAttempts.run(Math.floor(bootMs));
    this.#capAttempts.run(MOST_ATTEMPTS);
  }

  isKnown(attempt: Attempt): boolean {
    const row = this.#findAttempt.get(attempt.key);
    if (row === undefined || row['boot'] !== this.#bootId) return false;
    return attempt.seenMs < Number(row['seen_ms']) + attempt.lifeMs - LIFE_TOLERANCE_MS;
  }

  #remember(attempt: Attempt): void {
    const seenMs = Math.floor(attempt.seenMs);
    this.#saveAttempt.run(attempt.key, this.#bootId, seenMs, seenMs + attempt.lifeMs + MINUTE_MS);
  }

  /** True when the budget of this rule and device is spent for this minute. */
  #hold(detection: Detection, nowMs: number, write: (detection: Detection) => void): boolean {
    const key = floodKey(detection);
    const minute = Math.floor(nowMs / MINUTE_MS);
    let row = this.#findFlood.get(key);
    if (row !== undefined && row['minute'] !== minute) {
      const summary = summaryOf(row);
      // Left to closeMinutes(), which counts it: this minute begins under the same key a second later.
      if (summary === 'unreadable') return false;
      if (summary !== null) write(summary);
      row = undefined;
    }
    const passed = Number(row?.['passed'] ?? 0);
    const held = Number(row?.['held'] ?? 0);
    if (passed < this.#budget) {
      this.#saveFlood.run(key, minute, passed + 1, 0, '', '', '');
      return false;
    }
    const firstAt = held === 0 ? detection.at : earlier(String(row?.['first_at']), detection.at);
    const lastAt = held === 0 ? detection.until : later(String(row?.['last_at']), detection.until);
    const json = held === 0 ? JSON.stringify(detection) : mergePeers(String(row?.['json']), detection);
    this.#saveFlood.run(key, minute, passed, held + detection.count, firstAt, lastAt, json);
    return true;
  }
}

function floodKey(detection: Detection): string {
  const device = detection.device?.ip ?? detection.flow.destinationIp;
  return `${detection.rule.engine} ${detection.rule.id} ${detection.verdict} ${device}`;
}

/** Attackers that differ leave the summary without a peer: naming the first alone would accuse one of many. */
function mergePeers(json: string, detection: Detection): string {
  const template = parseTemplate(json);
  if (template === null) return json;
  if (template.peer === null || template.peer.ip === detection.peer?.ip) return json;
  return JSON.stringify({ ...template, peer: null });
}

/** Null when the template was damaged on the disk. */
function parseTemplate(json: string): Detection | null {
  try {
    return detectionSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}

function summaryOf(row: Record<string, unknown>): Detection | 'unreadable' | null {
  const held = Number(row['held']);
  if (held === 0) return null;
  const template = parseTemplate(String(row['json']));
  if (template === null) return 'unreadable';
  const summary = detectionSchema.safeParse({
    ...template,
    at: String(row['first_at']),
    until: String(row['last_at']),
    count: held,
    flow: { ...template.flow, sourcePort: null, flowId: null },
    evidence: null,
  });
  return summary.data ?? 'unreadable';
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
