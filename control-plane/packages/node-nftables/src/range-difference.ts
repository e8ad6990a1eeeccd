import { compareWords, type RangeColumns } from './range-columns.ts';

export interface RangeDifference {
  readonly removed: RangeColumns;
  readonly added: RangeColumns;
}

/** Ranges of one that are not, bound for bound, in the other. Both sorted; one pass. */
export function rangeDifference(before: RangeColumns, after: RangeColumns): RangeDifference {
  const removed = new Picked(before);
  const added = new Picked(after);
  let left = 0;
  let right = 0;
  while (left < before.count || right < after.count) {
    const order = compareAt(before, left, after, right);
    if (order === 0) {
      left += 1;
      right += 1;
    } else if (order < 0) {
      removed.take(left);
      left += 1;
    } else {
      added.take(right);
      right += 1;
    }
  }
  return { removed: removed.columns(), added: added.columns() };
}

function compareAt(before: RangeColumns, left: number, after: RangeColumns, right: number): number {
  if (left >= before.count) return 1;
  if (right >= after.count) return -1;
  const width = before.words * 2;
  return compareWords(before.bounds, left * width, after.bounds, right * width, width);
}

class Picked {
  readonly #from: RangeColumns;
  readonly #width: number;
  #indexes = new Uint32Array(64);
  #count = 0;

  constructor(from: RangeColumns) {
    this.#from = from;
    this.#width = from.words * 2;
  }

  take(index: number): void {
    if (this.#count === this.#indexes.length) {
      const grown = new Uint32Array(this.#count * 2);
      grown.set(this.#indexes);
      this.#indexes = grown;
    }
    this.#indexes[this.#count] = index;
    this.#count += 1;
  }

  columns(): RangeColumns {
    const width = this.#width;
    const bounds = new Uint32Array(this.#count * width);
    for (let position = 0; position < this.#count; position += 1) {
      const start = (this.#indexes[position] as number) * width;
      for (let word = 0; word < width; word += 1) {
        bounds[position * width + word] = this.#from.bounds[start + word] as number;
      }
    }
    return { words: this.#from.words, count: this.#count, bounds };
  }
}
