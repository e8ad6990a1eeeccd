// What counts as use of a site, so that nobody is shamed for a page of work that carries a video, a button or an
// advertisement. In one quarter of an hour, one device with one listed site:
//   bytes   at least 2 MB, both directions: a button or a player that nobody starts is below a few hundred kilobytes
//   time    from its first to its last byte at least two minutes: a page that was opened by mistake is closed by then
//   talks   at least three connections, or one that carried the 2 MB alone: a single idle connection is kept open by
//           many pages
// All three together. Names that stand inside other people's pages (rules/categories/embedded.txt) never come here. A
// quarter counts once for a category, whatever number of its sites was used. What a connection carried is spread evenly
// over its time, because the engine tells of it once, at its end.
import type { Site } from './site-table.ts';

export const QUARTER_MS = 15 * 60_000;
const LEAST_BYTES = 2_000_000;
const LEAST_SPAN_MS = 2 * 60_000;
const LEAST_TALKS = 3;
/** Devices × sites × quarters that are looked at together; about 200 bytes each. */
const MOST_OPEN = 8192;
/** Connections that end later than this after a quarter no longer change it. */
const OPEN_MS = 2 * 3_600_000;

export interface SiteTalk extends Site {
  /** MAC, or the address where no MAC is known. */
  readonly device: string;
  readonly bytes: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface UsedQuarter {
  readonly device: string;
  readonly category: string;
  /** Start of the quarter, UTC ms. */
  readonly atMs: number;
}

interface Open {
  bytes: number;
  talks: number;
  largest: number;
  firstMs: number;
  lastMs: number;
}

export class SustainedUse {
  readonly #open = new Map<string, Open>();
  /** Device, category and quarter that counted already. */
  readonly #counted = new Map<string, number>();
  #forgotten = 0;

  /** Forgotten because the memory was full, oldest first. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Quarters that count from this talk on; each is told once. */
  add(talk: SiteTalk): UsedQuarter[] {
    this.#forget(talk.lastMs);
    const used: UsedQuarter[] = [];
    const earliest = talk.lastMs - OPEN_MS;
    const firstMs = Math.max(Math.min(talk.firstMs, talk.lastMs), earliest);
    for (let atMs = quarterOf(firstMs); atMs <= talk.lastMs; atMs += QUARTER_MS) {
      const key = `${atMs} ${talk.device} ${talk.site}`;
      const open = joined(this.#open.get(key), talk, atMs, firstMs);
      this.#open.delete(key);
      this.#open.set(key, open);
      const counted = `${atMs} ${talk.device} ${talk.category}`;
      if (!isSustained(open) || this.#counted.has(counted)) continue;
      this.#counted.set(counted, atMs);
      used.push({ device: talk.device, category: talk.category, atMs });
    }
    return used;
  }

  #forget(nowMs: number): void {
    for (const [key, atMs] of this.#counted) {
      if (atMs > nowMs - OPEN_MS - QUARTER_MS && this.#counted.size <= MOST_OPEN) break;
      this.#counted.delete(key);
    }
    for (const [key, open] of this.#open) {
      const isOld = open.lastMs < nowMs - OPEN_MS;
      if (!isOld && this.#open.size < MOST_OPEN) break;
      if (!isOld) this.#forgotten += 1;
      this.#open.delete(key);
    }
  }
}

function quarterOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
}

function joined(before: Open | undefined, talk: SiteTalk, atMs: number, firstMs: number): Open {
  const from = Math.max(firstMs, atMs);
  const to = Math.min(talk.lastMs, atMs + QUARTER_MS);
  const whole = talk.lastMs - firstMs;
  const share = whole === 0 ? talk.bytes : (talk.bytes * (to - from)) / whole;
  if (before === undefined) return { bytes: share, talks: 1, largest: share, firstMs: from, lastMs: to };
  return {
    bytes: before.bytes + share,
    talks: before.talks + 1,
    largest: Math.max(before.largest, share),
    firstMs: Math.min(before.firstMs, from),
    lastMs: Math.max(before.lastMs, to),
  };
}

function isSustained({ bytes, talks, largest, firstMs, lastMs }: Open): boolean {
  const isLong = lastMs - firstMs >= LEAST_SPAN_MS;
  return bytes >= LEAST_BYTES && isLong && (talks >= LEAST_TALKS || largest >= LEAST_BYTES);
}
