import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { prepareHistory } from './history-schema.ts';

export interface OpenedHistory {
  readonly database: DatabaseSync;
  /** Why the file found was set aside as `.broken`; null when it was sound or new. */
  readonly setAside: string | null;
}

/** A damaged or strange file is renamed to `.broken` and a new one takes its place. Error: HST_OPEN_FAILED. */
export function openHistoryFile(path: string): Result<OpenedHistory> {
  const first = tryOpen(path);
  if (first.ok) return ok({ database: first.value, setAside: null });
  if (first.error.code !== 'HST_FILE_BROKEN') return first;
  try {
    rmSync(`${path}.broken`, { force: true });
    renameSync(path, `${path}.broken`);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  } catch (thrown) {
    return err('HST_OPEN_FAILED', 'The damaged traffic history cannot be set aside.', { cause: causeOf(thrown) });
  }
  const second = tryOpen(path);
  if (!second.ok) return err('HST_OPEN_FAILED', 'The traffic history cannot be made.', { cause: second.error.message });
  return ok({ database: second.value, setAside: String(first.error.detail?.['cause'] ?? first.error.message) });
}

/** For a look from beside the running agent. Errors: HST_OPEN_FAILED. */
export function openHistoryForReading(path: string): Result<DatabaseSync> {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    database.exec('PRAGMA busy_timeout = 2000');
    database.prepare('SELECT count(*) FROM meta').get();
    return ok(database);
  } catch (thrown) {
    return err('HST_OPEN_FAILED', 'There is no readable traffic history.', { path, cause: causeOf(thrown) });
  }
}

function tryOpen(path: string): Result<DatabaseSync> {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
  } catch (thrown) {
    return err('HST_OPEN_FAILED', 'The traffic history cannot be opened.', { cause: causeOf(thrown) });
  }
  try {
    prepareHistory(database);
    const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (check !== 'ok') throw new Error(`quick_check: ${String(check)}`);
    return ok(database);
  } catch (thrown) {
    database.close();
    if (isMachineTrouble(thrown)) {
      return err('HST_OPEN_FAILED', 'The traffic history cannot be read or written.', { cause: causeOf(thrown) });
    }
    return err('HST_FILE_BROKEN', 'The traffic history is damaged.', { cause: causeOf(thrown) });
  }
}

/** SQLITE_PERM 3, BUSY 5, LOCKED 6, NOMEM 7, READONLY 8, IOERR 10, FULL 13, CANTOPEN 14: the file itself may be sound. */
function isMachineTrouble(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('errcode' in thrown)) return false;
  return [3, 5, 6, 7, 8, 10, 13, 14].includes(Number(thrown.errcode) & 0xff);
}
