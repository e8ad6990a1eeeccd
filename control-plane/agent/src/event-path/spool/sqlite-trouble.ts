import type { DatabaseSync } from 'node:sqlite';
import { type CodedError, causeOf } from '@omamori/contract/result';

/** SQLite's primary result code (sqlite.org/rescode.html); null when the error is not SQLite's. */
export function primaryCode(thrown: unknown): number | null {
  return thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : null;
}

/** SQLITE_PERM 3, BUSY 5, LOCKED 6, NOMEM 7, READONLY 8, IOERR 10, FULL 13, CANTOPEN 14: the file itself may be sound. */
export function isMachineTrouble(thrown: unknown): boolean {
  return [3, 5, 6, 7, 8, 10, 13, 14].includes(primaryCode(thrown) ?? -1);
}

/** SQLITE_CORRUPT 11, SQLITE_NOTADB 26. */
export function isDamage(thrown: unknown): boolean {
  return [11, 26].includes(primaryCode(thrown) ?? -1);
}

export interface SpoolTrouble {
  readonly error: CodedError;
  /**
   * The connection is of no use any more: the disk went read-only, an I/O error, damage. It is opened anew by its path,
   * which also finds a disk that was mounted again, and holds nothing open on the bad one.
   */
  readonly reopen: boolean;
}

export function troubleOf(thrown: unknown): SpoolTrouble {
  // After an I/O error (10) the commit may be in the log all the same.
  const detail = { cause: causeOf(thrown), uncertain: primaryCode(thrown) === 10 };
  if (primaryCode(thrown) === 13) {
    return { error: { code: 'SPL_DISK_FULL', message: 'The disk of the spool is full.', detail }, reopen: false };
  }
  if (isDamage(thrown)) {
    return { error: { code: 'SPL_FILE_BROKEN', message: 'The spool is damaged.', detail }, reopen: true };
  }
  const reopen = [3, 8, 10, 14].includes(primaryCode(thrown) ?? -1);
  return { error: { code: 'SPL_WRITE_FAILED', message: 'The spool cannot be read or written.', detail }, reopen };
}

/** Closing checkpoints, which a bad disk may refuse; what is committed stays in the log. False: it refused. */
export function closeQuietly(database: DatabaseSync): boolean {
  try {
    database.close();
    return true;
  } catch {
    return false;
  }
}
