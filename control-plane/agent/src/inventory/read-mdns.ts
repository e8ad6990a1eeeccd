import { type Answer, decode } from 'dns-packet';
import { cleanName, isDeviceMac, type Sighting } from './sighting.ts';

const LONGEST_MESSAGE = 1500;
const MOST_RECORDS = 64;

/**
 * Multicast DNS (RFC 6762): the `.local` names that the sender has addresses for, in announcements and in probes.
 * Records for addresses that are not the sender's own are of someone it speaks for: the address is left out.
 */
export function readMdns(message: Uint8Array, source: string, senderMac: string | null): Sighting | null {
  if (!isDeviceMac(senderMac) || message.length > LONGEST_MESSAGE) return null;
  const records = decodeRecords(message);
  if (records === null) return null;
  const own = records.filter((record) => record.type === 'A' || record.type === 'AAAA');
  const names = new Set<string>();
  for (const record of own) {
    const name = hostName(record.name);
    if (name !== null) names.add(name);
  }
  // A sender that speaks for several hosts (sleep proxy, reflector) tells nothing certain about itself.
  if (names.size !== 1) return { mac: senderMac, addresses: [source], names: [] };
  return { mac: senderMac, addresses: [source], names: [...names].map((name) => ({ source: 'mdns', name })) };
}

function hostName(name: string): string | null {
  const [, host] = /^([^.]+)\.local\.?$/i.exec(name) ?? [];
  return host === undefined ? null : cleanName(host);
}

/** The library throws on what is no DNS message: on the wire that is an everyday thing. */
function decodeRecords(message: Uint8Array): Answer[] | null {
  try {
    const packet = decode(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
    return [...(packet.answers ?? []), ...(packet.additionals ?? []), ...(packet.authorities ?? [])].slice(
      0,
      MOST_RECORDS,
    );
  } catch {
    return null;
  }
}
