/**
 * Many address ranges without objects: numbers in one typed array, sorted, overlaps and neighbours merged.
 *
 *   IPv4   from to | from to | …                    2 words a range, 8 bytes
 *   IPv6   from×4 to×4 | from×4 to×4 | …            8 words a range, most significant first
 */
import { readIpv4Range } from './read-ipv4-range.ts';
import { readIpv6Range } from './read-ipv6-range.ts';

export interface RangeColumns {
  /** Of one address: 1 for IPv4, 4 for IPv6. */
  readonly words: 1 | 4;
  readonly count: number;
  /** `count` ranges; inclusive bounds. */
  readonly bounds: Uint32Array;
}

/** An index fits into the low bits of a sort key, see sortedIpv4(). */
export const MOST_RANGES = 2 ** 21;

export class RangeCollector {
  readonly #words: 1 | 4;
  readonly #width: number;
  #bounds: Uint32Array;
  #count = 0;
  #isSorted = true;

  constructor(words: 1 | 4) {
    this.#words = words;
    this.#width = words * 2;
    this.#bounds = new Uint32Array(256 * this.#width);
  }

  get count(): number {
    return this.#count;
  }

  /** Address, prefix or "from-to"; false when it is none. */
  add(text: string): boolean {
    const at = this.#count * this.#width;
    if (at + this.#width > this.#bounds.length) {
      const grown = new Uint32Array(this.#bounds.length * 2);
      grown.set(this.#bounds);
      this.#bounds = grown;
    }
    const bounds = this.#bounds;
    if (!(this.#words === 1 ? readIpv4Range(text, bounds, at) : readIpv6Range(text, bounds, at))) return false;
    if (this.#isSorted && this.#count > 0) {
      this.#isSorted = compareWords(bounds, at - this.#width, bounds, at, this.#words) <= 0;
    }
    this.#count += 1;
    return true;
  }

  finish(): RangeColumns {
    const sorted = this.#isSorted
      ? this.#bounds.subarray(0, this.#count * this.#width)
      : sortRanges(this.#bounds, this.#count, this.#words);
    const count = mergeInPlace(sorted, this.#count, this.#words);
    return { words: this.#words, count, bounds: sorted.slice(0, count * this.#width) };
  }
}

/** Order of two addresses that start at these places. */
export function compareWords(a: Uint32Array, atA: number, b: Uint32Array, atB: number, words: number): number {
  for (let word = 0; word < words; word += 1) {
    const difference = (a[atA + word] as number) - (b[atB + word] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function sortRanges(bounds: Uint32Array, count: number, words: 1 | 4): Uint32Array {
  const width = words * 2;
  const order = words === 1 ? sortedIpv4(bounds, count) : sortedIpv6(bounds, count);
  const sorted = new Uint32Array(count * width);
  for (let position = 0; position < count; position += 1) {
    const from = (order[position] as number) * width;
    for (let word = 0; word < width; word += 1) sorted[position * width + word] = bounds[from + word] as number;
  }
  return sorted;
}

/** A first address (32 bits) above an index (21 bits) is one exact double: sorted as numbers, without a comparator. */
function sortedIpv4(bounds: Uint32Array, count: number): Uint32Array {
  const keys = new Float64Array(count);
  for (let index = 0; index < count; index += 1) keys[index] = (bounds[index * 2] as number) * MOST_RANGES + index;
  keys.sort();
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) order[index] = (keys[index] as number) % MOST_RANGES;
  return order;
}

function sortedIpv6(bounds: Uint32Array, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) order[index] = index;
  return order.sort((left, right) => compareWords(bounds, left * 8, bounds, right * 8, 4));
}

function mergeInPlace(bounds: Uint32Array, count: number, words: 1 | 4): number {
  if (count === 0) return 0;
  const width = words * 2;
  let kept = 0;
  for (let index = 1; index < count; index += 1) {
    const next = index * width;
    const last = kept * width + words;
    if (touches(bounds, last, next, words)) {
      if (compareWords(bounds, next + words, bounds, last, words) > 0) {
        bounds.copyWithin(last, next + words, next + width);
      }
    } else {
      kept += 1;
      bounds.copyWithin(kept * width, next, next + width);
    }
  }
  return kept + 1;
}

/** Whether the address at `next` lies within, or directly behind, a range that ends with the address at `last`. */
function touches(bounds: Uint32Array, last: number, next: number, words: number): boolean {
  if (compareWords(bounds, next, bounds, last, words) <= 0) return true;
  for (let word = words - 1; word >= 0; word -= 1) {
    const end = bounds[last + word] as number;
    if (end !== 0xffffffff) {
      if ((bounds[next + word] as number) !== end + 1) return false;
      return word === 0 || compareWords(bounds, next, bounds, last, word) === 0;
    }
    if ((bounds[next + word] as number) !== 0) return false;
  }
  return true;
}
