/**
 * The packets of one direction that have no verdict yet, oldest first. They leave in order: the receiver never has the
 * whole of a file that was not judged, because the packet with its last bytes stays here until it is.
 */
export class HeldPackets {
  #packets: { readonly id: number; readonly sequence: number }[] = [];
  #judging = 0;

  get size(): number {
    return this.#packets.length;
  }
  /** The first byte that the receiver does not have; null: nothing is held. */
  get firstSequence(): number | null {
    return this.#packets[0]?.sequence ?? null;
  }

  push(id: number, sequence: number): void {
    this.#packets.push({ id, sequence });
  }

  /** From now on nothing leaves until as many verdicts have come. */
  beginJudging(): void {
    this.#judging += 1;
  }
  endJudging(): void {
    this.#judging -= 1;
  }
  get isJudging(): boolean {
    return this.#judging > 0;
  }

  /** Ids that may go now. `keepNewest`: a file is open whose end nobody knows; its newest bytes may be its last. */
  release(keepNewest: boolean): number[] {
    if (this.#judging > 0) return [];
    return this.#packets.splice(0, this.#packets.length - (keepNewest ? 1 : 0)).map(({ id }) => id);
  }

  /** Everything, in order, whatever is being judged. */
  drain(): number[] {
    return this.#packets.splice(0).map(({ id }) => id);
  }
}
