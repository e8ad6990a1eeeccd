import type { DeviceFact } from '@omamori/contract/inventory';
import { cleanName, type DeviceName, factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const LONGEST_MESSAGE = 1500;
const MOST_TYPES = 6;
const decoder = new TextDecoder();

/**
 * WS-Discovery (OASIS 1.1 §4.1 Hello, §5.3 ProbeMatches), which cameras (ONVIF Core §7), printers and Windows use: the
 * types that the sender is, and the name among an ONVIF camera's scopes. Read as text, not as XML: what is not found
 * is not there, and nothing of it is resolved or run. A Probe names what is looked for: nothing is taken from it.
 */
export function readWsDiscovery(
  message: Uint8Array,
  addresses: readonly string[],
  senderMac: string | null,
): Sighting | null {
  if (!isDeviceMac(senderMac)) return null;
  const text = decoder.decode(message.subarray(0, LONGEST_MESSAGE));
  if (!/\/discovery\/(?:Hello|ProbeMatches|ResolveMatches)\s*</.test(text)) return null;
  return sightingOf(senderMac, addresses, namesOf(text), typesOf(text));
}

/** `dn:NetworkVideoTransmitter tds:Device`: prefixes are the sender's own choice. */
function typesOf(text: string): (DeviceFact | null)[] {
  const [, types = ''] = /<(?:[\w-]{1,20}:)?Types\b[^<>]{0,400}>([^<]{1,400})</.exec(text) ?? [];
  const words = types.split(/\s+/, MOST_TYPES).map((type) => type.replace(/^[\w-]{1,20}:/, ''));
  return words.filter((type) => /^[A-Za-z]\w{0,40}$/.test(type)).map((type) => factOf('ws-discovery', type));
}

function namesOf(text: string): DeviceName[] {
  const [, coded] = /onvif:\/\/www\.onvif\.org\/name\/([^\s<]{1,200})/.exec(text) ?? [];
  const name = coded === undefined ? null : cleanName(percentDecoded(coded));
  return name === null ? [] : [{ source: 'onvif', name }];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a camera that writes a bare per cent sign
  }
}
