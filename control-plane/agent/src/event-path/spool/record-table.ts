import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Detection, detectionSchema, SEVERITIES } from '@omamori/contract/detection';
import type { SpooledRecord } from '@omamori/contract/event-envelope';
import type { Log } from '../../platform/log.ts';
import type { Bookmark } from '../classify/candidate.ts';
import { MINUTE_MS } from './admit-candidate.ts';
import type { PeekRange } from './spool.ts';
import type { SpoolLimits } from './spool-limits.ts';
import { readEpoch } from './spool-schema.ts';

const RECENT_KEPT = 500;
const TALLY_KEPT_MINUTES = 48 * 60;
const MOST_UNREADABLE = 1000;
/** Of those that cannot be read the newest are kept for whoever looks into it, cut to 64 KiB each. */
const QUARANTINED = 100;
const QUARANTINED_CHARACTERS = 65_536;

export interface Counts {
  waiting: number;
  bytes: number;
  dropped: number;
  lastSequence: number;
}

/**
 * Statements over `record`, `recent`, `tally`, `bookmark`. Counts are kept in memory beside the tables: changed in
 * a transaction, they become visible with commit() and return to the last committed ones with rollback().
 */
export class RecordTable {
  readonly epoch: string;
  readonly #limits: SpoolLimits;
  readonly #log: Log;
  readonly #statements: ReturnType<typeof prepareStatements>;
  #committed: Counts;
  #counts: Counts;
  readonly #unreadable = new Set<number>();

  constructor(database: DatabaseSync, limits: SpoolLimits, log: Log) {
    this.#limits = limits;
    this.#log = log;
    this.#statements = prepareStatements(database);
    this.epoch = readEpoch(database);
    this.#committed = readCounts(database);
    this.#counts = { ...this.#committed };
  }

  /** As of the last commit. */
  get counts(): Counts {
    return this.#committed;
  }

  /** Found while reading, to be set aside with the next commit. */
  get hasUnreadable(): boolean {
    return this.#unreadable.size > 0;
  }

  /** Its sequence. */
  insert(detection: Detection): number {
    const json = JSON.stringify(detection);
    const severity = SEVERITIES.indexOf(detection.severity);
    const sequence = Number(this.#statements.insert.run(severity, json).lastInsertRowid);
    this.#statements.insertRecent.run(sequence, json);
    this.#statements.pruneRecent.run(sequence - RECENT_KEPT);
    this.#counts.lastSequence = sequence;
    this.#counts.waiting += 1;
    this.#counts.bytes += Buffer.byteLength(json);
    return sequence;
  }

  saveDropped(): void {
    this.#statements.saveDropped.run(String(this.#counts.dropped));
  }

  /** Something that was accepted cannot be told any more. */
  countLost(): void {
    this.#counts.dropped += 1;
  }

  tally(detection: Detection, nowMs: number): void {
    if (detection.verdict !== 'blocked') return;
    const minute = Math.floor(nowMs / MINUTE_MS);
    this.#statements.tally.run(minute, detection.count);
  }

  /** By number, farthest from now first: a clock that jumps ten years and comes back must not wipe the last two days. */
  pruneTally(nowMs: number): void {
    this.#statements.pruneTally.run(Math.floor(nowMs / MINUTE_MS), 2 * TALLY_KEPT_MINUTES);
  }

  saveBookmark(bookmark: Bookmark): void {
    this.#statements.saveBookmark.run(bookmark.source, bookmark.value);
  }

  bookmark(source: string): string | null {
    const value = this.#statements.bookmark.get(source)?.['value'];
    return typeof value === 'string' ? value : null;
  }

  hasDueFlood(nowMs: number): boolean {
    return this.#statements.dueFlood.get(Math.floor(nowMs / MINUTE_MS)) !== undefined;
  }

  /** Full: the oldest of the lowest severity go first, each counted. */
  thin(): void {
    this.#setAsideUnreadable();
    while (this.#counts.waiting > this.#limits.maxRecords || this.#counts.bytes > this.#limits.maxBytes) {
      const row = this.#statements.leastWanted.get();
      if (row === undefined) break;
      this.#statements.delete.run(Number(row['sequence']));
      this.#counts.waiting -= 1;
      this.#counts.bytes -= Number(row['bytes']);
      this.#counts.dropped += 1;
    }
    if (this.#counts.dropped !== this.#committed.dropped) this.saveDropped();
  }

  /** Whatever cannot be read or is withheld takes no place: what stands behind it comes up. */
  peek(range: PeekRange, isWithheld: (sequence: number) => boolean): SpooledRecord[] {
    const records: SpooledRecord[] = [];
    let bytes = 0;
    for (const row of this.#statements.peek.iterate(range.after, range.upTo)) {
      if (records.length >= range.limit) break;
      if (isWithheld(Number(row['sequence']))) continue;
      const json = String(row['json']);
      bytes += Buffer.byteLength(json);
      if (records.length > 0 && bytes > range.maxBytes) break;
      const record = this.#toRecord(Number(row['sequence']), json);
      if (record !== null) records.push(record);
    }
    return records;
  }

  read(sequences: readonly number[]): SpooledRecord[] {
    return this.#statements.read
      .all(JSON.stringify(sequences))
      .map((row) => this.#toRecord(Number(row['sequence']), String(row['json'])))
      .filter((record) => record !== null);
  }

  release(ranges: readonly (readonly [number, number])[]): number {
    let released = 0;
    for (const [first, last] of ranges) {
      const row = this.#statements.sum.get(first, last);
      const count = Number(row?.['records']);
      if (count === 0) continue;
      this.#statements.deleteRange.run(first, last);
      this.#counts.waiting -= count;
      this.#counts.bytes -= Number(row?.['bytes']);
      released += count;
    }
    return released;
  }

  recent(limit: number): SpooledRecord[] {
    return this.#statements.recent
      .all(Math.min(Math.max(Math.floor(limit), 0), RECENT_KEPT))
      .map((row) => this.#toRecord(Number(row['sequence']), String(row['json'])))
      .filter((record) => record !== null);
  }

  /** Minutes ahead of now were counted under another clock. */
  blockedSince(sinceMs: number, nowMs: number): number {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const first = Math.max(Math.floor(sinceMs / MINUTE_MS), minute - TALLY_KEPT_MINUTES);
    return Number(this.#statements.blocked.get(first, minute)?.['blocked'] ?? 0);
  }

  commit(): void {
    this.#unreadable.clear();
    if (this.#counts.dropped > this.#committed.dropped) {
      this.#log.warn(
        { code: 'SPL_THINNED', dropped: this.#counts.dropped },
        'records were given up: the spool is full or they cannot be read',
      );
    }
    this.#committed = { ...this.#counts };
  }

  rollback(): void {
    this.#counts = { ...this.#committed };
  }

  /** Into the quarantine, out of the queue, counted as dropped. */
  setAside(sequence: number): void {
    this.#statements.quarantine.run(QUARANTINED_CHARACTERS, sequence);
    this.#counts.dropped += this.release([[sequence, sequence]]);
    this.#statements.pruneQuarantine.run(QUARANTINED);
  }

  #setAsideUnreadable(): void {
    for (const sequence of this.#unreadable) this.setAside(sequence);
  }

  /** Read from disk means parsed again; what this version cannot read is set aside at the next commit, counted. */
  #toRecord(sequence: number, json: string): SpooledRecord | null {
    const detection = parseDetection(json);
    if (detection !== null) return { sequence, detection };
    if (this.#unreadable.size < MOST_UNREADABLE && !this.#unreadable.has(sequence)) {
      this.#unreadable.add(sequence);
      this.#log.error({ code: 'SPL_RECORD_INVALID', sequence }, 'a spooled record cannot be read');
    }
    return null;
  }
}

function parseDetection(json: string): Detection | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = detectionSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function readCounts(database: DatabaseSync): Counts {
  const sums = database
    .prepare('SELECT count(*) AS waiting, coalesce(sum(octet_length(json)), 0) AS bytes FROM record')
    .get();
  const last = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'record'`).get();
  const dropped = database.prepare(`SELECT value FROM meta WHERE name = 'dropped'`).get();
  return {
    waiting: Number(sums?.['waiting']),
    bytes: Number(sums?.['bytes']),
    dropped: Number(dropped?.['value'] ?? 0),
    lastSequence: Number(last?.['seq'] ?? 0),
  };
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    insert: prepare('INSERT INTO record (severity, json) VALUES (?, ?)'),
    insertRecent: prepare('INSERT INTO recent VALUES (?, ?)'),
    pruneRecent: prepare('DELETE FROM recent WHERE sequence <= ?'),
    tally: prepare(
      'INSERT INTO tally VALUES (?, ?) ON CONFLICT (minute) DO UPDATE SET blocked = blocked + excluded.blocked',
    ),
    pruneTally: prepare(`DELETE FROM tally WHERE minute IN (SELECT minute FROM tally
      ORDER BY abs(minute - ?) DESC LIMIT max(0, (SELECT count(*) FROM tally) - ?))`),
    blocked: prepare('SELECT sum(blocked) AS blocked FROM tally WHERE minute BETWEEN ? AND ?'),
    saveBookmark: prepare('INSERT OR REPLACE INTO bookmark VALUES (?, ?)'),
    bookmark: prepare('SELECT value FROM bookmark WHERE source = ?'),
    dueFlood: prepare('SELECT 1 FROM flood WHERE minute <> ? LIMIT 1'),
    leastWanted: prepare(
      'SELECT sequence, octet_length(json) AS bytes FROM record ORDER BY severity DESC, sequence LIMIT 1',
    ),
    delete: prepare('DELETE FROM record WHERE sequence = ?'),
    deleteRange: prepare('DELETE FROM record WHERE sequence BETWEEN ? AND ?'),
    sum: prepare(
      'SELECT count(*) AS records, coalesce(sum(octet_length(json)), 0) AS bytes FROM record WHERE sequence BETWEEN ? AND ?',
    ),
    saveDropped: prepare(`UPDATE meta SET value = ? WHERE name = 'dropped'`),
    peek: prepare('SELECT sequence, json FROM record WHERE sequence > ? AND sequence <= ? ORDER BY sequence'),
    read: prepare(
      'SELECT sequence, json FROM record WHERE sequence IN (SELECT value FROM json_each(?)) ORDER BY sequence',
    ),
    quarantine: prepare(
      'INSERT OR REPLACE INTO quarantine SELECT sequence, substr(json, 1, ?) FROM record WHERE sequence = ?',
    ),
    pruneQuarantine: prepare(
      'DELETE FROM quarantine WHERE sequence NOT IN (SELECT sequence FROM quarantine ORDER BY sequence DESC LIMIT ?)',
    ),
    recent: prepare('SELECT sequence, json FROM recent ORDER BY sequence DESC LIMIT ?'),
  };
}
