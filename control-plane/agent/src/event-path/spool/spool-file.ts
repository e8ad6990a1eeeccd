// The one connection to the spool's file, which may be away: nothing that a disk does is thrown at a caller. While it is
// away it is tried again, from a second to eight apart; what was counted last stays readable.
import type { DatabaseSync } from 'node:sqlite';
import { type CodedError, err, ok, type Result } from '@omamori/contract/result';
import { Admitter } from './admit-candidate.ts';
import { type OpenedDatabase, openDatabase } from './open-database.ts';
import { type Counts, RecordTable } from './record-table.ts';
import type { SpoolOptions } from './spool.ts';
import { DEFAULT_LIMITS } from './spool-limits.ts';
import { closeQuietly, troubleOf } from './sqlite-trouble.ts';

export interface SpoolParts {
  readonly database: DatabaseSync;
  readonly admitter: Admitter;
  readonly records: RecordTable;
}

const FIRST_RETRY_MS = 900;
const LONGEST_RETRY_MS = 8000;
const NO_COUNTS: Counts = { waiting: 0, bytes: 0, dropped: 0, lastSequence: 0 };

export class SpoolFile {
  readonly #options: SpoolOptions;
  #parts: SpoolParts | null = null;
  #trouble: CodedError | null = null;
  #epoch = '';
  #opened = 0;
  #counts = NO_COUNTS;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #waitMs = FIRST_RETRY_MS;
  #closed = false;

  constructor(options: SpoolOptions) {
    this.#options = options;
  }

  /** Empty until the file was opened for the first time. */
  get epoch(): string {
    return this.#epoch;
  }

  /** How often it was opened: after each time what is in flight is asked for anew. */
  get opened(): number {
    return this.#opened;
  }

  /** Null while the disk does what it is asked. */
  get trouble(): CodedError | null {
    return this.#trouble;
  }

  get counts(): Counts {
    return this.#parts?.records.counts ?? this.#counts;
  }

  /** Errors: SPL_OPEN_FAILED, SPL_WRITE_FAILED, SPL_DISK_FULL, SPL_FILE_BROKEN. */
  open(): Result<SpoolParts> {
    if (this.#parts !== null) return ok(this.#parts);
    if (this.#closed) return err('SPL_OPEN_FAILED', 'The spool is closed.');
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#retryAtMs && this.#trouble !== null) return { ok: false, error: this.#trouble };
    const opened = openDatabase(this.#options.path, this.#opened === 0);
    const parts = opened.ok ? this.#prepare(opened.value) : opened;
    if (!parts.ok) {
      this.#trouble = parts.error;
      this.#retryAtMs = nowMs + this.#waitMs;
      this.#waitMs = Math.min(LONGEST_RETRY_MS, this.#waitMs * 2);
      return parts;
    }
    this.#parts = parts.value;
    this.#epoch = parts.value.records.epoch;
    this.#opened += 1;
    return parts;
  }

  /** Runs a reading statement; `otherwise` while the disk refuses. */
  read<T>(otherwise: T, read: (parts: SpoolParts) => T): T {
    const parts = this.open();
    if (!parts.ok) return otherwise;
    try {
      return read(parts.value);
    } catch (thrown) {
      this.#fail(thrown);
      return otherwise;
    }
  }

  /** All of the work or nothing, synced when it returns unless `synced` is false. */
  transact(work: (parts: SpoolParts) => void, synced = true): Result<void> {
    const opened = this.open();
    if (!opened.ok) return opened;
    const { database, records } = opened.value;
    try {
      const changed = changesOf(database);
      if (!synced) database.exec('PRAGMA synchronous = NORMAL');
      database.exec('BEGIN IMMEDIATE');
      work(opened.value);
      database.exec('COMMIT');
      if (!synced) database.exec('PRAGMA synchronous = FULL');
      records.commit();
      // A commit without a change writes nothing and so proves nothing about the disk.
      if (changesOf(database) !== changed) {
        this.#trouble = null;
        this.#waitMs = FIRST_RETRY_MS;
      }
      return ok(undefined);
    } catch (thrown) {
      const isUsable = undo(opened.value);
      const error = this.#fail(thrown);
      if (!isUsable) this.#leave();
      return { ok: false, error };
    }
  }

  close(): void {
    this.#closed = true;
    this.#leave();
  }

  #prepare({ database, setAside, salvaged, walDamaged }: OpenedDatabase): Result<SpoolParts> {
    const { log, limits, bootClock } = this.#options;
    if (setAside !== null) {
      log.error({ code: 'SPL_FILE_BROKEN', cause: setAside, ...salvaged }, 'damaged spool set aside as .broken');
    }
    if (walDamaged) log.error({ code: 'SPL_LOG_DAMAGED' }, 'commits of the spool are unreadable: sequences skip ahead');
    const all = { ...DEFAULT_LIMITS, ...limits };
    try {
      const records = new RecordTable(database, all, log);
      return ok({ database, records, admitter: new Admitter(database, bootClock.bootId, all.floodBudget) });
    } catch (thrown) {
      closeQuietly(database);
      return { ok: false, error: troubleOf(thrown).error };
    }
  }

  #fail(thrown: unknown): CodedError {
    const { error, reopen } = troubleOf(thrown);
    if (this.#trouble === null) this.#options.log.error({ error }, 'the disk of the spool refuses');
    this.#trouble = error;
    if (reopen) {
      this.#leave();
      this.#retryAtMs = this.#options.clock.monotonicMs() + this.#waitMs;
      this.#waitMs = Math.min(LONGEST_RETRY_MS, this.#waitMs * 2);
    }
    return error;
  }

  #leave(): void {
    if (this.#parts === null) return;
    this.#counts = this.#parts.records.counts;
    if (!closeQuietly(this.#parts.database)) {
      this.#options.log.warn({ code: 'SPL_WRITE_FAILED' }, 'the spool was closed without a checkpoint');
    }
    this.#parts = null;
  }
}

function changesOf(database: DatabaseSync): number {
  return Number(database.prepare('SELECT total_changes() AS changes').get()?.['changes']);
}

/** False: the connection is so far gone that even this is refused; closing it ends the transaction. */
function undo({ database, records }: SpoolParts): boolean {
  records.rollback();
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
    database.exec('PRAGMA synchronous = FULL');
    return true;
  } catch {
    return false;
  }
}
