import { z } from 'zod';

/** How far two guesses of when the engine started may lie apart: `uptime` is in whole seconds. */
const SAME_START_MS = 5000;

const keptSchema = z.strictObject({
  startedMs: z.number(),
  ended: z.number().int().min(0),
  missed: z.number().int().min(0),
});

/**
 * Flows that the engine wrote and nobody read: nobody listened, or the socket was full and it dropped the record. The
 * engine does not say so, but it counts the flows that ended; what did not arrive was missed. Exact but for the records
 * under way while its counters are read.
 */
export class MissedFlows {
  #missedBefore = 0;
  #startedMs: number | null = null;
  /** Ended flows that are accounted for up to here; records received since then. */
  #base = 0;
  #ended = 0;
  #received = 0;

  /** `kept`: what `keep` gave in an earlier run. */
  constructor(kept: string | null) {
    const former = kept === null ? null : readKept(kept);
    if (former === null) return;
    this.#missedBefore = former.missed;
    this.#startedMs = former.startedMs;
    this.#base = former.ended;
    this.#ended = former.ended;
  }

  received(): void {
    this.#received += 1;
  }

  /** Counters of the engine; `startedMs` UTC when it started, as far as it is known. */
  counted(ended: number, startedMs: number): void {
    if (this.#startedMs === null || Math.abs(startedMs - this.#startedMs) > SAME_START_MS || ended < this.#base) {
      // Another engine: what the former one still owed is settled, of this one everything counts.
      const owed = Math.max(0, this.#ended - this.#base);
      this.#missedBefore = this.total;
      this.#base = 0;
      this.#received = Math.min(Math.max(0, this.#received - owed), ended);
      this.#startedMs = startedMs;
    }
    this.#ended = ended;
  }

  get total(): number {
    return this.#missedBefore + Math.max(0, this.#ended - this.#base - this.#received);
  }

  keep(): string | null {
    if (this.#startedMs === null) return null;
    return JSON.stringify({ startedMs: this.#startedMs, ended: this.#ended, missed: this.total });
  }
}

function readKept(text: string) {
  try {
    const parsed = keptSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
