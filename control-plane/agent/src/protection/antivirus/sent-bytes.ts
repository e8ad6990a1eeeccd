import { after } from './tcp-packet.ts';

/** Shared by all directions of all connections. */
export interface SentBudget {
  used: number;
}
const MOST_ALL_BYTES = 33_554_432;
const MOST_BYTES = 4_194_304;

interface Piece {
  readonly sequence: number;
  readonly data: Uint8Array;
}

/**
 * What one direction has said and its receiver has not acknowledged. Said again it must be the same bytes: else the
 * receiver could be made to take other ones than were read (RFC 5961 §5, overlapping segments, packets that die on the way).
 * Beyond the bounds nothing is remembered of the oldest, and nothing can be compared.
 */
export class SentBytes {
  readonly #budget: SentBudget;
  #pieces: Piece[] = [];
  #bytes = 0;

  constructor(budget: SentBudget) {
    this.#budget = budget;
  }

  add(sequence: number, data: Uint8Array): void {
    if (data.length === 0) return;
    this.#pieces.push({ sequence, data: Uint8Array.from(data) });
    this.#count(data.length);
    while (this.#bytes > MOST_BYTES || (this.#budget.used > MOST_ALL_BYTES && this.#pieces.length > 0)) this.#shift();
  }

  /** The receiver has everything before this sequence number. */
  acknowledge(sequence: number): void {
    for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
      if (after(sequence, first.sequence) < first.data.length) return;
      this.#shift();
    }
  }

  /** False: a byte of `data` was said before, is not acknowledged, and was another one. */
  agrees(sequence: number, data: Uint8Array): boolean {
    for (const piece of this.#pieces) {
      const from = Math.max(0, after(piece.sequence, sequence));
      const to = Math.min(data.length, after(piece.sequence, sequence) + piece.data.length);
      if (from >= to) continue;
      const at = after(sequence, piece.sequence) + from;
      if (Buffer.compare(data.subarray(from, to), piece.data.subarray(at, at + to - from)) !== 0) return false;
    }
    return true;
  }

  release(): void {
    this.#count(-this.#bytes);
    this.#pieces = [];
  }

  #shift(): void {
    this.#count(-(this.#pieces.shift()?.data.length ?? 0));
  }
  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.used += bytes;
  }
}
