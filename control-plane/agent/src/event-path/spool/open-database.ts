import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { findWalDamage } from './find-wal-damage.ts';
import { type Salvaged, salvageInto } from './salvage-records.ts';
import {
  createTables,
  isEpoch,
  QUARANTINE,
  readEpoch,
  SCHEMA_VERSION,
  setDurable,
  skipSequences,
} from './spool-schema.ts';
import { closeQuietly, isMachineTrouble } from './sqlite-trouble.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Why the file found was set aside as `.broken`; null when it was sound or new. */
  readonly setAside: string | null;
  /** What came over from the file set aside; null when none was. */
  readonly salvaged: Salvaged | null;
  /** Commits of the write-ahead log were unreadable: sequences went on far above those they may have used. */
  readonly walDamaged: boolean;
}

/**
 * Opens the spool's file or makes it. A file that is damaged or of an unknown version is kept as `.broken` (one) and
 * replaced, in one rename, by a new one with everything that could still be read: its epoch and keys too, so that the
 * center knows again what it already has. `mayCreate` false: a file that is gone is waited for (its disk may be
 * unmounted; a new one below the mount point would be hidden by the mount). Error: SPL_OPEN_FAILED.
 */
export function openDatabase(path: string, mayCreate = true): Result<OpenedDatabase> {
  if (!mayCreate && !existsSync(path)) return err('SPL_OPEN_FAILED', 'The file of the spool is not there any more.');
  const walDamaged = findWalDamage(`${path}-wal`);
  const first = tryOpen(path, walDamaged);
  if (first.ok) return ok({ database: first.value, setAside: null, salvaged: null, walDamaged });
  if (first.error.code !== 'SPL_FILE_BROKEN') return first;
  return replace(path, String(first.error.detail?.['cause'] ?? first.error.message), walDamaged);
}

function replace(path: string, cause: string, walDamaged: boolean): Result<OpenedDatabase> {
  const fresh = `${path}.new`;
  let salvaged: Salvaged;
  try {
    removeDatabase(fresh);
    removeDatabase(`${path}.broken`);
    salvaged = salvageInto(path, fresh);
    // The old log must not be found beside the new file: SQLite would play it back into it.
    if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${path}.broken-wal`);
    rmSync(`${path}-shm`, { force: true });
    linkSync(path, `${path}.broken`);
    renameSync(fresh, path);
  } catch (thrown) {
    return err('SPL_OPEN_FAILED', 'The damaged spool cannot be set aside.', { cause: causeOf(thrown) });
  }
  const second = tryOpen(path, false);
  if (!second.ok) return err('SPL_OPEN_FAILED', 'The spool cannot be made.', { cause: second.error.message });
  return ok({ database: second.value, setAside: cause, salvaged, walDamaged });
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

function tryOpen(path: string, walDamaged: boolean): Result<DatabaseSync> {
  const isNew = !existsSync(path);
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
  } catch (thrown) {
    return err('SPL_OPEN_FAILED', 'The spool cannot be opened.', { cause: causeOf(thrown) });
  }
  try {
    setDurable(database);
    const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
    if (version === 0 && (isNew || isEmpty(database))) createSchema(database);
    else if (version !== SCHEMA_VERSION) throw new Error(`schema version ${String(version)}`);
    const check = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
    if (check !== 'ok') throw new Error(`integrity_check: ${String(check)}`);
    if (!isEpoch(readEpoch(database))) throw new Error('the epoch is missing');
    database.exec(QUARANTINE);
    if (walDamaged) forgetLog(database);
    return ok(database);
  } catch (thrown) {
    closeQuietly(database);
    if (isMachineTrouble(thrown)) {
      return err('SPL_OPEN_FAILED', 'The spool cannot be read or written.', { cause: causeOf(thrown) });
    }
    return err('SPL_FILE_BROKEN', 'The spool is damaged.', { cause: causeOf(thrown) });
  }
}

function createSchema(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  createTables(database);
  database.exec('COMMIT');
}

/** A crash between the file's creation and its first commit leaves an empty file: that is not damage. */
function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0;
}

/** The frames behind the damage must not be there at the next start, or they would count as damage again. */
function forgetLog(database: DatabaseSync): void {
  skipSequences(database);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
