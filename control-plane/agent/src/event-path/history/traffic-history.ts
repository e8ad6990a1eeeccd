// What the office talked with, hour by hour, for some days: in memory until the next commit, then in a database of its
// own. A memory, not a record: a power cut may cost the minutes since the last commit, a full disk the oldest hours.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Conversation } from './conversation.ts';
import { openHistoryFile } from './open-history.ts';
import { HISTORY_DAYS, type HistoryGaps, HOUR_MS, readGaps, readMeta } from './read-history.ts';

export interface HistoryLimits {
  readonly days: number;
  readonly maxBytes: number;
  /** Rows of one hour; a scan through all ports must not push out a fortnight. */
  readonly rowsAnHour: number;
  /** Conversations held in memory until the next commit. */
  readonly pending: number;
}

export const HISTORY_LIMITS: HistoryLimits = {
  days: HISTORY_DAYS,
  maxBytes: 64 * 1024 * 1024,
  rowsAnHour: 20_000,
  pending: 5000,
};

export interface HistoryOptions {
  readonly path: string;
  readonly clock: Clock;
  /** By age nothing is given up while the clock may be wrong. */
  readonly clockSynced: () => boolean;
  readonly log: Log;
  readonly limits?: Partial<HistoryLimits>;
}

/** After the clock has leapt nothing is given up by age for a day: the leap itself may be the error. */
const HOLD_AFTER_LEAP_MS = 24 * HOUR_MS;
const LEAP_MS = HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** Errors: HST_OPEN_FAILED. A damaged file is set aside and logged with HST_FILE_BROKEN. */
export function openTrafficHistory(options: HistoryOptions): Result<TrafficHistory> {
  const opened = openHistoryFile(options.path);
  if (!opened.ok) return opened;
  if (opened.value.setAside !== null) {
    options.log.error({ code: 'HST_FILE_BROKEN', cause: opened.value.setAside }, 'the traffic history begins anew');
  }
  return ok(new TrafficHistory(opened.value.database, options));
}

interface Pending {
  readonly hour: number;
  readonly row: Conversation;
  flows: number;
  bytes: number;
  firstMs: number;
  lastMs: number;
}

export class TrafficHistory {
  readonly #database: DatabaseSync;
  readonly #options: HistoryOptions;
  readonly #limits: HistoryLimits;
  readonly #pending = new Map<string, Pending>();
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  #crowded = 0;
  #offsetMs: number | null = null;
  #holdUntilMs = 0;

  constructor(database: DatabaseSync, options: HistoryOptions) {
    this.#database = database;
    this.#options = options;
    this.#limits = { ...HISTORY_LIMITS, ...options.limits };
    const sums = 'flows = flows + ?, bytes = bytes + ?, first_ms = min(first_ms, ?), last_ms = max(last_ms, ?)';
    const key =
      'hour = ? AND mac = ? AND ip = ? AND direction = ? AND peer = ? AND name = ? AND protocol = ? AND port = ?';
    this.#update = database.prepare(`UPDATE traffic SET ${sums} WHERE ${key}`);
    this.#insert = database.prepare('INSERT INTO traffic VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** Adds up in memory; when that is full it commits at once, and when that fails the conversation is counted lost. */
  add(row: Conversation): void {
    const hour = Math.floor(row.firstMs / HOUR_MS);
    const key = `${hour} ${row.mac} ${row.ip} ${row.direction} ${row.peer} ${row.name} ${row.protocol} ${row.port}`;
    const known = this.#pending.get(key);
    if (known !== undefined) {
      known.flows += row.flows;
      known.bytes += row.bytes;
      known.firstMs = Math.min(known.firstMs, row.firstMs);
      known.lastMs = Math.max(known.lastMs, row.lastMs);
      return;
    }
    if (this.#pending.size >= this.#limits.pending && !this.commit(null).ok) {
      this.#crowded += row.flows;
      return;
    }
    const { flows, bytes, firstMs, lastMs } = row;
    this.#pending.set(key, { hour, row, flows, bytes, firstMs, lastMs });
  }

  /** Grouped, to spare the card: call every few minutes. Errors: HST_DISK_FULL, HST_WRITE_FAILED; what waits stays. */
  commit(missed: { readonly total: number; readonly kept: string | null } | null): Result<void> {
    let crowded = 0;
    const done = this.#transaction(() => {
      const rowsOf = new Map<number, number>();
      for (const entry of this.#pending.values()) crowded += this.#write(entry, rowsOf);
      const crowdedBefore = Number(readMeta(this.#database, 'crowded') ?? 0);
      if (crowded + this.#crowded > 0) this.#remember('crowded', String(crowdedBefore + crowded + this.#crowded));
      if (missed !== null) this.#remember('missed', String(missed.total));
      if (missed?.kept != null) this.#remember('engine', missed.kept);
    });
    if (!done.ok) return done;
    this.#pending.clear();
    this.#crowded = 0;
    return ok(undefined);
  }

  /** Oldest hours first: those past their days, then as many as the disk budget asks for. Errors as commit(). */
  prune(): Result<{ readonly pruned: number }> {
    let pruned = 0;
    const done = this.#transaction(() => {
      pruned += this.#pruneByAge();
      while (this.#usedBytes() > this.#limits.maxBytes) {
        const oldest = this.#database.prepare('SELECT min(hour) AS hour FROM traffic').get()?.['hour'];
        if (typeof oldest !== 'number') break;
        pruned += Number(this.#database.prepare('DELETE FROM traffic WHERE hour = ?').run(oldest).changes);
      }
      if (pruned > 0) {
        this.#remember('pruned', String(Number(readMeta(this.#database, 'pruned') ?? 0) + pruned));
      }
    });
    if (!done.ok) return done;
    if (pruned > 0) this.#giveBack();
    return ok({ pruned });
  }

  gaps(): HistoryGaps {
    return readGaps(this.#database);
  }

  /** What an earlier run knew of the engine's counters. */
  keptEngine(): string | null {
    return readMeta(this.#database, 'engine');
  }

  close(): void {
    this.#database.close();
  }

  /** Flows that found no room in their hour. */
  #write({ hour, row, flows, bytes, firstMs, lastMs }: Pending, rowsOf: Map<number, number>): number {
    const key = [hour, row.mac ?? '', row.ip, row.direction, row.peer, row.name, row.protocol, row.port] as const;
    if (this.#update.run(flows, bytes, firstMs, lastMs, ...key).changes > 0) return 0;
    const rows = rowsOf.get(hour) ?? this.#countRows(hour);
    rowsOf.set(hour, rows + 1);
    if (rows >= this.#limits.rowsAnHour) return flows;
    this.#insert.run(...key, flows, bytes, firstMs, lastMs);
    return 0;
  }

  #countRows(hour: number): number {
    return Number(this.#database.prepare('SELECT count(*) AS rows FROM traffic WHERE hour = ?').get(hour)?.['rows']);
  }

  #remember(name: string, value: string): void {
    const upsert = 'INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
    this.#database.prepare(upsert).run(name, value);
  }

  /** Hours from the future were written under a wrong clock: with a right one nobody will ever ask for them. */
  #pruneByAge(): number {
    const nowMs = this.#options.clock.nowMs();
    if (this.#clockLeapt(nowMs) || !this.#options.clockSynced()) return 0;
    const first = Math.floor((nowMs - this.#limits.days * DAY_MS) / HOUR_MS);
    const last = Math.floor((nowMs + DAY_MS) / HOUR_MS);
    return Number(this.#database.prepare('DELETE FROM traffic WHERE hour < ? OR hour > ?').run(first, last).changes);
  }

  #clockLeapt(nowMs: number): boolean {
    const monotonicMs = this.#options.clock.monotonicMs();
    const offset = nowMs - monotonicMs;
    const leapt = this.#offsetMs !== null && Math.abs(offset - this.#offsetMs) > LEAP_MS;
    this.#offsetMs = offset;
    if (leapt) {
      this.#holdUntilMs = monotonicMs + HOLD_AFTER_LEAP_MS;
      this.#options.log.warn({ code: 'HST_CLOCK_LEAPT' }, 'the clock leapt; no traffic history ends by age for a day');
    }
    return monotonicMs < this.#holdUntilMs;
  }

  #usedBytes(): number {
    const read = (name: string): number => Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
    return (read('page_count') - read('freelist_count')) * read('page_size');
  }

  /** Freed pages go back to the disk; when that fails they are used for the next hours. */
  #giveBack(): void {
    try {
      this.#database.exec('PRAGMA incremental_vacuum');
    } catch (thrown) {
      this.#options.log.warn({ code: 'HST_WRITE_FAILED', cause: causeOf(thrown) }, 'the history did not shrink');
    }
  }

  #transaction(work: () => void): Result<void> {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      work();
      this.#database.exec('COMMIT');
      return ok(undefined);
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const isFull = thrown instanceof Error && 'errcode' in thrown && (Number(thrown.errcode) & 0xff) === 13;
      const cause = { cause: causeOf(thrown) };
      if (isFull) return err('HST_DISK_FULL', 'The disk of the traffic history is full.', cause);
      return err('HST_WRITE_FAILED', 'The traffic history cannot be written.', cause);
    }
  }
}
