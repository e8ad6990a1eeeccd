/** Longest pause between two packets that is kept, and how long all pauses of a replay may take together. */
const LONGEST_GAP_NS = 200_000_000n;
export const PAUSES_MS = 10_000;

/** The capture's own rhythm, shortened: order and relation of the pauses stay, steps backwards count as none. */
export class Pace {
  readonly #scale: number;
  #last: bigint | null = null;

  /** `totalMs` is what `gapMs` of all packets add up to without a scale; `mostMs` what they may add up to. */
  constructor(totalMs: number, mostMs = PAUSES_MS) {
    this.#scale = totalMs > mostMs ? mostMs / totalMs : 1;
  }

  /** Milliseconds to wait before the packet of this time. */
  gapMs(timestampNs: bigint): number {
    const gap = this.#last === null ? 0n : timestampNs - this.#last;
    this.#last = timestampNs;
    if (gap <= 0n) return 0;
    return (Number(gap < LONGEST_GAP_NS ? gap : LONGEST_GAP_NS) / 1e6) * this.#scale;
  }
}
