import { createHash, type Hash } from 'node:crypto';

/** What a protocol's reader tells of one file on its way; text from strangers, cut short, never trusted. */
export interface FileFacts {
  readonly protocol: 'http' | 'smtp' | 'pop3' | 'imap' | 'ftp';
  /** URL, attachment's or file's name; null when the protocol tells none. */
  readonly name: string | null;
  /** Content-Encoding of HTTP, lower case; null: as it is. */
  readonly encoding: string | null;
  /** Host, sender, recipient …: what the notice may say. Never a body. */
  readonly facts: Readonly<Record<string, string>>;
  /** MAIL FROM and RCPT TO; absent where mail is fetched. */
  readonly envelope?: { readonly from: string; readonly to: readonly string[] };
}

/** Bytes all open files of the box may hold together, and one alone: what is beyond goes on unread and is counted. */
export interface FileLimits {
  readonly fileBytes: number;
  readonly allBytes: number;
}
export const FILE_LIMITS: FileLimits = { fileBytes: 26_214_400, allBytes: 134_217_728 };

/** Shared by all files of one inspector. */
export interface ByteBudget {
  used: number;
}

/** One file that is being collected. */
export class FileObject {
  readonly facts: FileFacts;
  readonly #limits: FileLimits;
  readonly #budget: ByteBudget;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #tooLarge = false;
  #hashes: readonly Hash[] = [];

  constructor(facts: FileFacts, limits: FileLimits, budget: ByteBudget) {
    this.facts = facts;
    this.#limits = limits;
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }
  /** Its bytes are no longer kept: only a hash list can know it. */
  get tooLarge(): boolean {
    return this.#tooLarge;
  }

  /** Copies: the packet's buffer is the queue's. */
  add(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (chunk.length === 0) return;
    if (this.#tooLarge) {
      this.#hash(chunk);
      return;
    }
    if (this.#bytes > this.#limits.fileBytes || this.#budget.used + chunk.length > this.#limits.allBytes) {
      for (const kept of this.#chunks) this.#hash(kept);
      this.#hash(chunk);
      this.release();
      this.#tooLarge = true;
      return;
    }
    this.#chunks.push(Buffer.from(chunk));
    this.#budget.used += chunk.length;
  }

  /** Of a file that is too large: hex of its hashes so far, of each kind that lists have. */
  digests(): readonly string[] {
    return this.#hashes.map((hash) => hash.copy().digest('hex'));
  }

  #hash(chunk: Uint8Array): void {
    if (this.#hashes.length === 0) this.#hashes = ['md5', 'sha1', 'sha256'].map((kind) => createHash(kind));
    for (const hash of this.#hashes) hash.update(chunk);
  }

  /** All of it so far, as one piece. */
  content(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** Gives the memory back. */
  release(): void {
    this.#budget.used -= this.#chunks.reduce((total, { length }) => total + length, 0);
    this.#chunks = [];
  }
}
