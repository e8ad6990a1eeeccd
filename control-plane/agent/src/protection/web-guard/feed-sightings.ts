import { eventAckSchema } from '@omamori/contract/event-envelope';
import type { Sighting } from '@omamori/contract/sighting';

export interface OthersSeen {
  readonly companies: number;
  readonly days: number;
  /** When the first of them met it, UTC; null where nobody did. */
  readonly firstAt: string | null;
}

const MOST = 256;
const MAX_ACK_BYTES = 64 * 1024;

/**
 * How many others met the same rule or list, as the center told last: it comes with the acknowledgement of events. In
 * memory only: after a restart the next block brings it again.
 */
export class FeedSightings {
  readonly #known = new Map<string, { readonly sighting: Sighting; readonly days: number }>();

  /** A message on `ack`; one that cannot be read changes nothing. */
  onAck(payload: Buffer): void {
    if (payload.length > MAX_ACK_BYTES) return;
    const { days, found } = readAck(payload) ?? { days: 0, found: [] };
    for (const sighting of found) {
      this.#known.delete(sighting.key);
      this.#known.set(sighting.key, { sighting, days });
    }
    for (const key of this.#known.keys()) {
      if (this.#known.size <= MOST) break;
      this.#known.delete(key);
    }
  }

  /** By key as sightingKey writes it; null when the center has not told yet. */
  byKey(key: string): OthersSeen | null {
    const known = this.#known.get(key);
    if (known === undefined) return null;
    const { companies, firstAt } = known.sighting;
    return { companies, days: known.days, firstAt };
  }

  /** Of a list. */
  of(feed: string): OthersSeen | null {
    return this.byKey(`list:${feed}`);
  }
}

function readAck(payload: Buffer) {
  try {
    const ack = eventAckSchema.safeParse(JSON.parse(payload.toString('utf8')));
    return ack.success ? (ack.data.others ?? null) : null;
  } catch {
    return null; // the uplink reads the same message and judges it
  }
}
