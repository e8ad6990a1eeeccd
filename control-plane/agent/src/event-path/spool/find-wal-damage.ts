// SQLite ends a write-ahead log at the first frame whose checksum is wrong (sqlite.org/fileformat2.html#walformat).
// After a power cut that is right: the tail was never committed. When a bit rots in the middle it silently forgets
// accepted commits, and their sequences would be given out a second time, which the center would take for repetitions.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Well above what journal_size_limit and one transaction leave. */
const MOST_BYTES = 64 * 1024 * 1024;

/** True when frames of the present log follow one that cannot be read. A torn tail and frames of an earlier log do not count. */
export function findWalDamage(path: string): boolean {
  const wal = readWal(path);
  if (wal === null || wal.length < HEADER_BYTES + FRAME_HEADER_BYTES) return false;
  const little = wal.readUInt32BE(0) === 0x377f0682;
  const pageBytes = wal.readUInt32BE(8);
  const sum = new WalSum(little);
  sum.add(wal.subarray(0, 24));
  const isHeaderSound = (little || wal.readUInt32BE(0) === 0x377f0683) && sum.equals(wal, 24);
  if (!isHeaderSound || pageBytes < 512 || pageBytes > 65_536) return true;
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  let at = HEADER_BYTES;
  for (; at + frameBytes <= wal.length; at += frameBytes) {
    if (!hasSaltOf(wal, at)) return hasFrameAfter(wal, at, frameBytes);
    sum.add(wal.subarray(at, at + 8));
    sum.add(wal.subarray(at + FRAME_HEADER_BYTES, at + frameBytes));
    if (!sum.equals(wal, at + 16)) return hasFrameAfter(wal, at, frameBytes);
  }
  return false;
}

function hasFrameAfter(wal: Buffer, brokenAt: number, frameBytes: number): boolean {
  for (let at = brokenAt + frameBytes; at + frameBytes <= wal.length; at += frameBytes) {
    if (hasSaltOf(wal, at)) return true;
  }
  return false;
}

/** The two salts at 8…16 of a frame are those at 16…24 of the header. */
function hasSaltOf(wal: Buffer, frameAt: number): boolean {
  return wal.compare(wal, 16, 24, frameAt + 8, frameAt + 16) === 0;
}

class WalSum {
  readonly #little: boolean;
  #first = 0;
  #second = 0;

  constructor(little: boolean) {
    this.#little = little;
  }

  add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += 8) {
      this.#first = (this.#first + this.#word(bytes, at) + this.#second) >>> 0;
      this.#second = (this.#second + this.#word(bytes, at + 4) + this.#first) >>> 0;
    }
  }

  equals(bytes: Buffer, at: number): boolean {
    return this.#first === bytes.readUInt32BE(at) && this.#second === bytes.readUInt32BE(at + 4);
  }

  #word(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }
}

/** Null when there is none or it cannot be read: SQLite meets the same trouble and says so. */
function readWal(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, MOST_BYTES));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}
