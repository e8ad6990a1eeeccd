/** One bound queue as the kernel shows it. */
export interface QueueRow {
  readonly number: number;
  /** Packets that wait for a verdict: in the queue, or read by the engine and not yet judged. */
  readonly waiting: number;
  /** Verdicts given since the queue was bound; wraps at 2^32. */
  readonly judged: number;
}

/**
 * /proc/net/netfilter/nfnetlink_queue, one line a bound queue (kernel, net/netfilter/nfnetlink_queue.c, seq_show): number,
 * port id, packets waiting, copy mode, copy range, dropped (queue full), dropped (socket full), last packet id, 1.
 * A number that is missing has no listener: its packets take the bypass.
 */
export function readQueueRows(text: string): QueueRow[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/).map(Number);
    const [number, , waiting, , , , , lastId] = fields;
    if (number === undefined || waiting === undefined || lastId === undefined || fields.some(Number.isNaN)) return [];
    return [{ number, waiting, judged: (lastId - waiting) >>> 0 }];
  });
}

/** Tells a queue that is not emptied from one that is only busy: packets wait and not one verdict comes. */
export class StallClock {
  readonly #queues = new Map<number, { judged: number; since: number }>();
  #moved = false;

  /** Longest time for which packets of a queue have waited without any verdict of it, ms. */
  look(rows: readonly QueueRow[], nowMs: number): number {
    let longest = 0;
    for (const { number, waiting, judged } of rows) {
      const before = this.#queues.get(number);
      if (before !== undefined && before.judged !== judged) this.#moved = true;
      if (before === undefined || before.judged !== judged || waiting === 0)
        this.#queues.set(number, { judged, since: nowMs });
      else longest = Math.max(longest, nowMs - before.since);
    }
    const bound = new Set(rows.map((row) => row.number));
    for (const number of this.#queues.keys()) if (!bound.has(number)) this.#queues.delete(number);
    return longest;
  }

  /** Whether any verdict came since this was last asked. */
  takeMoved(): boolean {
    const moved = this.#moved;
    this.#moved = false;
    return moved;
  }
}
