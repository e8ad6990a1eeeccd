// One JSON value of any kind and depth. No recursion: nesting is a byte a level in a stack that grows with the line, so
// a line of nothing but brackets costs what any other line of its length costs.
import { byteAt, skipNumber, skipSpace, skipString, skipWord } from './skip-token.ts';

export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
export const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const FIRST_DEPTH = 64;

export class ValueSkipper {
  /** The closing bracket each open container waits for, outermost first. */
  #closers = new Uint8Array(FIRST_DEPTH);

  /** As the functions of skip-token.ts: position after the value that starts at `at`, or −1. */
  skip(bytes: Buffer, at: number, end: number): number {
    const first = byteAt(bytes, at, end);
    return first === OPEN_OBJECT || first === OPEN_ARRAY
      ? this.#skipContainer(bytes, at, end)
      : skipScalar(bytes, at, end);
  }

  #skipContainer(bytes: Buffer, start: number, end: number): number {
    let depth = 0;
    let at = start;
    for (;;) {
      // Here `at` is at the first byte of a value.
      const first = byteAt(bytes, at, end);
      if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
        const closer = first === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
        this.#open(depth, closer);
        depth += 1;
        at = skipSpace(bytes, at + 1, end);
        if (byteAt(bytes, at, end) !== closer) {
          if (closer === CLOSE_OBJECT) at = skipKey(bytes, at, end);
          if (at < 0) return -1;
          continue;
        }
      } else {
        at = skipScalar(bytes, at, end);
        if (at < 0) return -1;
        at = skipSpace(bytes, at, end);
      }
      // Here `at` is after a value, or at the closer of an empty container.
      while (byteAt(bytes, at, end) === this.#closers[depth - 1]) {
        depth -= 1;
        if (depth === 0) return at + 1;
        at = skipSpace(bytes, at + 1, end);
      }
      if (byteAt(bytes, at, end) !== COMMA) return -1;
      at = skipSpace(bytes, at + 1, end);
      if (this.#closers[depth - 1] === CLOSE_OBJECT) at = skipKey(bytes, at, end);
      if (at < 0) return -1;
    }
  }

  #open(depth: number, closer: number): void {
    if (depth === this.#closers.length) {
      const grown = new Uint8Array(depth * 2);
      grown.set(this.#closers);
      this.#closers = grown;
    }
    this.#closers[depth] = closer;
  }
}

/** A key with its colon and the white space around it: gives the position of the value's first byte. */
export function skipKey(bytes: Buffer, at: number, end: number): number {
  const afterKey = skipString(bytes, at, end);
  return afterKey < 0 ? -1 : skipColon(bytes, afterKey, end);
}

export function skipColon(bytes: Buffer, at: number, end: number): number {
  const colon = skipSpace(bytes, at, end);
  return byteAt(bytes, colon, end) === COLON ? skipSpace(bytes, colon + 1, end) : -1;
}

function skipScalar(bytes: Buffer, at: number, end: number): number {
  switch (byteAt(bytes, at, end)) {
    case QUOTE:
      return skipString(bytes, at, end);
    case 0x74:
      return skipWord(bytes, at, end, 'true');
    case 0x66:
      return skipWord(bytes, at, end, 'false');
    case 0x6e:
      return skipWord(bytes, at, end, 'null');
    default:
      return skipNumber(bytes, at, end);
  }
}
