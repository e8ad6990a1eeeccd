// Damage to one page should cost the records of that page, not the spool: whatever can still be read is copied, row by
// row, from both ends of each table and through the index. Keys stay, so nothing that was sent comes as something new.
import { DatabaseSync } from 'node:sqlite';
import { createTables, isEpoch, newEpoch, readEpoch, setDurable, skipSequences } from './spool-schema.ts';
import { closeQuietly, primaryCode } from './sqlite-trouble.ts';

export interface Salvaged {
  readonly records: number;
  /** Sequences that the index names and no page gives back, or 1 when not even that can be known. */
  readonly lost: number;
  /** False: the epoch could not be read, the records wait under a new one and may reach the center a second time. */
  readonly sameEpoch: boolean;
}

type Row = Record<string, unknown>;
/** Twice the default limit of records. */
const MOST_ROWS = 100_000;
const COPIED = [
  { table: 'attempt', key: 'key', columns: ['key', 'boot', 'seen_ms', 'kept_until_ms'] },
  { table: 'flood', key: 'key', columns: ['key', 'minute', 'passed', 'held', 'first_at', 'last_at', 'json'] },
  { table: 'tally', key: 'minute', columns: ['minute', 'blocked'] },
  { table: 'bookmark', key: 'source', columns: ['source', 'value'] },
  { table: 'recent', key: 'sequence', columns: ['sequence', 'json'] },
] as const;

/** Writes a sound database at `to` from what `from` still gives. Throws what SQLite throws when `to` cannot be written. */
export function salvageInto(from: string, to: string): Salvaged {
  const old = tryReading(() => new DatabaseSync(from));
  const fresh = new DatabaseSync(to);
  try {
    setDurable(fresh);
    fresh.exec('BEGIN IMMEDIATE');
    const salvaged = copyAll(old, fresh);
    fresh.exec('COMMIT');
    fresh.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return salvaged;
  } finally {
    fresh.close();
    if (old !== null) closeQuietly(old);
  }
}

function copyAll(old: DatabaseSync | null, fresh: DatabaseSync): Salvaged {
  const epoch = old === null ? null : tryReading(() => readEpoch(old));
  const sameEpoch = epoch !== null && isEpoch(epoch);
  createTables(fresh, sameEpoch ? epoch : newEpoch());
  if (old === null) return { records: 0, lost: 1, sameEpoch };
  const rows = new Map<number, Row>();
  for (const row of readTable(old, 'record', 'sequence')) rows.set(Number(row['sequence']), row);
  const named = tryReading(() => namedByIndex(old));
  let lost = named === null ? 1 : 0;
  const missing = (named ?? []).filter(({ sequence }) => !rows.has(sequence));
  const finders = missing.length === 0 ? [] : findersOf(old);
  for (const { sequence, severity } of missing) {
    const json = finders.map((find) => find(sequence)).find((found) => found !== null);
    if (json === undefined) lost += 1;
    else rows.set(sequence, { sequence, severity, json });
  }
  const insert = fresh.prepare('INSERT OR IGNORE INTO record (sequence, severity, json) VALUES (?, ?, ?)');
  let records = 0;
  for (const [sequence, { severity, json }] of [...rows].sort(([a], [b]) => a - b)) {
    if (!Number.isSafeInteger(severity) || typeof json !== 'string') lost += 1;
    else records += Number(insert.run(sequence, Number(severity), json).changes);
  }
  for (const { table, key, columns } of COPIED) copyTable(old, fresh, table, key, columns);
  keepSequence(old, fresh);
  const dropped = Number(tryReading(() => readDropped(old)) ?? 0) || 0;
  fresh.prepare(`UPDATE meta SET value = ? WHERE name = 'dropped'`).run(String(dropped + lost));
  return { records, lost, sameEpoch };
}

/** Higher than all it can have given out, also when the last number is among what was lost. */
function keepSequence(old: DatabaseSync, fresh: DatabaseSync): void {
  const last = tryReading(() => old.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'record'`).get());
  const seq = Number(last?.['seq'] ?? 0) || 0;
  const top = Number(fresh.prepare('SELECT coalesce(max(sequence), 0) AS top FROM record').get()?.['top']);
  fresh.prepare(`DELETE FROM sqlite_sequence WHERE name = 'record'`).run();
  fresh.prepare(`INSERT INTO sqlite_sequence (name, seq) VALUES ('record', ?)`).run(Math.max(seq, top));
  skipSequences(fresh);
}

function copyTable(
  old: DatabaseSync,
  fresh: DatabaseSync,
  table: string,
  key: string,
  columns: readonly string[],
): void {
  const marks = columns.map(() => '?').join(', ');
  const insert = fresh.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${marks})`);
  for (const row of readTable(old, table, key)) {
    const values = columns.map((column) => row[column]);
    if (values.every((value) => typeof value === 'string' || typeof value === 'number')) insertSound(insert, values);
  }
}

/** A value of another type than the column's is damage, not a reason to stop. */
function insertSound(insert: ReturnType<DatabaseSync['prepare']>, values: (string | number)[]): void {
  try {
    insert.run(...values);
  } catch (thrown) {
    // SQLITE_CONSTRAINT 19 (a STRICT column), SQLITE_MISMATCH 20.
    if (![19, 20].includes(primaryCode(thrown) ?? -1)) throw thrown;
  }
}

/** From the first row on and from the last one back: what lies before and behind a bad page. */
function readTable(old: DatabaseSync, table: string, key: string): Iterable<Row> {
  const rows = new Map<unknown, Row>();
  for (const order of ['ASC', 'DESC']) {
    const complete = tryReading(() => {
      const all = old.prepare(`SELECT * FROM ${table} ORDER BY ${key} ${order} LIMIT ${MOST_ROWS}`);
      for (const row of all.iterate()) rows.set(row[key], row);
      return true;
    });
    if (complete === true) break;
  }
  return rows.values();
}

/** The record itself, past the bad page; or its copy for the box's own page, of the last 500. */
function findersOf(old: DatabaseSync): ((sequence: number) => string | null)[] {
  return ['record', 'recent'].map((table) => {
    const one = tryReading(() => old.prepare(`SELECT json FROM ${table} WHERE sequence = ?`));
    return (sequence) => tryReading(() => textOf(one?.get(sequence)?.['json']));
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The index holds sequence and severity of every record. */
function namedByIndex(old: DatabaseSync): { sequence: number; severity: number }[] {
  const sql = `SELECT sequence, severity FROM record INDEXED BY record_by_severity LIMIT ${MOST_ROWS}`;
  return old
    .prepare(sql)
    .all()
    .map((row) => ({ sequence: Number(row['sequence']), severity: Number(row['severity']) }))
    .filter(({ sequence }) => Number.isSafeInteger(sequence) && sequence > 0);
}

function readDropped(old: DatabaseSync): unknown {
  return old.prepare(`SELECT value FROM meta WHERE name = 'dropped'`).get()?.['value'];
}

/** Null where the damage lies. */
function tryReading<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
