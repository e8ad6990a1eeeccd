import { type SentBudget, SentBytes } from './sent-bytes.ts';
import { after } from './tcp-packet.ts';

/** A packet that waits in the queue, with the part of it that is new in the stream. */
export interface ArrivedPacket {
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly fin: boolean;
}
export type Arrival =
  /** New bytes (or the end) in order, and whatever waited for them; `refused` waited and says other bytes than were said. */
  | { readonly kind: 'in-order'; readonly packets: readonly ArrivedPacket[]; readonly refused: readonly number[] }
  /** Its bytes were seen: nothing new in it. */
  | { readonly kind: 'old' }
  /** A gap is before it: it waits. */
  | { readonly kind: 'early' }
  /** Too many wait, or it says other bytes than were said before: the sender has to send it again. */
  | { readonly kind: 'refused' };

const MOST_EARLY = 256;

/**
 * Puts the segments of one direction in the order of their sequence numbers. The first bytes seen are the ones that are
 * read; a repetition that differs is refused, so the receiver can have no others.
 */
export class PacketOrder {
  #next: number | null = null;
  readonly #early = new Map<number, ArrivedPacket>();
  readonly #sent: SentBytes;

  constructor(budget: SentBudget) {
    this.#sent = new SentBytes(budget);
  }

  /** The first byte expected: sequence number of the SYN plus one. */
  begin(sequence: number): void {
    this.#next ??= sequence | 0;
  }
  get begun(): boolean {
    return this.#next !== null;
  }
  /** Sequence number of the next byte in order; null before the beginning. */
  get next(): number | null {
    return this.#next;
  }

  arrive(packet: ArrivedPacket): Arrival {
    if (this.#next === null) return { kind: 'old' };
    const ahead = after(packet.sequence, this.#next);
    if (ahead > 0) return this.#keep(packet);
    if (!this.#sent.agrees(packet.sequence, packet.data)) return { kind: 'refused' };
    const fresh = this.#trim(packet);
    if (fresh === null) return { kind: 'old' };
    const packets = [fresh];
    const refused: number[] = [];
    this.#advance(fresh);
    for (let early = this.#takeEarly(); early !== null; early = this.#takeEarly()) {
      if (!this.#sent.agrees(early.sequence, early.data)) {
        refused.push(early.id);
        continue;
      }
      // A whole repetition has nothing new, but its packet must have a verdict: it goes along without data.
      const part = this.#trim(early) ?? { ...early, sequence: this.#next, data: early.data.subarray(0, 0), fin: false };
      packets.push(part);
      this.#advance(part);
    }
    return { kind: 'in-order', packets, refused };
  }

  /** The receiver said that it has everything before this sequence number. */
  acknowledge(sequence: number): void {
    this.#sent.acknowledge(sequence);
  }

  /** Ids of packets that still wait for a gap to close; what was said is forgotten. */
  drain(): number[] {
    const ids = [...this.#early.values()].map(({ id }) => id);
    this.#early.clear();
    this.#sent.release();
    return ids;
  }

  #keep(packet: ArrivedPacket): Arrival {
    if (this.#early.has(packet.sequence)) return { kind: 'refused' };
    if (this.#early.size >= MOST_EARLY) return { kind: 'refused' };
    this.#early.set(packet.sequence, packet);
    return { kind: 'early' };
  }

  /** Early packets may overlap: one that begins at or before the next byte is next. */
  #takeEarly(): ArrivedPacket | null {
    for (const packet of this.#early.values()) {
      if (after(packet.sequence, this.#next ?? 0) > 0) continue;
      this.#early.delete(packet.sequence);
      return packet;
    }
    return null;
  }

  #trim(packet: ArrivedPacket): ArrivedPacket | null {
    const known = after(this.#next ?? 0, packet.sequence);
    if (known > packet.data.length || (known === packet.data.length && !packet.fin)) return null;
    return known === 0 ? packet : { ...packet, sequence: this.#next ?? 0, data: packet.data.subarray(known) };
  }

  #advance({ sequence, data, fin }: ArrivedPacket): void {
    this.#sent.add(sequence, data);
    this.#next = ((this.#next ?? 0) + data.length + (fin ? 1 : 0)) | 0;
  }
}
