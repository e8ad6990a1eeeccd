/**
 * nfnetlink messages one after another in one growing buffer; layout as drawn in message.ts. Nothing is copied
 * afterwards: what was written is what is sent.
 */
import { NFGEN_BYTES, NLMSG_HEADER_BYTES } from './message.ts';

const NLA_F_NESTED = 0x8000;

export class MessageWriter {
  bytes: Uint8Array;
  view: DataView;
  length = 0;
  #messageStart = 0;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Room for `more` bytes behind what is written; values in it may be stale, writers set every byte they claim. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }

  begin(type: number, flags: number, sequence: number, family: number, resourceId = 0): void {
    this.reserve(NLMSG_HEADER_BYTES + NFGEN_BYTES);
    const start = this.length;
    this.#messageStart = start;
    this.view.setUint16(start + 4, type, true);
    this.view.setUint16(start + 6, flags, true);
    this.view.setUint32(start + 8, sequence, true);
    this.view.setUint32(start + 12, 0, true);
    this.view.setUint8(start + 16, family);
    this.view.setUint8(start + 17, 0);
    this.view.setUint16(start + 18, resourceId, false);
    this.length = start + NLMSG_HEADER_BYTES + NFGEN_BYTES;
  }

  end(): void {
    this.view.setUint32(this.#messageStart, this.length - this.#messageStart, true);
  }

  /** Sets a flag of the message written last. */
  flag(flags: number): void {
    const at = this.#messageStart + 6;
    this.view.setUint16(at, this.view.getUint16(at, true) | flags, true);
  }

  /** Where the current message stands, and how far its attributes reach: kernel errors name offsets within it. */
  get messageStart(): number {
    return this.#messageStart;
  }

  nest(type: number): number {
    this.reserve(4);
    const start = this.length;
    this.view.setUint16(start + 2, type | NLA_F_NESTED, true);
    this.length += 4;
    return start;
  }

  close(nestStart: number): void {
    this.view.setUint16(nestStart, this.length - nestStart, true);
  }

  u8(type: number, value: number): void {
    this.value(type, Uint8Array.of(value));
  }

  u16(type: number, value: number): void {
    this.value(type, Uint8Array.of((value >>> 8) & 255, value & 255));
  }

  u32(type: number, value: number): void {
    this.#head(type, 4);
    this.view.setUint32(this.length, value >>> 0, false);
    this.length += 4;
  }

  u64(type: number, value: number | bigint): void {
    this.#head(type, 8);
    this.view.setBigUint64(this.length, BigInt(value), false);
    this.length += 8;
  }

  /** Zero-terminated. */
  text(type: number, value: string): void {
    this.value(type, Buffer.from(`${value}\0`));
  }

  value(type: number, value: Uint8Array): void {
    this.#head(type, value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
    while ((this.length & 3) !== 0) {
      this.bytes[this.length] = 0;
      this.length += 1;
    }
  }

  #head(type: number, valueBytes: number): void {
    this.reserve(8 + valueBytes);
    this.view.setUint16(this.length, 4 + valueBytes, true);
    this.view.setUint16(this.length + 2, type, true);
    this.length += 4;
  }
}
