import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { createSchema, SCHEMA_VERSION, setDurable } from './spool-schema.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Why the file found was set aside as `.broken`; null when it was sound or new. */
  readonly setAside: string | null;
}

/**
 * Opens the spool's file or makes it. A file that is damaged or of an unknown version is renamed to `.broken`
 * (one is kept) and a new one with a new epoch takes its place: the box goes on, the center sees the new epoch.
 * Error: SPL_OPEN_FAILED.
 */
export function openDatabase(path: string): Result<OpenedDatabase> {
  const first = tryOpen(path);
  if (first.ok) return ok({ database: first.value, setAside: null });
  if (first.error.code !== 'SPL_FILE_BROKEN') return first;
  try {
    rmSync(`${path}.broken`, { force: true });
    renameSync(path, `${path}.broken`);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  } catch (thrown) {
    return err('SPL_OPEN_FAILED', 'The damaged spool cannot be set aside.', { cause: causeOf(thrown) });
  }
  const second = tryOpen(path);
  if (!second.ok) return err('SPL_OPEN_FAILED', 'The spool cannot be made.', { cause: second.error.message });
  return ok({ database: second.value, setAside: String(first.error.detail?.['cause'] ?? first.error.message) });
}

function tryOpen(path: string): Result<DatabaseSync> {
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
    const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (check !== 'ok') throw new Error(`quick_check: ${String(check)}`);
    return ok(database);
  } catch (thrown) {
    database.close();
    if (isMachineTrouble(thrown)) {
      return err('SPL_OPEN_FAILED', 'The spool cannot be read or written.', { cause: causeOf(thrown) });
    }
    return err('SPL_FILE_BROKEN', 'The spool is damaged.', { cause: causeOf(thrown) });
  }
}

/** A crash between the file's creation and its first commit leaves an empty file: that is not damage. */
function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0;
}

/** SQLITE_PERM 3, BUSY 5, LOCKED 6, NOMEM 7, READONLY 8, IOERR 10, FULL 13, CANTOPEN 14: the file itself may be sound. */
function isMachineTrouble(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return false;
  return [3, 5, 6, 7, 8, 10, 13, 14].includes(Number(thrown.errcode) & 0xff);
}
