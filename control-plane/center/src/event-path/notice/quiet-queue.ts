const QUIET_MS = 2_000;
const LONGEST_MS = 10_000;
const MOST_WAITING = 2_000;

export interface Waits {
  readonly quietMs: number;
  readonly longestMs: number;
  readonly most: number;
}

export const usualWaits: Waits = { quietMs: QUIET_MS, longestMs: LONGEST_MS, most: MOST_WAITING };

/**
 * Incidents whose counts may still grow. One is due when nothing was heard of it for `quietMs`, at the latest
 * `longestMs` after it was first heard of. Bounded: what finds no room is reported to the caller, who sweeps later.
 */
export class QuietQueue {
  readonly #waiting = new Map<number, { first: number; last: number }>();
  readonly #waits: Waits;

  constructor(waits: Waits) {
    this.#waits = waits;
  }

  /** False when there was no room. */
  touch(id: number, now: number): boolean {
    const known = this.#waiting.get(id);
    if (known !== undefined) known.last = now;
    else if (this.#waiting.size >= this.#waits.most) return false;
    else this.#waiting.set(id, { first: now, last: now });
    return true;
  }

  /** Takes out what is due. A clock that was set back makes it wait anew, not for the time it lost. */
  takeDue(now: number): number[] {
    const due: number[] = [];
    for (const [id, heard] of this.#waiting) {
      if (now < heard.last) Object.assign(heard, { first: now, last: now });
      if (now - heard.last < this.#waits.quietMs && now - heard.first < this.#waits.longestMs) continue;
      this.#waiting.delete(id);
      due.push(id);
    }
    return due;
  }

  get size(): number {
    return this.#waiting.size;
  }
}
