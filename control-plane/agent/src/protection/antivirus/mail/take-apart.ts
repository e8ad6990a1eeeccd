// A message into what the mail policy looks at: RFC 5322 head, MIME parts (RFC 2045, RFC 2046 §5.1). Bounded in parts,
// depth and bytes; what is broken is read as far as mail programs would read it.
import type { MailAttachment, MailMessage } from '../message-sink.ts';
import { zipMembers } from './zip-directory.ts';

const MOST_HEAD_BYTES = 65_536;
const MOST_TEXT_BYTES = 16_384;
const MOST_HTML_BYTES = 131_072;
const MOST_FIRST_BYTES = 4096;
const MOST_PARTS = 64;
const MOST_DEPTH = 8;

export type TakenApart = Pick<MailMessage, 'head' | 'text' | 'html' | 'attachments' | 'complete'>;

interface Gathered {
  text: MailMessage['text'];
  html: MailMessage['html'];
  readonly attachments: MailAttachment[];
  /** Every leaf, decoded. */
  readonly contents: Buffer[];
  parts: number;
  complete: boolean;
}

/** What its parts are when it is stored: what a hash of a file can be compared with. */
export function partContents(content: Buffer): readonly Buffer[] {
  return gather(content).gathered.contents;
}

/** `content`: the whole message, dots unstuffed. Takes time with its size only: one walk, each byte decoded once. */
export function takeApart(content: Buffer): TakenApart {
  const { head, gathered } = gather(content);
  const { contents: _contents, parts: _parts, ...apart } = gathered;
  return { head: head.subarray(0, MOST_HEAD_BYTES), ...apart };
}

function gather(content: Buffer): { head: Buffer; gathered: Gathered } {
  const gathered: Gathered = { text: null, html: null, attachments: [], contents: [], parts: 0, complete: true };
  const { head, body } = split(content);
  readPart(head, body, 0, gathered);
  return { head, gathered };
}

function split(content: Buffer): { head: Buffer; body: Buffer } {
  if (content[0] === 10 || (content[0] === 13 && content[1] === 10)) {
    return { head: content.subarray(0, 0), body: content.subarray(content[0] === 10 ? 1 : 2) };
  }
  const crlf = content.indexOf('\r\n\r\n');
  const lf = content.indexOf('\n\n');
  if (crlf < 0 && lf < 0) return { head: content, body: content.subarray(content.length) };
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { head: content.subarray(0, crlf), body: content.subarray(crlf + 4) };
  return { head: content.subarray(0, lf), body: content.subarray(lf + 2) };
}

function readPart(head: Buffer, body: Buffer, depth: number, gathered: Gathered): void {
  gathered.parts += 1;
  if (gathered.parts > MOST_PARTS || depth > MOST_DEPTH) {
    gathered.complete = false;
    return;
  }
  const fields = head
    .subarray(0, MOST_HEAD_BYTES)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ')
    .replaceAll('\r\n', '\n');
  const typeField = fieldOf(fields, 'content-type') ?? 'text/plain';
  const contentType = (/^\s*([\w.+-]+\/[\w.+-]+)/.exec(typeField)?.[1] ?? 'text/plain').toLowerCase();
  const boundary = contentType.startsWith('multipart/') ? boundaryOf(typeField) : null;
  if (boundary !== null) {
    for (const part of parts(body, boundary)) readPart(part.head, part.body, depth + 1, gathered);
    return;
  }
  const decoded = decode(body, fieldOf(fields, 'content-transfer-encoding') ?? '');
  if (contentType !== 'message/rfc822') gathered.contents.push(decoded);
  if (contentType === 'message/rfc822') {
    const inner = split(decoded);
    readPart(inner.head, inner.body, depth + 1, gathered);
    return;
  }
  const isNamed = /(?:^|[\s;])(?:file)?name\*?(?:\d+\*?)?\s*=/im.test(
    `${typeField}; ${fieldOf(fields, 'content-disposition') ?? ''}`,
  );
  const isAttached = /^\s*attachment/i.test(fieldOf(fields, 'content-disposition') ?? '');
  if (contentType.startsWith('text/') && !isNamed && !isAttached) {
    if (contentType === 'text/html')
      gathered.html ??= { bytes: decoded.subarray(0, MOST_HTML_BYTES), contentType: typeField.slice(0, 200) };
    gathered.text ??= { bytes: decoded.subarray(0, MOST_TEXT_BYTES), contentType: typeField.slice(0, 200) };
    return;
  }
  gathered.attachments.push(attachmentOf(fields, contentType, decoded));
}

function attachmentOf(head: string, contentType: string, content: Buffer): MailAttachment {
  const members = zipMembers(content);
  return {
    head: head.slice(0, 4096),
    contentType,
    bytes: content.length,
    first: content.subarray(0, MOST_FIRST_BYTES),
    content,
    members,
    encrypted: members?.some(({ encrypted }) => encrypted) ?? asksForPassword(content),
  };
}

const SEVEN_ZIP = Buffer.from('377abcaf271c', 'hex');
/** Coder id of AES-256 in a 7z header (7zFormat.txt, Methods.txt): in the clear where the header itself is not packed. */
const SEVEN_ZIP_AES = Buffer.from('06f10701', 'hex');
const RAR4 = Buffer.from('526172211a0700', 'hex');
const RAR5_RECORD = Buffer.of(0x30, 1, 0);
const RAR5 = Buffer.from('526172211a070100', 'hex');

function asksForPassword(content: Buffer): boolean {
  if (content.subarray(0, 6).equals(SEVEN_ZIP)) return content.subarray(-4096).includes(SEVEN_ZIP_AES);
  if (content.subarray(0, 8).equals(RAR5)) return rar5Encrypted(content);
  // RAR 4: main head's flag 0x80, or the first file head's flag 4 (technote.txt).
  if (!content.subarray(0, 7).equals(RAR4) || content.length < 27) return false;
  return ((content[10] ?? 0) & 0x80) !== 0 || (content[22] === 0x74 && ((content[23] ?? 0) & 4) !== 0);
}

/** RAR 5: an encryption head (type 4) first, or an encryption record (type 1) in a file's extra area, near the front. */
function rar5Encrypted(content: Buffer): boolean {
  const at = 8 + 4; // signature, CRC
  const [, sizeBytes] = variable(content, at);
  const [type] = variable(content, at + sizeBytes);
  if (type === 4) return true;
  // Size 0x30, type 1, version 0, flags 0-3: the record as every packer writes it.
  const record = content.subarray(0, 1024).indexOf(RAR5_RECORD);
  return record >= 0 && (content[record + RAR5_RECORD.length] ?? 9) <= 3;
}

function variable(content: Buffer, at: number): [number, number] {
  let value = 0;
  for (let i = 0; i < 4; i += 1) {
    const byte = content[at + i] ?? 0;
    value |= (byte & 0x7f) << (7 * i);
    if ((byte & 0x80) === 0) return [value, i + 1];
  }
  return [value, 4];
}

function fieldOf(fields: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:(.*)$`, 'im').exec(fields)?.[1];
}

function boundaryOf(typeField: string): string | null {
  const [, quoted, plain] = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(typeField) ?? [];
  return quoted ?? plain ?? null;
}

/** The parts between the boundary's lines; the last one may lack its end. */
function parts(body: Buffer, boundary: string): { head: Buffer; body: Buffer }[] {
  const line = Buffer.from(`--${boundary}`, 'latin1');
  const found: { head: Buffer; body: Buffer }[] = [];
  let from = -1;
  for (let at = body.indexOf(line); at >= 0 && found.length <= MOST_PARTS; at = body.indexOf(line, at + line.length)) {
    if (at > 0 && body[at - 1] !== 10) continue;
    if (from >= 0) found.push(split(body.subarray(from, at - (body[at - 2] === 13 ? 2 : 1))));
    const next = body.indexOf(10, at + line.length);
    const isLast = body[at + line.length] === 45 && body[at + line.length + 1] === 45;
    if (isLast || next < 0) return found;
    from = next + 1;
  }
  if (from >= 0) found.push(split(body.subarray(from)));
  return found;
}

function decode(body: Buffer, encoding: string): Buffer {
  const name = encoding.trim().toLowerCase();
  // Buffer's decoder skips line ends and what is not of the alphabet, as mail programs do (RFC 2045 §6.8).
  if (name.startsWith('base64')) return Buffer.from(body.toString('latin1'), 'base64');
  if (!name.startsWith('quoted-printable')) return body;
  const joined = body.toString('latin1').replace(/=[ \t]*\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
