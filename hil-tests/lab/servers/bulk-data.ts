import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

const BLOCK = 64 * 1024;

/** The n-th block of the lab's bulk file: pseudo-random and not compressible, the same on every machine. */
function blockAt(index: number): Buffer {
  const block = Buffer.allocUnsafe(BLOCK);
  let state = (index * 2654435761 + 0x9e3779b9) >>> 0;
  for (let offset = 0; offset < BLOCK; offset += 4) {
    state ^= state << 13; // xorshift32 (Marsaglia 2003)
    state ^= state >>> 17;
    state ^= state << 5;
    block.writeInt32LE(state | 0, offset);
  }
  return block;
}

function* blocks(bytes: number): Generator<Buffer> {
  for (let index = 0; index * BLOCK < bytes; index++) yield blockAt(index % 64).subarray(0, bytes - index * BLOCK);
}

export function bulkStream(bytes: number): Readable {
  return Readable.from(blocks(bytes), { objectMode: false });
}

export function bulkBytes(bytes: number): Buffer {
  return Buffer.concat([...blocks(bytes)]);
}

/** SHA-256 of the whole, computed where it is needed instead of told over the wire under test. */
export function bulkChecksum(bytes: number): string {
  const hash = createHash('sha256');
  for (const block of blocks(bytes)) hash.update(block);
  return hash.digest('hex');
}
