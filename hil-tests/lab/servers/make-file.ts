/** Files that travel in the lab, the same bytes on both sides from the name alone. */
import { crc32, deflateRawSync } from 'node:zlib';
import { bulkBytes } from './bulk-data.ts';

export const FILE_KINDS = [
  'test-virus',
  'hidden-virus-20k',
  'hidden-virus-200k',
  'clean',
  'clean-300',
  'clean-20k',
  'clean-5m',
  'zipped-virus',
  'zipped-virus-20k',
  'zipped-virus-5m',
  'zip-in-zip',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const CLEAN_BYTES = 1024 * 1024;

/**
 * The test file of the antivirus industry (eicar.org), put together only here: as one piece it would make a scanner
 * take this repository for a virus.
 */
function testVirus(): Buffer {
  const parts = ['X5O!P%@AP[4', '\\PZX54(P^)', '7CC)7}$', 'EICAR-', 'STANDARD-', 'ANTIVIRUS-', 'TEST-FILE', '!$H+H*'];
  return Buffer.from(parts.join(''), 'latin1');
}

const SIZES: Partial<Record<FileKind, number>> = {
  'clean-300': 300,
  'clean-20k': 20_000,
  'clean-5m': 5_000_000,
  'zipped-virus-20k': 20_000,
  'zipped-virus-5m': 5_000_000,
};

/** A zip archive, deflated (APPNOTE 6.3.10 §4.3): what is inside is no longer to be seen in its bytes. */
function zip(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = [Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed];
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name));
    parts.push(...local);
    offset += local.reduce((sum, { length }) => sum + length, 0);
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** `test-virus`: the test file itself; `zipped-…`: in an archive, `zip-in-zip`: in an archive in one; `hidden-virus-…`: at the end of so many other bytes; `clean`: 1 MiB without it. */
export function makeFile(kind: FileKind, name: string): Buffer {
  if (kind === 'test-virus') return testVirus();
  const head = Buffer.from(`${name}\n`, 'latin1');
  if (kind.startsWith('clean')) return Buffer.concat([head, bulkBytes((SIZES[kind] ?? CLEAN_BYTES) - head.length)]);
  if (kind === 'zip-in-zip') return zip([['inner.zip', zip([['a.com', testVirus()]])]]);
  if (kind.startsWith('zipped')) {
    const filler = SIZES[kind];
    return zip([...(filler === undefined ? [] : [['filler.bin', bulkBytes(filler)] as const]), ['a.com', testVirus()]]);
  }
  const before = bulkBytes(kind === 'hidden-virus-20k' ? 20_000 : 200_000);
  return Buffer.concat([head, before, testVirus(), Buffer.from('\n')]);
}
