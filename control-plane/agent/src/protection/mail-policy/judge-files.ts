// What is attached, by name and by first bytes, also inside archives.
import type { ArchiveMember, MailAttachment } from '../antivirus/message-sink.ts';
import { decodeText } from './decode-text.ts';
import { decodeField, parameterOf } from './decode-words.ts';
import { documentMarks } from './document-marks.ts';
import type { MailSign, SeenSign } from './mail-signs.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const PROGRAMS = words('exe scr com pif cpl msi msp dll jar appx msix application gadget');
const SCRIPTS = words('js jse vbs vbe wsf wsh ps1 psm1 bat cmd hta sct reg chm py xll wsc mht mhtml');
const SHORTCUTS = words('lnk url scf library-ms search-ms settingcontent-ms appref-ms website');
const DISKS = words('iso img vhd vhdx udf dmg');
const NOTES = words('one onepkg');
const MACROS = words('docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm');
/** What people trust: a name that has one of these before its true ending wants to be taken for it. */
const TRUSTED = words(
  'pdf doc docx xls xlsx ppt pptx jpg jpeg png gif bmp txt csv rtf odt mp3 mp4 htm html xml zip tif tiff',
);
const DOCUMENTS = words('pdf doc docx xls xlsx ppt pptx jpg jpeg png gif txt csv rtf');
/** Characters that turn the direction of what is shown (UAX #9): `fdp.exe` reads as `exe.pdf`. */
const TURNING = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/u;
const MOST_SEEN = 16;

export function judgeFiles(attachments: readonly MailAttachment[]): SeenSign[] {
  return attachments.flatMap(judgeAttachment).slice(0, MOST_SEEN);
}

function judgeAttachment(attachment: MailAttachment): SeenSign[] {
  const name = attachmentName(attachment.head);
  const file = shown(name ?? attachment.contentType);
  const see = (sign: MailSign): SeenSign => ({ sign, facts: { file } });
  const { content, members } = attachment;
  const marks = documentMarks(content);
  const signs = new Set<MailSign>(name === null ? [] : nameSigns(name));
  for (const mark of marks) signs.add(mark === 'macros' ? 'macro-document' : mark);
  if (members?.some((member) => /(?:^|\/)vbaProject\.bin$/i.test(member.name)) === true) signs.add('macro-document');
  if (attachment.encrypted) signs.add('encrypted-archive');
  for (const sign of byteSigns(attachment.first, name)) signs.add(sign);
  const inside = isOffice(members) ? [] : (members ?? []).flatMap((member) => memberSigns(member, file));
  return [...[...signs].map(see), ...inside.slice(0, MOST_SEEN)];
}

/** A name by Content-Disposition, else by Content-Type (RFC 2183, RFC 2045). */
export function attachmentName(head: string): string | null {
  const field = (name: string): string | null => new RegExp(`^${name}\\s*:(.*)$`, 'im').exec(head)?.[1] ?? null;
  const disposition = field('content-disposition');
  const type = field('content-type');
  const said =
    (disposition === null ? null : parameterOf(disposition, 'filename')) ??
    (type === null ? null : parameterOf(type, 'name'));
  // A parameter may hold an encoded word within RFC 2231 or quotes, against the rules and everywhere.
  return said === null || said === '' ? null : decodeField(Buffer.from(said, 'utf8').toString('latin1'));
}

export function nameSigns(name: string): readonly MailSign[] {
  const signs: MailSign[] = [];
  const plain = name.replace(new RegExp(TURNING.source, 'gu'), '').trim().toLowerCase().normalize('NFKC');
  const parts = (plain.split(/[/\\]/).at(-1) ?? '').split('.').map((part) => part.trim());
  const [last = '', before = ''] = parts.length > 1 ? [parts.at(-1), parts.length > 2 ? parts.at(-2) : ''] : [];
  const kind = kindOf(last);
  if (TURNING.test(name) && kind !== null) signs.push('reversed-name');
  // Spaces push the true ending out of sight: `invoice.pdf          .exe`.
  const hides = TRUSTED.has(before) || /\.(?:pdf|docx?|xlsx?|jpe?g)\s{3,}\.[a-z0-9]{2,4}$/.test(plain);
  if (hides && kind !== null && kind !== 'macro-document') signs.push('double-extension');
  if (kind !== null) signs.push(kind);
  return signs;
}

function kindOf(extension: string): MailSign | null {
  if (PROGRAMS.has(extension)) return 'program-file';
  if (SCRIPTS.has(extension)) return 'script-file';
  if (SHORTCUTS.has(extension)) return 'shortcut-file';
  if (DISKS.has(extension)) return 'disk-image';
  if (NOTES.has(extension)) return 'onenote-file';
  return MACROS.has(extension) ? 'macro-document' : null;
}

const ONENOTE = Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex');
const SHORTCUT = Buffer.from('4c0000000114020000000000c000000000000046', 'hex');

/** A program, a shortcut or a notebook is one by its bytes, whatever its name says. */
function byteSigns(bytes: Uint8Array, name: string | null): readonly MailSign[] {
  const first = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const extension = name?.toLowerCase().split('.').at(-1) ?? '';
  const disguise = DOCUMENTS.has(extension) ? (['disguised-file'] as const) : [];
  if (first.subarray(0, 20).equals(SHORTCUT)) return ['shortcut-file', ...disguise];
  if (first.subarray(0, 16).equals(ONENOTE)) return ['onenote-file', ...disguise];
  return isProgram(first) ? ['program-file', ...disguise] : [];
}

/** MZ, and a PE head where it points to, as far as the first bytes reach. */
function isProgram(first: Buffer): boolean {
  if (first.length < 64 || first[0] !== 0x4d || first[1] !== 0x5a) return false;
  const at = first.readUInt32LE(60);
  return at + 4 > first.length ? at < 0x10000 : first.toString('latin1', at, at + 4) === 'PE\0\0';
}

function isOffice(members: readonly ArchiveMember[] | null): boolean {
  return members?.some(({ name }) => name === '[Content_Types].xml') ?? false;
}

function memberSigns({ name }: ArchiveMember, file: string): SeenSign[] {
  const text = memberName(name);
  return nameSigns(text).map((sign) => ({ sign, facts: { file, member: shown(text) } }));
}

/** Archives of Japanese Windows hold names in Shift_JIS, read as latin1 where no flag tells. */
function memberName(name: string): string {
  return /[\x80-\xff]/.test(name) && !/[^\0-\xff]/.test(name) ? decodeText(Buffer.from(name, 'latin1'), null) : name;
}

/** For people: turning characters made visible, never acted upon. */
export function shown(text: string): string {
  return text
    .replace(new RegExp(TURNING.source, 'gu'), '�')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 120);
}
