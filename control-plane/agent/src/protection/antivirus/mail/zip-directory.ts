// What a zip archive lists of itself (APPNOTE 6.3.10 §4.3.12, §4.4): names, sizes and whether a password is asked for.
import type { ArchiveMember } from '../message-sink.ts';

const MOST_MEMBERS = 256;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record is 22 bytes and a comment of at most 65,535. */
const MOST_END_BYTES = 22 + 65_535;

/** Null for what is no zip. A damaged directory gives what could be read: the local heads, from the front. */
export function zipMembers(content: Buffer): ArchiveMember[] | null {
  if (content.length < 30 || content.readUInt32LE(0) !== LOCAL) return null;
  const end = findEnd(content);
  const listed = end === null ? [] : readDirectory(content, content.readUInt32LE(end + 16));
  return listed.length > 0 ? listed : readLocalHeads(content);
}

function findEnd(content: Buffer): number | null {
  for (let at = content.length - 22; at >= Math.max(0, content.length - MOST_END_BYTES); at -= 1)
    if (content[at] === 0x50 && content.readUInt32LE(at) === END) return at;
  return null;
}

function readDirectory(content: Buffer, from: number): ArchiveMember[] {
  const members: ArchiveMember[] = [];
  let at = from;
  while (members.length < MOST_MEMBERS && at + 46 <= content.length && content.readUInt32LE(at) === ENTRY) {
    const nameBytes = content.readUInt16LE(at + 28);
    members.push(member(content, content.readUInt16LE(at + 8), at + 46, nameBytes, content.readUInt32LE(at + 24)));
    at += 46 + nameBytes + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return members;
}

function readLocalHeads(content: Buffer): ArchiveMember[] {
  const members: ArchiveMember[] = [];
  let at = 0;
  while (members.length < MOST_MEMBERS && at + 30 <= content.length && content.readUInt32LE(at) === LOCAL) {
    const flags = content.readUInt16LE(at + 6);
    const nameBytes = content.readUInt16LE(at + 26);
    members.push(member(content, flags, at + 30, nameBytes, content.readUInt32LE(at + 22)));
    const packed = content.readUInt32LE(at + 18);
    if ((flags & 8) !== 0 && packed === 0) break; // its size stands behind it: the next one is not to be found
    at += 30 + nameBytes + content.readUInt16LE(at + 28) + packed;
  }
  return members;
}

function member(content: Buffer, flags: number, nameAt: number, nameBytes: number, bytes: number): ArchiveMember {
  const name = content.subarray(nameAt, nameAt + Math.min(nameBytes, 512));
  return { name: name.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8'), encrypted: (flags & 1) !== 0, bytes };
}

export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated (APPNOTE §4.4.5). */
  readonly method: number;
  readonly packed: Buffer;
}

/** Members whose bytes can be had without a password; found by the directory. */
export function zipEntries(content: Buffer): ZipEntry[] {
  if (content.length < 30 || content.readUInt32LE(0) !== LOCAL) return [];
  const end = findEnd(content);
  const entries: ZipEntry[] = [];
  let at = end === null ? content.length : content.readUInt32LE(end + 16);
  while (entries.length < MOST_MEMBERS && at + 46 <= content.length && content.readUInt32LE(at) === ENTRY) {
    const nameBytes = content.readUInt16LE(at + 28);
    const local = content.readUInt32LE(at + 42);
    if ((content.readUInt16LE(at + 8) & 1) === 0 && local + 30 <= content.length) {
      const from = local + 30 + content.readUInt16LE(local + 26) + content.readUInt16LE(local + 28);
      const packed = content.subarray(from, from + content.readUInt32LE(at + 20));
      const { name } = member(content, content.readUInt16LE(at + 8), at + 46, nameBytes, 0);
      entries.push({ name, method: content.readUInt16LE(at + 10), packed });
    }
    at += 46 + nameBytes + content.readUInt16LE(at + 30) + content.readUInt16LE(at + 32);
  }
  return entries;
}
