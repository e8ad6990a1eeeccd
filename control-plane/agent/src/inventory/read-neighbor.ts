import { ipv6Text } from '../platform/ip-text.ts';
import type { ParsedFrame } from '../platform/parse-frame.ts';
import { factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const ROUTER_SOLICITATION = 133;
const NEIGHBOR_SOLICITATION = 135;
const NEIGHBOR_ADVERTISEMENT = 136;
const ROUTER_FLAG = 0x80;

/** IPv6 neighbour discovery (RFC 4861 §4): who speaks, or, while an address is being tried (RFC 4862), whose it will be. */
export function readNeighbor(frame: ParsedFrame, bytes: Uint8Array, senderMac: string | null): Sighting | null {
  const type = bytes[frame.dataAt];
  if (!isDeviceMac(senderMac) || type === undefined) return null;
  const targetAt = frame.dataAt + 8;
  const hasTarget = targetAt + 16 <= bytes.length;
  const isTrial = frame.source === '::';
  if (type === NEIGHBOR_ADVERTISEMENT && hasTarget) {
    const routes = ((bytes[frame.dataAt + 4] ?? 0) & ROUTER_FLAG) !== 0;
    const target = ipv6Text(bytes, targetAt);
    return sightingOf(senderMac, [target], [], [routes ? factOf('neighbour', 'router') : null]);
  }
  if (type === NEIGHBOR_SOLICITATION && hasTarget) {
    return seen(senderMac, isTrial ? ipv6Text(bytes, targetAt) : frame.source);
  }
  if (type === ROUTER_SOLICITATION && !isTrial) return seen(senderMac, frame.source);
  return null;
}

function seen(mac: string, address: string): Sighting {
  return { mac, addresses: address === '::' ? [] : [address], names: [] };
}
