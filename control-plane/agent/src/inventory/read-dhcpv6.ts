import type { DeviceFact } from '@omamori/contract/inventory';
import { readWireName } from './read-wire-name.ts';
import { cleanName, type DeviceName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

/** SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, DECLINE, INFORMATION-REQUEST: what clients send (RFC 8415 §7.3). */
const FROM_CLIENTS = new Set([1, 3, 4, 5, 6, 9, 11]);
const CLIENT_ID = 1;
const VENDOR_CLASS = 16;
const FULL_NAME = 39;
const MOST_OPTIONS = 32;
const LONGEST_DUID = 40;
const decoder = new TextDecoder();

/**
 * A client's DHCPv6 message (RFC 8415): the DUID, one for all ports of a device; its name (RFC 4704); its vendor class.
 * A relay's message wraps another one and is not read.
 */
export function readDhcpv6(message: Uint8Array, source: string, senderMac: string | null): Sighting | null {
  if (!isDeviceMac(senderMac) || !FROM_CLIENTS.has(message[0] ?? 0)) return null;
  const names: DeviceName[] = [];
  const facts: (DeviceFact | null)[] = [];
  for (const [code, value] of optionsOf(message)) {
    if (code === CLIENT_ID && value.length >= 6 && value.length <= LONGEST_DUID)
      facts.push(factOf('duid', Buffer.from(value).toString('hex')));
    if (code === VENDOR_CLASS && value.length > 6) facts.push(factOf('dhcp-vendor', decoder.decode(value.subarray(6))));
    if (code !== FULL_NAME || names.length > 0) continue;
    const name = cleanName((readWireName(value.subarray(1)) ?? '').split('.')[0] ?? '');
    if (name !== null) names.push({ source: 'dhcpv6', name });
  }
  return sightingOf(senderMac, source === '::' ? [] : [source], names, facts);
}

function* optionsOf(message: Uint8Array): Generator<[number, Uint8Array]> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 4;
  for (let count = 0; count < MOST_OPTIONS && at + 4 <= message.length; count += 1) {
    const length = view.getUint16(at + 2);
    if (at + 4 + length > message.length) return;
    yield [view.getUint16(at), message.subarray(at + 4, at + 4 + length)];
    at += 4 + length;
  }
}
