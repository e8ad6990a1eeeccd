import type { CapturedPacket } from '../platform/capture.ts';
import { macText } from '../platform/ip-text.ts';
import {
  ETHER_ARP,
  type ParsedFrame,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  parseFrame,
  untag,
} from '../platform/parse-frame.ts';
import { readArp } from './read-arp.ts';
import { readDhcp } from './read-dhcp.ts';
import { readDhcpv6 } from './read-dhcpv6.ts';
import { ETHER_LLDP, readLlc, readLldp } from './read-link-layer.ts';
import { readLlmnr } from './read-llmnr.ts';
import { readMdns } from './read-mdns.ts';
import { readNeighbor } from './read-neighbor.ts';
import { readBrowser, readNameService } from './read-netbios.ts';
import { readSsdp } from './read-ssdp.ts';
import { readSyn } from './read-syn.ts';
import { readWsDiscovery } from './read-ws-discovery.ts';
import type { Sighting } from './sighting.ts';

/** One frame of the discovery group; null for everything that says nothing about a device. Never throws. */
export function readDiscovery(packet: Pick<CapturedPacket, 'hwHeader' | 'hwProtocol' | 'payload'>): Sighting | null {
  const { hwHeader, payload } = packet;
  const etherType = packet.hwProtocol ?? ((hwHeader[12] ?? 0) << 8) | (hwHeader[13] ?? 0);
  const sender = macText(hwHeader, 6);
  if (etherType <= LONGEST_LENGTH) return readLlc(payload, sender);
  const inner = untag(etherType, payload);
  if (inner === null) return null;
  if (inner.etherType === ETHER_LLDP) return readLldp(payload, inner.at, sender);
  if (inner.etherType === ETHER_ARP) return readArp(payload, inner.at);
  const frame = parseFrame(etherType, payload);
  if (frame?.protocol === PROTOCOL_TCP) return readSyn(frame, payload, inner.at, sender);
  return frame === null ? null : readIp(frame, payload, sender);
}

/** Below the first type a frame has a length there, behind it LLC (IEEE 802.3 §3.2.6); the kernel calls them 4 and 1. */
const LONGEST_LENGTH = 1500;

function readIp(frame: ParsedFrame, payload: Uint8Array, senderMac: string | null): Sighting | null {
  if (frame.protocol === PROTOCOL_ICMPV6) return readNeighbor(frame, payload, senderMac);
  if (frame.protocol !== PROTOCOL_UDP) return null;
  if (frame.destinationPort === 67) return readDhcp(payload, frame.dataAt, senderMac);
  const message = payload.subarray(frame.dataAt);
  if (frame.destinationPort === 547) return readDhcpv6(message, frame.source, senderMac);
  if (frame.destinationPort === 5353) return readMdns(message, frame.source, senderMac);
  // Only what stays on the line for certain says whose address it is: a packet to one host may have come by a router.
  const addresses = isToMany(frame) ? [frame.source] : [];
  if (frame.destinationPort === 137) return readNameService(message, addresses, senderMac);
  if (frame.destinationPort === 138) return readBrowser(message, addresses, senderMac);
  if (isPort(frame, 5355)) return readLlmnr(message, frame.source, addresses, senderMac);
  if (isPort(frame, 1900)) return readSsdp(message, addresses, senderMac);
  if (isPort(frame, 3702)) return readWsDiscovery(message, addresses, senderMac);
  return null;
}

/** Questions go to the port, answers come from it. */
function isPort(frame: ParsedFrame, port: number): boolean {
  return frame.destinationPort === port || frame.sourcePort === port;
}

function isToMany({ family, destination }: ParsedFrame): boolean {
  if (family === 6) return destination.startsWith('ff');
  return Number.parseInt(destination, 10) >= 224 || destination.endsWith('.255');
}
