// A 7z archive with one file in LZMA (7zFormat.txt, lzma-specification.txt of the LZMA SDK): literals alone, which is all
// that is needed for its bytes no longer to be seen.
import { crc32 } from 'node:zlib';

const TOP = 2 ** 24;
const HALF = 1024; // of 2048: nothing is known yet
const MOVE = 5;

/** The range coder of the specification. */
class RangeEncoder {
  readonly #out: number[] = [];
  #low = 0;
  #range = 0xffffffff;
  #cache = 0;
  #pending = 1;

  bit(probabilities: Uint16Array, at: number, bit: number): void {
    const probability = probabilities[at] ?? HALF;
    const bound = Math.floor(this.#range / 2048) * probability;
    if (bit === 0) {
      this.#range = bound;
      probabilities[at] = probability + ((2048 - probability) >> MOVE);
    } else {
      this.#low += bound;
      this.#range -= bound;
      probabilities[at] = probability - (probability >> MOVE);
    }
    while (this.#range < TOP) {
      this.#range *= 256;
      this.#shift();
    }
  }

  finish(): Buffer {
    for (let i = 0; i < 5; i += 1) this.#shift();
    return Buffer.from(this.#out);
  }

  #shift(): void {
    const carry = Math.floor(this.#low / 2 ** 32);
    if (this.#low < 0xff000000 || carry > 0) {
      for (; this.#pending > 0; this.#pending -= 1) {
        this.#out.push((this.#cache + carry) & 0xff);
        this.#cache = 0xff;
      }
      this.#cache = Math.floor(this.#low / TOP) & 0xff;
    }
    this.#pending += 1;
    this.#low = (this.#low % TOP) * 256;
  }
}

/** lc = lp = pb = 0: one table for all literals, and never anything else. */
function lzma(content: Buffer): Buffer {
  const encoder = new RangeEncoder();
  const isMatch = new Uint16Array(1).fill(HALF);
  const literals = new Uint16Array(0x300).fill(HALF);
  for (const byte of content) {
    encoder.bit(isMatch, 0, 0);
    for (let symbol = 1, i = 7; i >= 0; i -= 1) {
      const bit = (byte >> i) & 1;
      encoder.bit(literals, symbol, bit);
      symbol = (symbol << 1) | bit;
    }
  }
  return encoder.finish();
}

/** Numbers of 7z, as far as the lab's files need them: below 2^14. */
function number(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 | (value >> 8), value & 0xff];
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function sevenZip(name: string, content: Buffer): Buffer {
  const packed = lzma(content);
  const names = Buffer.from(`${name}\0`, 'utf16le');
  const header = Buffer.from([
    ...[0x01, 0x04], // header, streams
    ...[0x06, 0x00, 0x01, 0x09, ...number(packed.length), 0x00],
    ...[0x07, 0x0b, 0x01, 0x00, 0x01, 0x23, 0x03, 0x01, 0x01, 0x05], // one folder, one coder: LZMA with 5 bytes of properties
    ...[0x00, 0x00, 0x00, 0x01, 0x00], // lc = lp = pb = 0, dictionary of 64 KiB
    ...[0x0c, ...number(content.length), 0x0a, 0x01, ...uint32(crc32(content)), 0x00],
    ...[0x08, 0x00, 0x00], // one stream in the folder; streams end
    ...[0x05, 0x01, 0x11, ...number(names.length + 1), 0x00, ...names, 0x00, 0x00],
  ]);
  const start = Buffer.alloc(20);
  start.writeBigUInt64LE(BigInt(packed.length), 0);
  start.writeBigUInt64LE(BigInt(header.length), 8);
  start.writeUInt32LE(crc32(header), 16);
  const signature = Buffer.from('377abcaf271c0004', 'hex');
  return Buffer.concat([signature, uint32(crc32(start)), start, packed, header]);
}
