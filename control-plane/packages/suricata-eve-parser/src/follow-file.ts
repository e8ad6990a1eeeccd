// Follows a log through growth, rotation by renaming, truncation, replacement and restarts. Polling is the truth: each
// pass compares what is open with what is there. One descriptor, one buffer, nothing read ahead of onChunk.
//
//     pass:  look for later files → read the open file to its end → when a later file has data, this one is finished
import { Buffer } from 'node:buffer';
import { EveError, type EveGapCode } from './eve-error.ts';
import { type Bookmark, FollowedFile } from './followed-file.ts';
import { filesAfter, isSameFile, type LogFile, listLogFiles, statLogFile } from './log-chain.ts';
import { WakeUp } from './wake-up.ts';

/**
 * How a chunk ends:
 * - `line`: with a newline
 * - `inside-line`: in a line longer than maxChunkBytes; the next chunk goes on with it
 * - `file`: at the end of a rotated file whose last line has no newline (the chunk may then be empty); the next chunk
 *   begins another line: give the parser a newline in between
 */
export type ChunkEnd = 'line' | 'inside-line' | 'file';

/** Bytes that were in the log and will not come; the next chunk begins a new line, as after `file`. */
export interface LogGap {
  readonly code: EveGapCode;
  /** How many, null when nobody can know. */
  readonly bytes: number | null;
  readonly reason: string;
}

export interface FollowFileOptions {
  readonly path: string;
  /** Where to go on; null begins with the first byte of the file that is at `path`. */
  readonly from: Bookmark | null;
  /** Awaited: nothing more is read before it settles. The chunk is lent until then. A rejection ends followFile with it. */
  readonly onChunk: (chunk: Uint8Array, after: Bookmark, ends: ChunkEnd) => Promise<void> | void;
  readonly onGap?: ((gap: LogGap) => Promise<void> | void) | undefined;
  /** Default 250 ms. */
  readonly pollMs?: number | undefined;
  /** Default 1 MiB. */
  readonly maxChunkBytes?: number | undefined;
  /** The only way to end it without an error. */
  readonly signal: AbortSignal;
}

const DEFAULT_POLL_MS = 250;
const DEFAULT_MAX_CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Resolves once the signal aborts and everything is closed. Rejects with what onChunk or onGap threw, with
 * EVE_FILE_UNREADABLE when the file system refuses (a missing file is waited for), with EVE_MISUSE for bad options.
 */
export async function followFile(options: FollowFileOptions): Promise<void> {
  const pollMs = positiveInteger('pollMs', options.pollMs ?? DEFAULT_POLL_MS);
  const maxChunkBytes = positiveInteger('maxChunkBytes', options.maxChunkBytes ?? DEFAULT_MAX_CHUNK_BYTES);
  const wakeUp = new WakeUp(options.path, pollMs, options.signal);
  const follower = new LogFollower(options, Buffer.alloc(maxChunkBytes));
  try {
    await follower.start(checkedBookmark(options.from));
    while (!options.signal.aborted) {
      const movedOn = await follower.pass();
      if (!movedOn) await wakeUp.wait();
    }
  } finally {
    wakeUp.stop();
    await follower.stop();
  }
}

class LogFollower {
  readonly #options: FollowFileOptions;
  readonly #buffer: Buffer;
  #file: FollowedFile | null = null;
  /** Which files come next when none is open, oldest first. */
  #candidates: (files: readonly LogFile[]) => readonly LogFile[] = (files) => files.filter(isCurrent);

  constructor(options: FollowFileOptions, buffer: Buffer) {
    this.#options = options;
    this.#buffer = buffer;
  }

  async start(from: Bookmark | null): Promise<void> {
    while (!this.#options.signal.aborted && this.#file === null) {
      const files = await listLogFiles(this.#options.path);
      const found = files.find(from === null ? isCurrent : (file) => isBookmarked(file, from));
      if (found === undefined) return this.#startWithout(files, from);
      // Null when it was renamed since the listing: then it is looked for again.
      this.#file = await FollowedFile.open(found);
    }
    if (from !== null) await this.#resume(from);
  }

  async stop(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  /** True when a file was finished and the next one is to be opened at once. */
  async pass(): Promise<boolean> {
    this.#file ??= await this.#openNext();
    const file = this.#file;
    if (file === null) return false;
    // Looked up before the read: what was written before the next file began is then surely read.
    const finished = (await this.#laterFiles(file)).some((later) => later.size > 0);
    await this.#drain(file, finished);
    if (!finished || this.#options.signal.aborted) return false;
    this.#candidates = (files) => filesAfter(files, file);
    await this.stop();
    return true;
  }

  async #startWithout(files: readonly LogFile[], from: Bookmark | null): Promise<void> {
    if (from === null) {
      // Whatever appears from now on belongs to the log, also if it is rotated before it is seen.
      const isNew = (file: LogFile) => file.role !== 'other' && !files.some((old) => isSameFile(old, file));
      this.#candidates = (later) => later.filter(isNew);
      return;
    }
    const { inode, birth } = from;
    if (birth !== undefined) this.#candidates = (later) => filesAfter(later, { inode, birth });
    const reason = 'the bookmarked file is no longer there; reading goes on with the files begun after it';
    await this.#options.onGap?.({ code: 'EVE_FILE_GONE', bytes: null, reason });
  }

  async #resume(from: Bookmark): Promise<void> {
    const change = await this.#file?.resume(from);
    if (change === 'cut' || change === 'rewritten') await this.#reportTruncated();
  }

  async #openNext(): Promise<FollowedFile | null> {
    const next = this.#candidates(await listLogFiles(this.#options.path))[0];
    return next === undefined ? null : FollowedFile.open(next);
  }

  /** A writer that has been told to rotate writes into the old file until it opens the new one. */
  async #laterFiles(file: FollowedFile): Promise<readonly LogFile[]> {
    const current = await statLogFile(this.#options.path, 'current');
    if (current !== null && isSameFile(current, file)) return [];
    return filesAfter(await listLogFiles(this.#options.path), file);
  }

  async #drain(file: FollowedFile, finished: boolean): Promise<void> {
    while (!this.#options.signal.aborted) {
      const length = await file.read(this.#buffer);
      if ((await file.settle(length)) !== 'same') {
        await this.#reportTruncated();
        continue;
      }
      const lines = this.#buffer.subarray(0, length).lastIndexOf(NEWLINE) + 1;
      if (lines > 0) await this.#deliver(file, lines, 'line');
      else if (length === this.#buffer.length) await this.#deliver(file, length, 'inside-line');
      else {
        if (finished && (length > 0 || file.midLine)) await this.#deliver(file, length, 'file');
        return;
      }
    }
  }

  async #deliver(file: FollowedFile, length: number, ends: ChunkEnd): Promise<void> {
    const chunk = this.#buffer.subarray(0, length);
    await this.#options.onChunk(chunk, file.advance(chunk, ends === 'inside-line'), ends);
  }

  async #reportTruncated(): Promise<void> {
    const reason = 'the file was shortened or rewritten in place; what had not been read of it is lost';
    await this.#options.onGap?.({ code: 'EVE_FILE_TRUNCATED', bytes: null, reason });
  }
}

function isCurrent(file: LogFile): boolean {
  return file.role === 'current';
}

/** Without a birth time a reused inode looks like a file rewritten in place, and is read as one. */
function isBookmarked(file: LogFile, from: Bookmark): boolean {
  return file.inode === from.inode && file.birth === (from.birth ?? file.birth);
}

function positiveInteger(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new EveError({ code: 'EVE_MISUSE', message: `${name} must be a positive whole number: ${value}` });
}

/** A bookmark comes back from the caller's disk. */
function checkedBookmark(from: Bookmark | null): Bookmark | null {
  if (from === null) return null;
  const { inode, birth, offset, head } = from;
  const isWhole = Number.isSafeInteger(offset) && offset >= 0;
  const isNamed = typeof inode === 'string' && typeof head === 'string' && /^\d+$/.test(birth ?? '0');
  if (isWhole && isNamed) return from;
  throw new EveError({ code: 'EVE_MISUSE', message: 'the bookmark is not one that followFile gave' });
}
