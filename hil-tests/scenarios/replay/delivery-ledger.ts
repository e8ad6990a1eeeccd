import { createHash } from 'node:crypto';
import type { Side } from './choose-side.ts';
import type { FrameFacts } from './read-frame.ts';

/** What became of the packets of one conversation. */
export interface ConversationCount {
  packets: number;
  delivered: number;
  dropped: number;
  unsendable: number;
}

interface Sent {
  readonly index: number;
  readonly side: Side;
  readonly facts: FrameFacts;
}

/** Frames without an answer so far; older ones are settled as not arrived. */
const MOST_PENDING = 4096;
const MOST_CONVERSATIONS = 20_000;

/**
 * One book over all packets: each is delivered, dropped or unsendable. A frame is known again by its bytes after the
 * two addresses of the cable, which the player rewrites; equal frames settle in the order they were sent.
 */
export class DeliveryLedger {
  readonly conversations = new Map<string, ConversationCount>();
  readonly totals: ConversationCount = { packets: 0, delivered: 0, dropped: 0, unsendable: 0 };
  /** Arrived after a packet that was sent later from the same side. */
  reordered = 0;
  readonly #pending = new Map<string, Sent[]>();
  #pendingCount = 0;
  readonly #lastDelivered: Record<Side, number> = { office: 0, internet: 0 };

  get pending(): number {
    return this.#pendingCount;
  }

  /** A packet that cannot be put on the cable at all. */
  noteUnsendable(facts: FrameFacts | null): void {
    this.#count(facts, 'packets');
    this.#count(facts, 'unsendable');
  }

  noteSent(frame: Uint8Array, facts: FrameFacts, side: Side): void {
    this.#count(facts, 'packets');
    if (this.#pendingCount >= MOST_PENDING) this.#settleOldest();
    const key = keyOf(frame, facts.length);
    const same = this.#pending.get(key);
    const sent = { index: this.totals.packets, side, facts };
    if (same === undefined) this.#pending.set(key, [sent]);
    else same.push(sent);
    this.#pendingCount += 1;
  }

  /** Takes the last `noteSent` of this frame back: the kernel refused it. */
  noteRefused(frame: Uint8Array, facts: FrameFacts): void {
    const same = this.#pending.get(keyOf(frame, facts.length)) ?? [];
    same.pop();
    if (same.length === 0) this.#pending.delete(keyOf(frame, facts.length));
    this.#pendingCount -= 1;
    this.#count(facts, 'unsendable');
  }

  noteArrived(frame: Uint8Array, length: number): void {
    const key = keyOf(frame, length);
    const same = this.#pending.get(key);
    const sent = same?.shift();
    if (same === undefined || sent === undefined) return; // the box's own chatter
    if (same.length === 0) this.#pending.delete(key);
    this.#pendingCount -= 1;
    if (sent.index < this.#lastDelivered[sent.side]) this.reordered += 1;
    this.#lastDelivered[sent.side] = Math.max(sent.index, this.#lastDelivered[sent.side]);
    this.#count(sent.facts, 'delivered');
  }

  /** At the end: what has not come will not come. */
  settle(): void {
    while (this.#pendingCount > 0) this.#settleOldest();
  }

  #settleOldest(): void {
    const [key, same = []] = this.#pending.entries().next().value ?? ['', []];
    const sent = same.shift();
    if (same.length === 0) this.#pending.delete(key);
    if (sent === undefined) return;
    this.#pendingCount -= 1;
    this.#count(sent.facts, sent.facts.refusedByKernel ? 'unsendable' : 'dropped');
  }

  #count(facts: FrameFacts | null, what: keyof ConversationCount): void {
    this.totals[what] += 1;
    const name = facts?.conversation ?? 'unreadable';
    let counts = this.conversations.get(name);
    if (counts === undefined) {
      if (this.conversations.size >= MOST_CONVERSATIONS) return;
      counts = { packets: 0, delivered: 0, dropped: 0, unsendable: 0 };
      this.conversations.set(name, counts);
    }
    counts[what] += 1;
  }
}

/** Long frames by their sum: what is pending stays small. */
function keyOf(frame: Uint8Array, length: number): string {
  const known = Buffer.from(frame.buffer, frame.byteOffset + 12, Math.min(length, frame.length) - 12);
  return known.length <= 128 ? known.toString('latin1') : createHash('sha1').update(known).digest('base64');
}
