import type { DeviceFact } from '@omamori/contract/inventory';
import { factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const LONGEST_MESSAGE = 1500;
const MOST_LINES = 40;
const decoder = new TextDecoder();
const DEVICE_TYPE = /^urn:[a-z0-9.-]{1,60}:device:[a-z0-9_.-]{1,40}(?::\d{1,3})?$/i;

/**
 * SSDP (UPnP Device Architecture 1.1 §1.2 and §1.3): announcements (NOTIFY) and answers to a search say the sender's
 * server software and device type. A search (M-SEARCH) names what is looked for: only its user agent is the sender's.
 */
export function readSsdp(message: Uint8Array, addresses: readonly string[], senderMac: string | null): Sighting | null {
  if (!isDeviceMac(senderMac) || message.length > LONGEST_MESSAGE) return null;
  const [start = '', ...lines] = decoder.decode(message).split('\r\n', MOST_LINES);
  const headers = headersOf(lines);
  if (start === 'M-SEARCH * HTTP/1.1') {
    return sightingOf(senderMac, addresses, [], [serverOf(headers.get('user-agent'))]);
  }
  if (start !== 'NOTIFY * HTTP/1.1' && start !== 'HTTP/1.1 200 OK') return null;
  if (headers.get('nts') === 'ssdp:byebye') return sightingOf(senderMac, addresses, [], []);
  return sightingOf(
    senderMac,
    addresses,
    [],
    [serverOf(headers.get('server')), typeOf(headers.get(start.startsWith('NOTIFY') ? 'nt' : 'st'))],
  );
}

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function serverOf(server: string | undefined): DeviceFact | null {
  return server === undefined ? null : factOf('ssdp-server', server);
}

function typeOf(type: string | undefined): DeviceFact | null {
  return type === undefined || !DEVICE_TYPE.test(type) ? null : factOf('ssdp-type', type);
}
