// How many events of each type there were. The names come from the wire, so their number and length are bounded:
// what does not fit is counted under OTHER_TYPES, and the sum stays exact.

/** Key in byType for events whose type is longer than MAX_TYPE_LENGTH or comes after MAX_TYPES others. */
export const OTHER_TYPES = '*';
const MAX_TYPES = 1024;
const MAX_TYPE_LENGTH = 128;

export class TypeCounts {
  /** A plain object that is updated in place. */
  readonly byType: Record<string, number> = {};
  readonly #known = new Set<string>();

  add(type: string, count = 1): void {
    const key = this.#known.has(type) || this.#admit(type) ? type : OTHER_TYPES;
    this.byType[key] = (this.byType[key] as number) + count;
  }

  #admit(type: string): boolean {
    const fits = type.length <= MAX_TYPE_LENGTH && this.#known.size < MAX_TYPES;
    const key = fits ? type : OTHER_TYPES;
    if (this.#known.has(key)) return fits;
    this.#known.add(key);
    // Not by assignment: a type called __proto__ must become a property like any other.
    Object.defineProperty(this.byType, key, { value: 0, writable: true, enumerable: true, configurable: true });
    return fits;
  }
}
