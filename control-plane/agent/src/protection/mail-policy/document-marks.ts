// What an attachment says of itself by its bytes: a document that asks for a password, one that carries macros.
// OLE compound files by [MS-CFB], Office encryption by [MS-OFFCRYPTO] §2.3, PDF by ISO 32000-1 §7.6. Never throws.

export type DocumentMark = 'encrypted-document' | 'encrypted-pdf' | 'macros';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const PDF_SEARCHED = 4096;
const MOST_SECTORS = 512;
const FREE = 0xfffffffa; // sector numbers from here on are no sectors
const ENTRY_BYTES = 128;
/** Names of streams and storages of a VBA project: Word `Macros`, Excel `_VBA_PROJECT_CUR`, both with `VBA` inside. */
const MACRO_NAMES = ['VBA', '_VBA_PROJECT', '_VBA_PROJECT_CUR', 'Macros'];
const LOCKED_NAMES = ['EncryptedPackage', 'EncryptionInfo'];

export function documentMarks(bytes: Uint8Array): readonly DocumentMark[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (content.subarray(0, 8).equals(OLE)) return oleMarks(content);
  return content.subarray(0, 1024).includes('%PDF-') ? pdfMarks(content) : [];
}

function oleMarks(content: Buffer): DocumentMark[] {
  const names = new Set(streamNames(content));
  const locked = LOCKED_NAMES.some((name) => names.has(name)) || isLockedWord(content, names);
  return [
    ...(locked ? (['encrypted-document'] as const) : []),
    ...(MACRO_NAMES.some((name) => names.has(name)) ? (['macros'] as const) : []),
  ];
}

/** Names in the directory's chain of sectors; a broken chain gives what could be read. */
function streamNames(content: Buffer): string[] {
  if (content.length < 512) return [];
  const shift = content.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return [];
  const size = 1 << shift;
  const names: string[] = [];
  let sector = content.readUInt32LE(48);
  for (let count = 0; count < MOST_SECTORS && sector < FREE; count += 1) {
    const start = (sector + 1) * size;
    for (let at = start; at < start + size && at + ENTRY_BYTES <= content.length; at += ENTRY_BYTES) {
      const length = content.readUInt16LE(at + 64);
      if (length >= 2 && length <= 64) names.push(content.toString('utf16le', at, at + length - 2));
    }
    sector = nextSector(content, sector, size);
  }
  return names;
}

/** By the table of sectors that the header lists (109 of them: files of up to 7 MB; beyond, the chain ends here). */
function nextSector(content: Buffer, sector: number, size: number): number {
  const perTable = size / 4;
  const table = Math.floor(sector / perTable);
  if (table >= 109) return FREE;
  const at = (content.readUInt32LE(76 + 4 * table) + 1) * size + 4 * (sector % perTable);
  return at + 4 <= content.length ? content.readUInt32LE(at) : FREE;
}

/** Word 97–2003: fEncrypted of the FIB, which begins its stream, itself on a sector's border ([MS-DOC] §2.5.2). */
function isLockedWord(content: Buffer, names: ReadonlySet<string>): boolean {
  if (!names.has('WordDocument')) return false;
  for (let at = 512; at + 12 <= Math.min(content.length, 65_536); at += 512)
    if (content.readUInt16LE(at) === 0xa5ec) return (content.readUInt16LE(at + 10) & 0x0100) !== 0;
  return false;
}

/** `/Encrypt` of a trailer stands at the end, or at the front of a linearised file. */
function pdfMarks(content: Buffer): DocumentMark[] {
  const searched = [content.subarray(0, PDF_SEARCHED), content.subarray(-PDF_SEARCHED)];
  return searched.some((part) => /\/Encrypt[\s<\d]/.test(part.toString('latin1'))) ? ['encrypted-pdf'] : [];
}
