// The files one log is made of: the one at `path` and its rotated siblings, oldest first. Rotated means renamed, as
// logrotate does: path.1 (a higher number is older), path.20240131, path-20240131. Compressed files are not read.
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EveError } from './eve-error.ts';

/** Which file it is, whatever it is called now: inode and time of birth (nanoseconds; '0' where there is none). */
export interface FileIdentity {
  readonly inode: string;
  readonly birth: string;
}

export interface LogFile extends FileIdentity {
  readonly path: string;
  readonly size: number;
  /** current: at the path that is followed; rotated: named as a rotation names it; other: any other `path.*`. */
  readonly role: 'current' | 'rotated' | 'other';
}

const ROTATED_SUFFIX = /^[.-]\d[\w.:+-]*$/;
const COMPRESSED_SUFFIX = /\.(?:gz|bz2|xz|zst|lz4|zip)$/;
const MAX_SIBLINGS = 4096;
const LIST_ATTEMPTS = 20;
const LIST_PAUSE_MS = 5;

export function isSameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.inode === b.inode && a.birth === b.birth;
}

/**
 * Oldest first, the current file last. A rotation renames several files one after the other, so a listing counts only
 * when it comes out twice alike.
 */
export async function listLogFiles(path: string): Promise<LogFile[]> {
  let before = await listOnce(path);
  for (let attempt = 0; attempt < LIST_ATTEMPTS; attempt += 1) {
    const now = await listOnce(path);
    if (areAlike(before, now)) return now;
    before = now;
    await sleep(LIST_PAUSE_MS);
  }
  throw new EveError({ code: 'EVE_FILE_UNREADABLE', message: `the files beside ${path} do not stop being renamed` });
}

/** The files that were begun after `file`, oldest first; only what is certain when `file` is no longer there. */
export function filesAfter(files: readonly LogFile[], file: FileIdentity): LogFile[] {
  const chain = files.filter((other) => other.role !== 'other' || isSameFile(other, file));
  const at = chain.findIndex((other) => isSameFile(other, file));
  if (at >= 0) return chain.slice(at + 1);
  return chain.filter((other) => other.role === 'current' || BigInt(other.birth) > BigInt(file.birth));
}

/** The file at `path` now, null when there is none. A sibling that is no regular file is none; the log itself must be. */
export async function statLogFile(path: string, role: LogFile['role']): Promise<LogFile | null> {
  const found = await orNullWhenMissing(stat(path, { bigint: true }));
  if (found === null) return null;
  if (!found.isFile()) {
    if (role !== 'current') return null;
    throw new EveError({ code: 'EVE_FILE_UNREADABLE', message: `${path} is no regular file` });
  }
  return { path, role, inode: String(found.ino), birth: String(found.birthtimeNs), size: Number(found.size) };
}

/** Missing is an answer; any other failure of the file system is EVE_FILE_UNREADABLE. */
export async function orNullWhenMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new EveError({ code: 'EVE_FILE_UNREADABLE', message: `cannot be read: ${String(cause)}`, cause });
  }
}

async function listOnce(path: string): Promise<LogFile[]> {
  const files: LogFile[] = [];
  for (const name of await siblingNames(path)) {
    const suffix = name.slice(basename(path).length);
    const rotated = ROTATED_SUFFIX.test(suffix) && !COMPRESSED_SUFFIX.test(suffix);
    const role = suffix === '' ? 'current' : rotated ? 'rotated' : 'other';
    const file = await statLogFile(join(dirname(path), name), role);
    if (file !== null) files.push(file);
  }
  return files.sort(byAge);
}

async function siblingNames(path: string): Promise<string[]> {
  const stem = basename(path);
  const directory = await orNullWhenMissing(opendir(dirname(path)));
  const names: string[] = [];
  if (directory === null) return names;
  for await (const { name } of directory) {
    if (name === stem || name.startsWith(`${stem}.`) || name.startsWith(`${stem}-`)) names.push(name);
    if (names.length > MAX_SIBLINGS) {
      throw new EveError({ code: 'EVE_FILE_UNREADABLE', message: `more than ${MAX_SIBLINGS} files beside ${path}` });
    }
  }
  return names;
}

function areAlike(a: readonly LogFile[], b: readonly LogFile[]): boolean {
  return a.length === b.length && a.every((file, at) => file.path === b[at]?.path && isSameFile(file, b[at]));
}

function byAge(a: LogFile, b: LogFile): number {
  if (a.role === 'current' || b.role === 'current') return a.role === 'current' ? 1 : -1;
  const born = BigInt(a.birth) - BigInt(b.birth);
  if (born !== 0n) return born < 0n ? -1 : 1;
  const numbers = [a, b].map((file) => /\.(\d{1,5})$/.exec(file.path)?.[1]);
  // Born within one tick of the kernel's clock: then the names decide.
  if (numbers[0] !== undefined && numbers[1] !== undefined) return Number(numbers[1]) - Number(numbers[0]);
  return a.path < b.path ? -1 : 1;
}
