import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DiagnosticPart } from './collect-parts.ts';

const LARGEST_PART_BYTES = 512 * 1024;
const BLOCK = 512;
const squeeze = promisify(gzip);

/**
 * A .tar.gz of JSON files (POSIX.1-2001 ustar: one header block a file, content padded to 512, two empty blocks).
 * A part that is too large is replaced by a sentence that says so: the archive stays below a few MiB.
 */
export async function packParts(parts: readonly DiagnosticPart[], nowMs: number): Promise<Buffer> {
  const blocks = parts.flatMap(({ name, content }) => {
    const text = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
    const kept = text.length <= LARGEST_PART_BYTES ? text : Buffer.from('"left out: larger than 512 KiB"\n');
    return [header(`omamori/${name}.json`, kept.length, nowMs), kept, Buffer.alloc(padding(kept.length))];
  });
  return await squeeze(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function padding(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

function header(name: string, size: number, nowMs: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name.slice(0, 99), 0);
  block.write(octal(0o600, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(Math.floor(nowMs / 1000), 11), 136);
  block.write('        ', 148); // the checksum counts its own field as blanks
  block.write('0', 156);
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
