/** Files that travel in the lab, the same bytes on both sides from the name alone. */
import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { bulkBytes } from './bulk-data.ts';
import { sevenZip } from './make-seven-zip.ts';

export const FILE_KINDS = [
  'test-virus',
  'hidden-virus-20k',
  'hidden-virus-200k',
  'clean',
  'clean-300',
  'clean-20k',
  'clean-5m',
  'clean-60m',
  'listed-300',
  'listed-20k',
  'listed-5m',
  'listed-60m',
  'listed-zip',
  'hidden-virus-5m',
  'hidden-virus-60m',
  'marked-300',
  'marked-20k',
  'marked-5m',
  'marked-60m',
  'marked-zip',
  'marked-zip-in-zip',
  'marked-7z',
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

/** Known to the lab's clamd alone; no list and no rule has it. */
export function scannerMark(): Buffer {
  return createHash('sha512').update('what only the scanner of the lab knows').digest().subarray(0, 48);
}

/** SHA-256 of the files that the lab's hash list names. */
export function listedHashes(): string[] {
  const kinds = FILE_KINDS.filter((kind) => kind.startsWith('listed') && kind !== 'listed-zip');
  return kinds.map((kind) => createHash('sha256').update(makeFile(kind, '')).digest('hex'));
}

/** Bytes beside what is looked for, by the kind's end. */
function sizeOf(kind: FileKind): number | undefined {
  return { '300': 300, '20k': 20_000, '200k': 200_000, '5m': 5_000_000, '60m': 60_000_000 }[
    kind.split('-').at(-1) ?? ''
  ];
}

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

/**
 * `test-virus`: the test file itself; `zipped-…`: in an archive, `zip-in-zip`: in an archive in one; `hidden-virus-…`: at
 * the end of so many other bytes; `listed-…`: in the lab's hash list; `marked-…`: with the mark that its clamd alone knows;
 * `clean`: 1 MiB without any. Only clean and hidden ones begin with their name: the others are the same bytes each time.
 */
export function makeFile(kind: FileKind, name: string): Buffer {
  if (kind === 'test-virus') return testVirus();
  const head = Buffer.from(`${name}\n`, 'latin1');
  const size = sizeOf(kind);
  if (kind.startsWith('clean')) return Buffer.concat([head, bulkBytes((size ?? CLEAN_BYTES) - head.length)]);
  if (kind.startsWith('listed')) return listedFile(kind, size);
  if (kind.startsWith('marked')) return markedFile(kind, size);
  if (kind === 'zip-in-zip') return zip([['inner.zip', zip([['a.com', testVirus()]])]]);
  if (kind.startsWith('zipped')) {
    return zip([...(size === undefined ? [] : [['filler.bin', bulkBytes(size)] as const]), ['a.com', testVirus()]]);
  }
  return Buffer.concat([head, bulkBytes(size ?? 0), testVirus(), Buffer.from('\n')]);
}

function listedFile(kind: FileKind, size: number | undefined): Buffer {
  if (kind === 'listed-zip')
    return zip([
      ['readme.txt', Buffer.from('one\n')],
      ['tool.exe', makeFile('listed-20k', '')],
    ]);
  return Buffer.concat([Buffer.from(`listed ${size}\n`), bulkBytes(size ?? 0)]);
}

function markedFile(kind: FileKind, size: number | undefined): Buffer {
  const marked = Buffer.concat([Buffer.from('marked\n'), scannerMark()]);
  if (kind === 'marked-zip') return zip([['a.exe', marked]]);
  if (kind === 'marked-zip-in-zip') return zip([['inner.zip', zip([['a.exe', marked]])]]);
  if (kind === 'marked-7z') return sevenZip('a.exe', marked);
  return Buffer.concat([
    Buffer.from(`marked ${size}\n`),
    bulkBytes(Math.min(size ?? 0, 60_000)),
    scannerMark(),
    bulkBytes(Math.max(0, (size ?? 0) - 60_000)),
  ]);
}
