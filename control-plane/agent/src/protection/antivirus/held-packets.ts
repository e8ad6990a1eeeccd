/**
 * The packets of one direction that have no verdict yet, oldest first. They leave in order: the receiver never has the
 * whole of a file that was not judged, because the packet with its last bytes stays here until it is.
 */
export class HeldPackets {
  #ids: number[] = [];
  #judging = 0;

  get size(): number {
    return this.#ids.length;
  }

  push(id: number): void {
    this.#ids.push(id);
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
    return this.#ids.splice(0, this.#ids.length - (keepNewest ? 1 : 0));
  }

  /** Everything, in order, whatever is being judged. */
  drain(): number[] {
    return this.#ids.splice(0);
  }
}
