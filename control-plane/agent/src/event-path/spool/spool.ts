// Accepted means synced: append() returns after the commit is on the disk. A record leaves only by release(), which
// the center's application acknowledgement drives, or by thinning when the spool is full, which is counted.
import type { DatabaseSync } from 'node:sqlite';
import type { SpooledRecord } from '@omamori/contract/event-envelope';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { BootClock } from '../../platform/boot-clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { SpoolEntry } from '../classify/candidate.ts';
import { Admitter, MINUTE_MS } from './admit-candidate.ts';
import { openDatabase } from './open-database.ts';
import { RecordTable } from './record-table.ts';
import { type AppendOutcome, DEFAULT_LIMITS, type SpoolLimits } from './spool-limits.ts';

export interface SpoolOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly bootClock: BootClock;
  readonly log: Log;
  readonly limits?: Partial<SpoolLimits>;
}

export interface PeekRange {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
  readonly maxBytes: number;
}

const PRUNE_EVERY_MS = MINUTE_MS;

/** Errors: SPL_OPEN_FAILED. A damaged file is set aside and logged with SPL_FILE_BROKEN; a new epoch begins. */
export function openSpool(options: SpoolOptions): Result<Spool> {
  const opened = openDatabase(options.path);
  if (!opened.ok) return opened;
  if (opened.value.setAside !== null) {
    options.log.error({ code: 'SPL_FILE_BROKEN', cause: opened.value.setAside }, 'damaged spool set aside as .broken');
  }
  return ok(new Spool(opened.value.database, options));
}

export class Spool {
  readonly epoch: string;
  readonly #database: DatabaseSync;
  readonly #options: SpoolOptions;
  readonly #admitter: Admitter;
  readonly #records: RecordTable;
  #prunedMs: number;

  constructor(database: DatabaseSync, options: SpoolOptions) {
    this.#database = database;
    this.#options = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#admitter = new Admitter(database, options.bootClock.bootId, limits.floodBudget);
    this.#records = new RecordTable(database, limits, options.log);
    this.epoch = this.#records.epoch;
    this.#prunedMs = options.bootClock.nowMs();
    this.#adoptFileAttempts();
  }

  /** All of the entry or nothing. Errors: SPL_DISK_FULL, SPL_WRITE_FAILED (both: try the same entry again later). */
  append(entry: SpoolEntry): Result<AppendOutcome> {
    const outcome = { written: 0, held: 0, duplicates: 0 };
    const nowMs = this.#options.clock.nowMs();
    const committed = this.#transaction(() => {
      for (const candidate of entry.candidates) {
        const admission = this.#admitter.admit(candidate, nowMs, (detection) => this.#records.insert(detection));
        if (admission === 'duplicate') outcome.duplicates += 1;
        else {
          this.#records.tally(candidate.detection, nowMs);
          if (admission === 'held') outcome.held += 1;
          else outcome.written += 1;
        }
      }
      if (entry.bookmark !== undefined) this.#records.saveBookmark(entry.bookmark);
      this.#records.thin();
    });
    return committed.ok ? ok(outcome) : committed;
  }

  /** Call about once a second: writes flood summaries that are due and forgets old attempts. Errors as append(). */
  tick(): Result<void> {
    const bootMs = this.#options.bootClock.nowMs();
    const prune = bootMs - this.#prunedMs >= PRUNE_EVERY_MS;
    const nowMs = this.#options.clock.nowMs();
    if (!prune && !this.#records.hasDueFlood(nowMs)) return ok(undefined);
    const done = this.#transaction(() => {
      this.#admitter.closeMinutes(nowMs, (detection) => this.#records.insert(detection));
      if (prune) this.#admitter.prune(bootMs);
      this.#records.thin();
    });
    if (done.ok && prune) this.#prunedMs = bootMs;
    return done;
  }

  bookmark(source: string): string | null {
    return this.#records.bookmark(source);
  }

  /** Oldest first within (after, upTo]. */
  peek(range: PeekRange): SpooledRecord[] {
    return this.#records.peek(range);
  }

  /** Those of the sequences that still wait. */
  read(sequences: readonly number[]): SpooledRecord[] {
    return this.#records.read(sequences);
  }

  /**
   * The center has these. Not synced on its own: a release lost in a power cut only means that the record is
   * sent once more, and the center knows it by its key. Errors as append().
   */
  release(ranges: readonly (readonly [number, number])[]): Result<number> {
    let released = 0;
    this.#database.exec('PRAGMA synchronous = NORMAL');
    const done = this.#transaction(() => {
      released = this.#records.release(ranges);
    });
    this.#database.exec('PRAGMA synchronous = FULL');
    return done.ok ? ok(released) : done;
  }

  lastSequence(): number {
    return this.#records.lastSequence;
  }

  waiting(): number {
    return this.#records.waiting;
  }

  dropped(): number {
    return this.#records.dropped;
  }

  /** Newest first, kept after their release, at most 500. */
  recent(limit: number): SpooledRecord[] {
    return this.#records.recent(limit);
  }

  /** Attempts blocked since then, UTC ms, exact to the minute; 48 h are kept. */
  blockedSince(sinceMs: number): number {
    return this.#records.blockedSince(sinceMs);
  }

  close(): void {
    this.#database.close();
  }

  /** A file outlives a reboot, the kernel's ledger does not: keys made of the file are taken over, others forgotten. */
  #adoptFileAttempts(): void {
    const { bootId } = this.#options.bootClock;
    const nowMs = Math.floor(this.#options.bootClock.nowMs());
    const adopted = this.#transaction(() => {
      this.#database
        .prepare(`UPDATE attempt SET boot = ?, seen_ms = ?, kept_until_ms = ? WHERE boot <> ? AND key LIKE 'eve %'`)
        .run(bootId, nowMs, nowMs + 3_600_000, bootId);
      this.#database.prepare('DELETE FROM attempt WHERE boot <> ?').run(bootId);
    });
    if (!adopted.ok)
      this.#options.log.warn({ error: adopted.error }, 'old attempts stay until the spool can be written');
  }

  #transaction(work: () => void): Result<void> {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      work();
      this.#database.exec('COMMIT');
      this.#records.commit();
      return ok(undefined);
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#records.rollback();
      if (isDiskFull(thrown)) return err('SPL_DISK_FULL', 'The disk of the spool is full.', { cause: causeOf(thrown) });
      return err('SPL_WRITE_FAILED', 'The spool cannot be written.', { cause: causeOf(thrown) });
    }
  }
}

function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && (Number(thrown.errcode) & 0xff) === 13;
}
