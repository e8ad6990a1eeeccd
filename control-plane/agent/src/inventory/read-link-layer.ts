// What switches, access points and desk phones tell their neighbour on the wire: LLDP (IEEE 802.1AB), CDP, STP (802.1D).
import type { DeviceFact } from '@omamori/contract/inventory';
import { cleanName, type DeviceName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

export const ETHER_LLDP = 0x88cc;
const MOST_PARTS = 40;
const decoder = new TextDecoder();

const LLDP_NAME = 5;
const LLDP_DESCRIPTION = 6;
const LLDP_CAPABILITIES = 7;
/** Bits of the enabled capabilities (802.1AB §8.5.8). */
const CAPABILITIES: readonly (readonly [number, string])[] = [
  [0x04, 'bridge'],
  [0x08, 'access-point'],
  [0x10, 'router'],
  [0x20, 'telephone'],
];

export function readLldp(bytes: Uint8Array, at: number, senderMac: string | null): Sighting | null {
  if (!isDeviceMac(senderMac)) return null;
  const names: DeviceName[] = [];
  const facts: (DeviceFact | null)[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let parts = 0, from = at; parts < MOST_PARTS && from + 2 <= bytes.length; parts += 1) {
    const head = view.getUint16(from);
    const [type, length] = [head >> 9, head & 0x1ff];
    const value = bytes.subarray(from + 2, from + 2 + length);
    if (type === 0 || value.length < length) break;
    if (type === LLDP_NAME) names.push(...nameOf(value));
    if (type === LLDP_DESCRIPTION) facts.push(factOf('lldp', decoder.decode(value)));
    if (type === LLDP_CAPABILITIES && length >= 4)
      for (const [bit, word] of CAPABILITIES) if (((value[3] ?? 0) & bit) !== 0) facts.push(factOf('lldp', word));
    from += 2 + length;
  }
  return sightingOf(senderMac, [], names, facts);
}

/** LLC and SNAP headers as they stand behind a frame's length: DSAP, SSAP, control, then SNAP's maker and type. */
const SNAP_CDP = [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00] as const;
const LLC_STP = [0x42, 0x42, 0x03] as const;
const CDP_NAME = 1;
const CDP_PLATFORM = 6;

/** A frame whose type field is a length. */
export function readLlc(bytes: Uint8Array, senderMac: string | null): Sighting | null {
  if (!isDeviceMac(senderMac)) return null;
  if (LLC_STP.every((byte, index) => bytes[index] === byte))
    return sightingOf(senderMac, [], [], [factOf('stp', 'speaks')]);
  if (!SNAP_CDP.every((byte, index) => bytes[index] === byte)) return null;
  const names: DeviceName[] = [];
  const facts: (DeviceFact | null)[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let parts = 0, from = SNAP_CDP.length + 4; parts < MOST_PARTS && from + 4 <= bytes.length; parts += 1) {
    const [type, length] = [view.getUint16(from), view.getUint16(from + 2)];
    if (length < 4 || from + length > bytes.length) break;
    const value = bytes.subarray(from + 4, from + length);
    if (type === CDP_NAME) names.push(...nameOf(value));
    if (type === CDP_PLATFORM) facts.push(factOf('lldp', decoder.decode(value)));
    from += length;
  }
  return sightingOf(senderMac, [], names, facts);
}

function nameOf(value: Uint8Array): DeviceName[] {
  const name = cleanName(decoder.decode(value));
  return name === null ? [] : [{ source: 'lldp', name }];
}
