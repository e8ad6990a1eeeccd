/** What a protocol's reader tells of one file on its way; text from strangers, cut short, never trusted. */
export interface FileFacts {
  readonly protocol: 'http' | 'smtp' | 'pop3' | 'imap' | 'ftp';
  /** URL, attachment's or file's name; null when the protocol tells none. */
  readonly name: string | null;
  /** Content-Encoding of HTTP, lower case; null: as it is. */
  readonly encoding: string | null;
  /** Host, sender, recipient …: what the notice may say. Never a body. */
  readonly facts: Readonly<Record<string, string>>;
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

  constructor(facts: FileFacts, limits: FileLimits, budget: ByteBudget) {
    this.facts = facts;
    this.#limits = limits;
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }
  /** Its bytes are no longer kept: it cannot be judged. */
  get tooLarge(): boolean {
    return this.#tooLarge;
  }

  /** Copies: the packet's buffer is the queue's. */
  add(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#tooLarge || chunk.length === 0) return;
    if (this.#bytes > this.#limits.fileBytes || this.#budget.used + chunk.length > this.#limits.allBytes) {
      this.release();
      this.#tooLarge = true;
      return;
    }
    this.#chunks.push(Buffer.from(chunk));
    this.#budget.used += chunk.length;
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
