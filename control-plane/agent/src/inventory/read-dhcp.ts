import { ipv4Text, macText } from '../platform/ip-text.ts';
import { cleanName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const FIXED_BYTES = 240;
const COOKIE = 0x63825363;
const MOST_OPTIONS = 64;
const HOST_NAME = 12;
const REQUESTED_ADDRESS = 50;
const MESSAGE_TYPE = 53;
const PARAMETERS = 55;
const VENDOR_CLASS = 60;
const MOST_PARAMETERS = 32;
const REQUEST = 3;
const INFORM = 8;

const decoder = new TextDecoder();

/** A client's DHCP message (RFC 2131, options RFC 2132): its MAC, the name it gives itself, the address it asks for,
 * and what tells clients apart: the options it wants, in its order, and its vendor class. */
export function readDhcp(bytes: Uint8Array, at: number): Sighting | null {
  if (at + FIXED_BYTES > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FIXED_BYTES);
  const isRequestOverEthernet = bytes[at] === 1 && bytes[at + 1] === 1 && bytes[at + 2] === 6;
  const mac = macText(bytes, at + 28);
  if (!isRequestOverEthernet || view.getUint32(236) !== COOKIE || !isDeviceMac(mac)) return null;
  const options = readOptions(bytes, at + FIXED_BYTES);
  const hostName = options.get(HOST_NAME);
  const name = hostName === undefined ? null : cleanName(decoder.decode(hostName));
  const parameters = options.get(PARAMETERS)?.subarray(0, MOST_PARAMETERS).join(',') ?? '';
  const vendor = options.get(VENDOR_CLASS);
  return sightingOf(
    mac,
    addressesOf(options, ipv4Text(bytes, at + 12)),
    name === null ? [] : [{ source: 'dhcp', name }],
    [
      factOf('dhcp-parameters', parameters),
      vendor === undefined ? null : factOf('dhcp-vendor', decoder.decode(vendor)),
    ],
  );
}

/** Only what the client means to use from now on; a refusal by the server shows in its next ARP. */
function addressesOf(options: ReadonlyMap<number, Uint8Array>, clientAddress: string): string[] {
  const type = options.get(MESSAGE_TYPE)?.[0];
  if (type !== REQUEST && type !== INFORM) return [];
  if (clientAddress !== '0.0.0.0') return [clientAddress];
  const requested = options.get(REQUESTED_ADDRESS);
  return type === REQUEST && requested?.length === 4 ? [ipv4Text(requested, 0)] : [];
}

/** The first of each code; what is cut short ends the list. */
function readOptions(bytes: Uint8Array, from: number): Map<number, Uint8Array> {
  const options = new Map<number, Uint8Array>();
  let at = from;
  while (at < bytes.length && options.size < MOST_OPTIONS) {
    const code = bytes[at] ?? 255;
    if (code === 255) break;
    if (code === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1];
    if (length === undefined || at + 2 + length > bytes.length) break;
    if (!options.has(code)) options.set(code, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return options;
}
