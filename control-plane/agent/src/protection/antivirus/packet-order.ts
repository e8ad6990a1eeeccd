import { after } from './tcp-packet.ts';

/** A packet that waits in the queue, with the part of it that is new in the stream. */
export interface ArrivedPacket {
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
  readonly fin: boolean;
}
export type Arrival =
  /** New bytes (or the end) in order, and whatever waited for them. */
  | { readonly kind: 'in-order'; readonly packets: readonly ArrivedPacket[] }
  /** Its bytes were seen: nothing new in it. */
  | { readonly kind: 'old' }
  /** A gap is before it: it waits. */
  | { readonly kind: 'early' }
  /** Too many wait: the sender has to send it again. */
  | { readonly kind: 'refused' };

const MOST_EARLY = 256;

/** Puts the segments of one direction in the order of their sequence numbers. The first bytes seen win. */
export class PacketOrder {
  #next: number | null = null;
  readonly #early = new Map<number, ArrivedPacket>();

  /** The first byte expected: sequence number of the SYN plus one. */
  begin(sequence: number): void {
    this.#next ??= sequence | 0;
  }
  get begun(): boolean {
    return this.#next !== null;
  }

  arrive(packet: ArrivedPacket): Arrival {
    if (this.#next === null) return { kind: 'old' };
    const ahead = after(packet.sequence, this.#next);
    if (ahead > 0) return this.#keep(packet);
    const fresh = this.#trim(packet);
    if (fresh === null) return { kind: 'old' };
    const packets = [fresh];
    this.#advance(fresh);
    for (let found = this.#takeEarly(); found !== null; found = this.#takeEarly()) {
      packets.push(found);
      this.#advance(found);
    }
    return { kind: 'in-order', packets };
  }

  /** Ids of packets that still wait for a gap to close. */
  drain(): number[] {
    const ids = [...this.#early.values()].map(({ id }) => id);
    this.#early.clear();
    return ids;
  }

  #keep(packet: ArrivedPacket): Arrival {
    if (this.#early.has(packet.sequence)) return { kind: 'refused' };
    if (this.#early.size >= MOST_EARLY) return { kind: 'refused' };
    this.#early.set(packet.sequence, packet);
    return { kind: 'early' };
  }

  /** Early packets may overlap: one that begins at or before the next byte and ends behind it fits. */
  #takeEarly(): ArrivedPacket | null {
    for (const packet of this.#early.values()) {
      if (after(packet.sequence, this.#next ?? 0) > 0) continue;
      this.#early.delete(packet.sequence);
      // A whole repetition has nothing new, but its packet must have a verdict: it goes along without data.
      return (
        this.#trim(packet) ?? { ...packet, sequence: this.#next ?? 0, data: packet.data.subarray(0, 0), fin: false }
      );
    }
    return null;
  }

  #trim(packet: ArrivedPacket): ArrivedPacket | null {
    const known = after(this.#next ?? 0, packet.sequence);
    if (known > packet.data.length || (known === packet.data.length && !packet.fin && packet.data.length >= 0))
      return null;
    return known === 0 ? packet : { ...packet, sequence: this.#next ?? 0, data: packet.data.subarray(known) };
  }

  #advance({ data, fin }: ArrivedPacket): void {
    this.#next = ((this.#next ?? 0) + data.length + (fin ? 1 : 0)) | 0;
  }
}
