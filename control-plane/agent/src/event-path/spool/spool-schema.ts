import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Written into `user_version`; a file of another version is set aside like a broken one until there is a second. */
export const SCHEMA_VERSION = 1;

/*
 * record   what the center has not acknowledged yet; key (epoch, sequence) is unique for ever
 * attempt  what was already admitted, so that the same attempt seen twice (packet and ledger, file read again) counts once
 * flood    one row for each rule × device and minute: how many passed, how many wait for the minute's summary
 * recent   the last records for the box's own page, kept after the center has them
 * tally    blocked attempts by minute
 * quarantine records that could not be read, the newest few
 * bookmark where reading goes on; moves only together with the records that were made of what was read
 */
const SQL = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE record (sequence INTEGER PRIMARY KEY AUTOINCREMENT, severity INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
  CREATE INDEX record_by_severity ON record (severity, sequence);
  CREATE TABLE recent (sequence INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE attempt (key TEXT PRIMARY KEY, boot TEXT NOT NULL, seen_ms INTEGER NOT NULL, kept_until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE flood (key TEXT PRIMARY KEY, minute INTEGER NOT NULL, passed INTEGER NOT NULL, held INTEGER NOT NULL,
    first_at TEXT NOT NULL, last_at TEXT NOT NULL, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE tally (minute INTEGER PRIMARY KEY, blocked INTEGER NOT NULL) STRICT;
  CREATE TABLE bookmark (source TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** 16 random bytes as hex: 32 characters of the form that `epochSchema` asks for. */
export function newEpoch(): string {
  return randomBytes(16).toString('hex');
}

/** Every commit is on the disk when it returns (sqlite.org/pragma.html#pragma_synchronous). */
export function setDurable(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');
  database.exec('PRAGMA wal_autocheckpoint = 512; PRAGMA journal_size_limit = 8388608; PRAGMA cache_size = -4096;');
}

/** Inside the caller's transaction. */
export function createTables(database: DatabaseSync, epoch = newEpoch()): void {
  database.exec(SQL);
  const insert = database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)');
  insert.run('epoch', epoch);
  insert.run('dropped', '0');
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

/** Added without a new version: the version before does not look at it. */
export const QUARANTINE =
  'CREATE TABLE IF NOT EXISTS quarantine (sequence INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;';

export function readEpoch(database: DatabaseSync): string {
  return String(database.prepare(`SELECT value FROM meta WHERE name = 'epoch'`).get()?.['value'] ?? '');
}

/** Shorter than the 10 characters of `epochSchema` is none of ours. */
export function isEpoch(text: string): boolean {
  return /^[0-9a-z]{10,32}$/.test(text);
}

/** More than a lost log of any size can have used. */
export const SEQUENCES_SKIPPED = 2 ** 24;

/** After lost commits: what they gave out must not be given out again. */
export function skipSequences(database: DatabaseSync): void {
  const { changes } = database
    .prepare(`UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'record'`)
    .run(SEQUENCES_SKIPPED);
  if (Number(changes) === 0) {
    database.prepare(`INSERT INTO sqlite_sequence (name, seq) VALUES ('record', ?)`).run(SEQUENCES_SKIPPED);
  }
}
