/** One batch that was sent and waits for the center's acknowledgement. */
export interface FlyingBatch {
  readonly sequences: Set<number>;
  sentMs: number;
  dueMs: number;
  tries: number;
}

export const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;
/** A batch younger than this is not sent again just because the center has shown itself. */
const HURRY_AFTER_MS = 2000;

/** Doubles with each try, up to a minute: a center that is away is not flooded with what it will get anyway. */
export function waitForAckMs(tries: number, firstWaitMs = FIRST_WAIT_MS): number {
  return Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** Math.max(0, tries - 1));
}

/** Batches without an acknowledgement, at most `most`; a batch leaves when each of its records is acknowledged. */
export class InFlight {
  readonly #most: number;
  readonly #firstWaitMs: number;
  readonly #batches = new Set<FlyingBatch>();

  constructor(most: number, firstWaitMs = FIRST_WAIT_MS) {
    this.#most = most;
    this.#firstWaitMs = firstWaitMs;
  }

  get hasRoom(): boolean {
    return this.#batches.size < this.#most;
  }

  get size(): number {
    return this.#batches.size;
  }

  add(sequences: readonly number[], nowMs: number): FlyingBatch {
    const batch = {
      sequences: new Set(sequences),
      sentMs: nowMs,
      dueMs: nowMs + waitForAckMs(1, this.#firstWaitMs),
      tries: 1,
    };
    this.#batches.add(batch);
    return batch;
  }

  acknowledge(ranges: readonly (readonly [number, number])[]): void {
    for (const batch of [...this.#batches]) {
      for (const sequence of [...batch.sequences]) {
        if (ranges.some(([first, last]) => first <= sequence && sequence <= last)) batch.sequences.delete(sequence);
      }
      if (batch.sequences.size === 0) this.#batches.delete(batch);
    }
  }

  /** The center is there: what it missed while it was away need not wait for its time. */
  hurry(nowMs: number): void {
    for (const batch of this.#batches) if (nowMs - batch.sentMs >= HURRY_AFTER_MS) batch.dueMs = nowMs;
  }

  due(nowMs: number): FlyingBatch[] {
    return [...this.#batches].filter((batch) => batch.dueMs <= nowMs);
  }

  /** When the next batch is due, null when nothing flies. */
  nextDueMs(): number | null {
    const times = [...this.#batches].map((batch) => batch.dueMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  resent(batch: FlyingBatch, nowMs: number): void {
    batch.tries += 1;
    batch.sentMs = nowMs;
    batch.dueMs = nowMs + waitForAckMs(batch.tries, this.#firstWaitMs);
  }

  remove(batch: FlyingBatch): void {
    this.#batches.delete(batch);
  }

  clear(): void {
    this.#batches.clear();
  }
}
