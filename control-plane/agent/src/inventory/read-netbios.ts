// NetBIOS name service (RFC 1002 §4.2) and datagrams with browser announcements ([MS-BRWS] §2.2.1 and §2.2.3).
import type { DeviceFact } from '@omamori/contract/inventory';
import { cleanName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const NAME_BYTES = 34;
/** Opcodes of the name service: registration and the two refreshes in use. A query names somebody else. */
const REGISTRATIONS = new Set([5, 8, 9, 15]);
const WORKSTATION = 0x00;
const FILE_SERVER = 0x20;
const DOMAIN_CONTROLLERS = 0x1c;
/** Shift-JIS is what a Japanese Windows writes; ASCII is the same in both. */
const decoder = new TextDecoder('shift_jis');

interface NetbiosName {
  readonly name: string | null;
  readonly suffix: number;
}

/** Port 137: names that the sender registers for itself. */
export function readNameService(
  message: Uint8Array,
  addresses: readonly string[],
  mac: string | null,
): Sighting | null {
  if (!isDeviceMac(mac) || message.length < 12 + NAME_BYTES + 4) return null;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const flags = view.getUint16(2);
  const isRequest = (flags & 0x8000) === 0;
  if (!isRequest) return null;
  if (!REGISTRATIONS.has((flags >> 11) & 15)) return sightingOf(mac, addresses, [], [factOf('netbios', 'asks')]);
  const registered = decodeName(message, 12);
  const nameFlags = additionalFlags(view);
  if (registered === null || nameFlags === null) return null;
  const { name, suffix } = registered;
  const isGroup = (nameFlags & 0x8000) !== 0;
  if (isGroup) {
    const controls = suffix === DOMAIN_CONTROLLERS ? [factOf('netbios', 'domain-controller')] : [];
    return sightingOf(mac, addresses, [], controls);
  }
  if (suffix !== WORKSTATION && suffix !== FILE_SERVER) return sightingOf(mac, addresses, [], []);
  const role = factOf('netbios', suffix === WORKSTATION ? 'workstation' : 'file-server');
  return sightingOf(mac, addresses, name === null ? [] : [{ source: 'netbios', name }], [role]);
}

/** NB_FLAGS of the record after the question: a pointer or the name again, type, class, TTL, length, flags. */
function additionalFlags(view: DataView): number | null {
  const at = 12 + NAME_BYTES + 4;
  if (at >= view.byteLength) return null;
  const nameBytes = (view.getUint8(at) & 0xc0) === 0xc0 ? 2 : NAME_BYTES;
  const flagsAt = at + nameBytes + 10;
  return flagsAt + 2 > view.byteLength ? null : view.getUint16(flagsAt);
}

/** First-level encoding (RFC 1001 §14.1): two letters a byte; fifteen bytes of name and the suffix that says what for. */
function decodeName(bytes: Uint8Array, at: number): NetbiosName | null {
  if (bytes[at] !== 32 || bytes[at + NAME_BYTES - 1] !== 0) return null;
  const plain = new Uint8Array(16);
  for (let i = 0; i < 16; i += 1) {
    const high = (bytes[at + 1 + 2 * i] ?? 0) - 0x41;
    const low = (bytes[at + 2 + 2 * i] ?? 0) - 0x41;
    if (high < 0 || high > 15 || low < 0 || low > 15) return null;
    plain[i] = (high << 4) | low;
  }
  return { name: cleanName(decoder.decode(plain.subarray(0, 15))), suffix: plain[15] ?? 0 };
}

const DATAGRAM_HEADER = 14;
/** DIRECT_UNIQUE, DIRECT_GROUP, BROADCAST (RFC 1002 §4.4.1). */
const DATAGRAMS = new Set([0x10, 0x11, 0x12]);
const SMB_HEADER = 32;
const MAILSLOT = '\\MAILSLOT\\BROWSE\0';
const HOST_ANNOUNCEMENT = 1;
const LOCAL_MASTER_ANNOUNCEMENT = 15;
const ANNOUNCEMENT_BYTES = 32;
const SERVER_UNIX = 0x800;
const SERVER_NT = 0x8000;
const DOMAIN_CONTROLLER = 0x8;
const BACKUP_CONTROLLER = 0x10;
const WORKSTATION_NT = 0x1000;

/** Port 138: "I am here and of this kind", every few minutes by each Windows PC and Samba server that shares files. */
export function readBrowser(message: Uint8Array, addresses: readonly string[], mac: string | null): Sighting | null {
  if (!isDeviceMac(mac) || !DATAGRAMS.has(message[0] ?? 0)) return null;
  const from = decodeName(message, DATAGRAM_HEADER);
  const smbAt = DATAGRAM_HEADER + 2 * NAME_BYTES;
  const isTransaction = message[smbAt] === 0xff && message[smbAt + 1] === 0x53 && message[smbAt + 4] === 0x25;
  if (from === null || !isTransaction) return null;
  const at = mailslotData(message, smbAt + SMB_HEADER);
  const command = at === null ? undefined : message[at];
  const isAnnouncement = command === HOST_ANNOUNCEMENT || command === LOCAL_MASTER_ANNOUNCEMENT;
  if (at === null || !isAnnouncement || at + ANNOUNCEMENT_BYTES > message.length) return null;
  const name = cleanName(decoder.decode(upToZero(message.subarray(at + 6, at + 22))));
  return sightingOf(mac, addresses, name === null ? [] : [{ source: 'netbios', name }], announced(message, at));
}

/** Where the data behind the mailslot's name begins. */
function mailslotData(message: Uint8Array, from: number): number | null {
  const text = new TextDecoder('latin1').decode(message.subarray(from, from + 96)).toUpperCase();
  const at = text.indexOf(MAILSLOT);
  return at === -1 ? null : from + at + MAILSLOT.length;
}

function announced(message: Uint8Array, at: number): (DeviceFact | null)[] {
  const view = new DataView(message.buffer, message.byteOffset + at, ANNOUNCEMENT_BYTES);
  const types = view.getUint32(24, true);
  const version = `${view.getUint8(22)}.${view.getUint8(23)}`;
  const controls = (types & (DOMAIN_CONTROLLER | BACKUP_CONTROLLER)) !== 0;
  const family = (types & SERVER_UNIX) !== 0 ? 'unix' : (types & (WORKSTATION_NT | SERVER_NT)) !== 0 ? 'nt' : null;
  return [
    family === null ? null : factOf('browser', `${family} ${version}`),
    controls ? factOf('netbios', 'domain-controller') : null,
  ];
}

function upToZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
