// What hash lists can know of a file: itself, the parts of a mail, the members of zip archives inside. Without clamd this
// is all that is opened. Bounded in pieces, depth and bytes; what cannot be unpacked is left out.
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { FileFacts } from '../file-object.ts';
import { partContents } from '../mail/take-apart.ts';
import { zipEntries } from '../mail/zip-directory.ts';

const MOST_PIECES = 64;
const MOST_DEPTH = 3;
const MOST_BYTES = 67_108_864;
const unpack = promisify(inflateRaw) as (content: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

export interface Piece {
  readonly content: Buffer;
  /** Its name in the archive; null: the file itself or a mail's part. */
  readonly name: string | null;
}

/** The file itself is first. */
export async function piecesOf(content: Buffer, protocol: FileFacts['protocol']): Promise<Piece[]> {
  const pieces: Piece[] = [{ content, name: null }];
  const isMail = protocol === 'smtp' || protocol === 'pop3' || protocol === 'imap';
  if (isMail) for (const part of mailParts(content)) pieces.push({ content: part, name: null });
  let left = MOST_BYTES;
  let depthEnds = pieces.length;
  for (let at = 0, depth = 0; at < pieces.length && pieces.length < MOST_PIECES && depth < MOST_DEPTH; at += 1) {
    if (at === depthEnds) [depth, depthEnds] = [depth + 1, pieces.length];
    const opened = depth < MOST_DEPTH ? zipEntries(pieces[at]?.content ?? Buffer.alloc(0)) : [];
    for (const entry of opened) {
      const unpacked = entry.method === 0 ? entry.packed : await unpacked8(entry, left);
      if (unpacked === null || unpacked.length > left || pieces.length >= MOST_PIECES) continue;
      left -= unpacked.length;
      pieces.push({ content: unpacked, name: entry.name });
    }
  }
  return pieces;
}

/** A part alone (IMAP `BODY[2]`) is base64 without a head that says so. */
function mailParts(content: Buffer): readonly Buffer[] {
  if (/^[A-Za-z0-9+/=\r\n]{64}/.test(content.subarray(0, 64).toString('latin1')))
    return [Buffer.from(content.toString('latin1'), 'base64')];
  return partContents(content);
}

async function unpacked8(entry: { method: number; packed: Buffer }, left: number): Promise<Buffer | null> {
  if (entry.method !== 8 || left <= 0) return null;
  return await unpack(entry.packed, { maxOutputLength: left }).catch(() => null); // damaged or too large: clamd's part
}
