import type { DeviceFact } from '@omamori/contract/inventory';
import { ipv4Text, macText } from '../platform/ip-text.ts';
import { readWireName } from './read-wire-name.ts';
import { cleanName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const FIXED_BYTES = 240;
const COOKIE = 0x63825363;
const MOST_OPTIONS = 64;
const HOST_NAME = 12;
const REQUESTED_ADDRESS = 50;
const MESSAGE_TYPE = 53;
const PARAMETERS = 55;
const VENDOR_CLASS = 60;
const CLIENT_ID = 61;
const FULL_NAME = 81;
const MOST_PARAMETERS = 32;
const REQUEST = 3;
const INFORM = 8;

const decoder = new TextDecoder();

/** A client's DHCP message (RFC 2131, options RFC 2132): its MAC, the name it gives itself, the address it asks for,
 * and what tells clients apart: the options it wants, in its order, its vendor class and the number it goes by. */
export function readDhcp(bytes: Uint8Array, at: number, senderMac: string | null): Sighting | null {
  if (at + FIXED_BYTES > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FIXED_BYTES);
  const isRequestOverEthernet = bytes[at] === 1 && bytes[at + 1] === 1 && bytes[at + 2] === 6;
  const mac = macText(bytes, at + 28);
  if (!isRequestOverEthernet || view.getUint32(236) !== COOKIE || !isDeviceMac(mac)) return null;
  const options = readOptions(bytes, at + FIXED_BYTES);
  const name = nameIn(options);
  const parameters = options.get(PARAMETERS)?.subarray(0, MOST_PARAMETERS).join(',') ?? '';
  const vendor = options.get(VENDOR_CLASS);
  const sighting = sightingOf(
    mac,
    addressesOf(options, ipv4Text(bytes, at + 12)),
    name === null ? [] : [{ source: 'dhcp', name }],
    [
      factOf('dhcp-parameters', parameters),
      vendor === undefined ? null : factOf('dhcp-vendor', decoder.decode(vendor)),
      identityOf(options.get(CLIENT_ID), bytes.subarray(at + 28, at + 34)),
    ],
  );
  return isDeviceMac(senderMac) && senderMac !== mac ? { ...sighting, behind: senderMac } : sighting;
}

/** The host name, else the first label of the full one (RFC 4702; flag 4: as DNS writes it). */
function nameIn(options: ReadonlyMap<number, Uint8Array>): string | null {
  const host = options.get(HOST_NAME);
  if (host !== undefined) return cleanName(decoder.decode(host));
  const full = options.get(FULL_NAME);
  if (full === undefined || full.length < 4) return null;
  const isWire = ((full[0] ?? 0) & 4) !== 0;
  const text = isWire ? (readWireName(full.subarray(3)) ?? '') : decoder.decode(full.subarray(3));
  return cleanName(text.split('.')[0] ?? '');
}

const ETHERNET = 1;
const BY_DUID = 255;
const LONGEST_ID = 48;

/** What a client goes by beyond its MAC: says the same thing under another one. RFC 4361: a DUID behind four bytes. */
function identityOf(id: Uint8Array | undefined, mac: Uint8Array): DeviceFact | null {
  if (id === undefined || id.length < 4 || id.length > LONGEST_ID) return null;
  if (id[0] === ETHERNET && Buffer.compare(id.subarray(1), mac) === 0) return null;
  if (id[0] === BY_DUID && id.length > 9) return factOf('duid', Buffer.from(id.subarray(5)).toString('hex'));
  return factOf('dhcp-client', Buffer.from(id).toString('hex'));
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
