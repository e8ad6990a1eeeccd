import type { CapturedPacket } from '../platform/capture.ts';
import { macText } from '../platform/ip-text.ts';
import {
  ETHER_ARP,
  type ParsedFrame,
  PROTOCOL_ICMPV6,
  PROTOCOL_UDP,
  parseFrame,
  untag,
} from '../platform/parse-frame.ts';
import { readArp } from './read-arp.ts';
import { readDhcp } from './read-dhcp.ts';
import { readMdns } from './read-mdns.ts';
import { readNeighbor } from './read-neighbor.ts';
import type { Sighting } from './sighting.ts';

/** One frame of the discovery group; null for everything that says nothing about a device. Never throws. */
export function readDiscovery(packet: Pick<CapturedPacket, 'hwHeader' | 'hwProtocol' | 'payload'>): Sighting | null {
  const { hwHeader, payload } = packet;
  const etherType = packet.hwProtocol ?? ((hwHeader[12] ?? 0) << 8) | (hwHeader[13] ?? 0);
  const inner = untag(etherType, payload);
  if (inner === null) return null;
  if (inner.etherType === ETHER_ARP) return readArp(payload, inner.at);
  const frame = parseFrame(etherType, payload);
  return frame === null ? null : readIp(frame, payload, macText(hwHeader, 6));
}

function readIp(frame: ParsedFrame, payload: Uint8Array, senderMac: string | null): Sighting | null {
  if (frame.protocol === PROTOCOL_ICMPV6) return readNeighbor(frame, payload, senderMac);
  if (frame.protocol !== PROTOCOL_UDP) return null;
  if (frame.destinationPort === 67) return readDhcp(payload, frame.dataAt);
  if (frame.destinationPort === 5353) return readMdns(payload.subarray(frame.dataAt), frame.source, senderMac);
  return null;
}
