/**
 * What sets are known to hold, so that replacing one costs its difference. Known means: written by this door, and
 * nobody has committed anything since (the kernel's generation is checked in the same transaction). Sets the packet
 * path or time can change are never remembered.
 */
import type { SetRef } from '../object/set.ts';
import type { TableRef } from '../object/table.ts';
import type { RangeColumns } from '../range-columns.ts';

/** 2,000,000 IPv4 ranges: 16 MB; the oldest knowledge goes first. */
const MOST_WORDS = 4_000_000;

export class SetMemory {
  readonly #contents = new Map<string, RangeColumns>();
  #words = 0;
  #generation: number | undefined;

  /** Forgets everything when someone else has changed the ruleset meanwhile. */
  observe(generation: number): void {
    if (this.#generation !== generation) this.clear();
    this.#generation = generation;
  }

  /** A transaction of ours brought the ruleset from the observed generation to this one. */
  advance(generation: number): void {
    if (this.#generation === undefined || generation !== nextGeneration(this.#generation)) this.clear();
    this.#generation = generation;
  }

  recall(ref: SetRef): RangeColumns | undefined {
    return this.#contents.get(keyOf(ref));
  }

  remember(ref: SetRef, columns: RangeColumns): void {
    this.forget(ref);
    if (columns.bounds.length > MOST_WORDS) return;
    for (const [key, oldest] of this.#contents) {
      if (this.#words + columns.bounds.length <= MOST_WORDS) break;
      this.#contents.delete(key);
      this.#words -= oldest.bounds.length;
    }
    this.#contents.set(keyOf(ref), columns);
    this.#words += columns.bounds.length;
  }

  forget(ref: SetRef): void {
    const known = this.#contents.get(keyOf(ref));
    if (known === undefined) return;
    this.#contents.delete(keyOf(ref));
    this.#words -= known.bounds.length;
  }

  forgetTable(table: TableRef): void {
    for (const [key, known] of this.#contents) {
      if (!key.startsWith(`${table.family} ${table.table} `)) continue;
      this.#contents.delete(key);
      this.#words -= known.bounds.length;
    }
  }

  clear(): void {
    this.#contents.clear();
    this.#words = 0;
  }
}

/** The kernel skips zero when it wraps. */
export function nextGeneration(generation: number): number {
  return generation === 0xffffffff ? 1 : generation + 1;
}

function keyOf(ref: SetRef): string {
  return `${ref.family} ${ref.table} ${ref.set}`;
}
