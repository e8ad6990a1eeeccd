// One open log file and how far it has been handed on. Keeps the descriptor, so that renaming or deleting the file
// changes nothing; what the descriptor shows is compared after each read with what was handed on before.
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type FileIdentity, isSameFile, type LogFile, orNullWhenMissing } from './log-chain.ts';

const HEAD_BYTES = 256;

/** Where to go on. JSON; store it together with what the chunk became, then nothing is delivered twice or missed. */
export interface Bookmark {
  readonly inode: string;
  /** Birth time of the file in nanoseconds, where the file system knows it: orders rotated files. */
  readonly birth?: string;
  /** Bytes handed on. */
  readonly offset: number;
  /** SHA-256 of the first min(256, offset) bytes: tells a reused inode and a rewritten file apart. */
  readonly head: string;
  /** The offset is inside a line longer than maxChunkBytes. */
  readonly midLine?: true;
}

/**
 * - `same`: still the file that was handed on so far
 * - `cut`: shorter than before, what is left was handed on already
 * - `rewritten`: emptied or replaced in place; begins anew
 */
export type FileChange = 'same' | 'cut' | 'rewritten';

export class FollowedFile implements FileIdentity {
  readonly inode: string;
  readonly birth: string;
  readonly #handle: FileHandle;
  #offset = 0;
  /** The file's first bytes as far as they were handed on. */
  #head: Buffer = Buffer.alloc(0);
  #midLine = false;
  /** Largest size that a read has proved. */
  #seen = 0;

  private constructor(handle: FileHandle, identity: FileIdentity) {
    this.#handle = handle;
    this.inode = identity.inode;
    this.birth = identity.birth;
  }

  get midLine(): boolean {
    return this.#midLine;
  }

  /** Null when the name has meanwhile come to mean another file. */
  static async open(file: LogFile): Promise<FollowedFile | null> {
    const handle = await orNullWhenMissing(open(file.path, 'r'));
    if (handle === null) return null;
    try {
      const found = await unlessUnreadable(handle.stat({ bigint: true }));
      const identity = { inode: String(found.ino), birth: String(found.birthtimeNs) };
      if (isSameFile(identity, file)) return new FollowedFile(handle, identity);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    return null;
  }

  /** Goes to the bookmark; says how the file differs from what the bookmark remembers, and has then moved there. */
  async resume(bookmark: Bookmark): Promise<FileChange> {
    const head = await this.#readHead(Math.min(HEAD_BYTES, bookmark.offset));
    if (hashOf(head) !== bookmark.head) return 'rewritten';
    this.#offset = bookmark.offset;
    this.#head = head;
    this.#midLine = bookmark.midLine === true;
    this.#seen = bookmark.offset;
    return this.settle(0);
  }

  /** Reads from the offset on without moving it. */
  async read(into: Buffer): Promise<number> {
    const { bytesRead } = await unlessUnreadable(this.#handle.read(into, 0, into.length, this.#offset));
    return bytesRead;
  }

  /**
   * Call after read() and before its bytes are used. `same` proves that the bytes belong behind what was handed on;
   * otherwise they must be dropped, and the offset has moved to where reading goes on.
   */
  async settle(bytesRead: number): Promise<FileChange> {
    const { size } = await unlessUnreadable(this.#handle.stat());
    const head = await this.#readHead(this.#head.length);
    const headHolds = head.equals(this.#head);
    if (headHolds && size >= this.#seen) {
      this.#seen = Math.max(this.#seen, this.#offset + bytesRead);
      return 'same';
    }
    this.#offset = headHolds ? Math.min(this.#offset, size) : 0;
    if (!headHolds) this.#head = Buffer.alloc(0);
    this.#midLine = false;
    this.#seen = this.#offset;
    return headHolds ? 'cut' : 'rewritten';
  }

  /** Moves behind the chunk that read() gave; the bookmark says so. */
  advance(chunk: Buffer, midLine: boolean): Bookmark {
    if (this.#head.length < HEAD_BYTES) this.#head = Buffer.concat([this.#head, chunk.subarray(0, this.#headRoom())]);
    this.#offset += chunk.length;
    this.#midLine = midLine;
    return {
      inode: this.inode,
      birth: this.birth,
      offset: this.#offset,
      head: hashOf(this.#head),
      ...(midLine ? { midLine } : {}),
    };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #headRoom(): number {
    return HEAD_BYTES - this.#head.length;
  }

  async #readHead(length: number): Promise<Buffer> {
    const head = Buffer.alloc(length);
    const { bytesRead } = await unlessUnreadable(this.#handle.read(head, 0, length, 0));
    return head.subarray(0, bytesRead);
  }
}

function hashOf(head: Buffer): string {
  return createHash('sha256').update(head).digest('hex');
}

async function unlessUnreadable<T>(work: Promise<T>): Promise<T> {
  const result = await orNullWhenMissing(work);
  if (result === null) throw new TypeError('an open descriptor cannot be missing');
  return result;
}
