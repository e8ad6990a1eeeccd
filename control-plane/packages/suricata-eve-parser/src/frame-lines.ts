// Stage 1: bytes → lines. A line that lies whole in one chunk is handed on in place; only a line cut by a chunk's end
// is copied. Never holds more than maxLineBytes, whatever arrives. The cut is at 0x0A alone: inside a JSON string a
// newline is always escaped, and no other byte of a UTF-8 sequence is 0x0A.
import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';

const NEWLINE = 0x0a;
const FIRST_CARRY_BYTES = 4096;
const READ_BYTES = 64 * 1024;

export const DEFAULT_MAX_LINE_BYTES = 1024 * 1024;

export interface LineSink {
  /** One line is bytes[start, end), without its newline; the bytes are lent until the call returns. */
  onLine(bytes: Buffer, start: number, end: number, offset: number): void;
  /** One line longer than the limit; its bytes were not kept. */
  onLongLine(offset: number, length: number): void;
}

export class LineFramer {
  readonly #sink: LineSink;
  readonly #maxLineBytes: number;
  #carry: Buffer;
  #read: Buffer | null = null;
  /** Length so far of the line that the last chunk left open; above the limit only its length is known. */
  #open = 0;
  /** Stream offset of the first byte of the next line to be finished. */
  #offset = 0;

  constructor(sink: LineSink, maxLineBytes: number) {
    this.#sink = sink;
    this.#maxLineBytes = maxLineBytes;
    this.#carry = Buffer.allocUnsafe(Math.min(FIRST_CARRY_BYTES, maxLineBytes));
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      this.#finish(chunk, start, newline, 1);
      start = newline + 1;
    }
    this.#keep(chunk, start, chunk.length);
  }

  readFrom(fd: number): number {
    this.#read ??= Buffer.allocUnsafe(READ_BYTES);
    const count = readSync(fd, this.#read, 0, READ_BYTES, null);
    this.push(this.#read.subarray(0, count));
    return count;
  }

  /** Hands on a last line that has no newline. */
  flush(): void {
    if (this.#open > 0) this.#finish(this.#carry, 0, 0, 0);
  }

  #finish(chunk: Buffer, start: number, end: number, newlineBytes: number): void {
    const offset = this.#offset;
    const inPlace = this.#open === 0;
    if (!inPlace) this.#keep(chunk, start, end);
    const length = inPlace ? end - start : this.#open;
    // State is settled before the sink runs, so that a throwing sink leaves no line half framed.
    this.#open = 0;
    this.#offset = offset + length + newlineBytes;
    if (length > this.#maxLineBytes) this.#sink.onLongLine(offset, length);
    else if (inPlace) this.#sink.onLine(chunk, start, end, offset);
    else this.#sink.onLine(this.#carry, 0, length, offset);
  }

  #keep(chunk: Buffer, start: number, end: number): void {
    const length = this.#open + end - start;
    if (length <= this.#maxLineBytes) {
      if (length > this.#carry.length) this.#growCarry(length);
      chunk.copy(this.#carry, this.#open, start, end);
    }
    this.#open = length;
  }

  #growCarry(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.min(this.#maxLineBytes, Math.max(needed, this.#carry.length * 2)));
    this.#carry.copy(grown, 0, 0, this.#open);
    this.#carry = grown;
  }
}
