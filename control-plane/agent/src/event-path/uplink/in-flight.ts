/** One batch that was sent and waits for the center's acknowledgement. */
export interface FlyingBatch {
  readonly sequences: Set<number>;
  sentMs: number;
  dueMs: number;
  tries: number;
  /** How often others were acknowledged while this one waited in vain. */
  passedOver: number;
}

export const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 60_000;
/** A center that has shown itself may be at work on a batch: it is given this long before it is sent again. */
const HURRY_AFTER_MS = 2000;
/** A center that takes others but never this one refuses something in it: halves show which record it is. */
const SPLIT_AFTER = 3;
/** Beyond it a single record is given up, counted. With the waits above that is nine minutes at an attentive center. */
const GIVE_UP_AFTER = 12;

/** Doubles with each try, up to a minute: a center that is away is not flooded with what it will get anyway. */
export function waitForAckMs(tries: number, firstWaitMs = FIRST_WAIT_MS): number {
  return Math.min(LONGEST_WAIT_MS, firstWaitMs * 2 ** Math.max(0, tries - 1));
}

/** Batches without an acknowledgement, at most `most`; a batch leaves when each of its records is acknowledged. */
export class InFlight {
  readonly #most: number;
  readonly #firstWaitMs: number;
  readonly #batches = new Set<FlyingBatch>();
  #acknowledgedMs = Number.NEGATIVE_INFINITY;

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
      passedOver: 0,
    };
    this.#batches.add(batch);
    return batch;
  }

  acknowledge(ranges: readonly (readonly [number, number])[], nowMs: number): void {
    if (ranges.length > 0) this.#acknowledgedMs = nowMs;
    for (const batch of [...this.#batches]) {
      for (const sequence of [...batch.sequences]) {
        if (ranges.some(([first, last]) => first <= sequence && sequence <= last)) batch.sequences.delete(sequence);
      }
      if (batch.sequences.size === 0) this.#batches.delete(batch);
    }
  }

  /** The center is there: what it missed while it was away need not wait for its time. */
  hurry(nowMs: number): void {
    const patience = Math.min(HURRY_AFTER_MS, this.#firstWaitMs);
    for (const batch of this.#batches) batch.dueMs = Math.min(batch.dueMs, Math.max(nowMs, batch.sentMs + patience));
  }

  due(nowMs: number): FlyingBatch[] {
    return [...this.#batches].filter((batch) => batch.dueMs <= nowMs);
  }

  /** When the next batch is due, null when nothing flies. */
  nextDueMs(): number | null {
    const times = [...this.#batches].map((batch) => batch.dueMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What to do with a batch that is due: once more, in halves, or never again. */
  judge(batch: FlyingBatch): 'again' | 'halve' | 'give-up' {
    if (this.#acknowledgedMs > batch.sentMs) batch.passedOver += 1;
    if (batch.sequences.size > 1) return batch.passedOver >= SPLIT_AFTER ? 'halve' : 'again';
    return batch.passedOver >= GIVE_UP_AFTER ? 'give-up' : 'again';
  }

  /** Both halves are due at once; together they may stand above `most`, never above the records that fly. */
  halve(batch: FlyingBatch, nowMs: number): void {
    this.#batches.delete(batch);
    const sequences = [...batch.sequences];
    const middle = Math.ceil(sequences.length / 2);
    for (const half of [sequences.slice(0, middle), sequences.slice(middle)]) this.add(half, nowMs).dueMs = nowMs;
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
