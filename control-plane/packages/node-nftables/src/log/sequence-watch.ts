/** Counts what is missing per group: the kernel numbers every packet of a group from 0, sent or not. */
export class SequenceWatch {
  readonly #next = new Map<number, number>();

  /** Packets lost just before this one. A sequence of −1 (absent) says nothing. */
  lostBefore(group: number, sequence: number): number {
    if (sequence < 0) return 0;
    const expected = this.#next.get(group) ?? 0;
    this.#next.set(group, (sequence + 1) >>> 0);
    return (sequence - expected) >>> 0;
  }
}
