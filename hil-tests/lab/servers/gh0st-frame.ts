import { deflateSync } from 'node:zlib';

/** Tag (5), length of the frame and of the content unpacked (little-endian, 4 each), content as a zlib stream. */
const HEADER = 13;

/** A frame in the form of the Gh0st family; the content is our own words. */
export function frameOf(words: string): Buffer {
  const packed = deflateSync(Buffer.from(words, 'latin1')); // level 6: begins with 78 9c
  const frame = Buffer.alloc(HEADER);
  frame.write('Gh0st', 'latin1');
  frame.writeUInt32LE(HEADER + packed.length, 5);
  frame.writeUInt32LE(words.length, 9);
  return Buffer.concat([frame, packed]);
}

export function isWholeFrame(bytes: Buffer): boolean {
  if (bytes.length < HEADER || bytes.toString('latin1', 0, 5) !== 'Gh0st') return false;
  return bytes.length >= bytes.readUInt32LE(5);
}
