import type { AdminLineSighting } from '@omamori/contract/admin-install';
import type { CapturedPacket } from '../platform/capture.ts';
import { macText } from '../platform/ip-text.ts';
import { ETHER_ARP, PROTOCOL_ICMPV6, PROTOCOL_UDP, parseFrame, untag } from '../platform/parse-frame.ts';
import { readArp } from './read-arp.ts';
import { cleanName, isDeviceMac } from './sighting.ts';

export type LineFrame = Pick<AdminLineSighting, 'kind' | 'mac' | 'address' | 'detail'>;

/** EtherTypes of PPPoE discovery (RFC 2516 §4) and of VLAN tags (IEEE 802.1Q, 802.1ad). */
const ETHER_PPPOE_DISCOVERY = 0x8863;
const VLAN_TAGS = new Set([0x8100, 0x88a8]);
const PADO = 0x07;
const PADS = 0x65;
const PADI = 0x09;
const PADR = 0x19;
const AC_NAME = 0x0102;
const BOOT_REPLY = 2;
const DHCP_FIXED_BYTES = 240;
const ROUTER_ADVERTISEMENT = 134;

/** What one frame says about the line: who gives out addresses, who routes, how one dials in, which VLANs. Never throws. */
export function readLineFrame(
  packet: Pick<CapturedPacket, 'hwHeader' | 'hwProtocol' | 'payload' | 'vlanTci'>,
): LineFrame[] {
  const { hwHeader, payload } = packet;
  const mac = macText(hwHeader, 6);
  if (!isDeviceMac(mac)) return [];
  const etherType = packet.hwProtocol ?? ((hwHeader[12] ?? 0) << 8) | (hwHeader[13] ?? 0);
  const vlan = vlanOf(etherType, payload, packet.vlanTci);
  const tagged: LineFrame[] = vlan === null ? [] : [{ kind: 'vlan', mac, address: null, detail: String(vlan) }];
  const tags = VLAN_TAGS.has(etherType) ? 4 : 0;
  const inner = tags === 0 ? etherType : ((payload[2] ?? 0) << 8) | (payload[3] ?? 0);
  if (inner === ETHER_PPPOE_DISCOVERY) return [...tagged, ...readPppoe(payload.subarray(tags), mac)];
  return [...tagged, ...readNetwork(etherType, payload, mac)];
}

function vlanOf(etherType: number, payload: Uint8Array, taken: number | undefined): number | null {
  if (taken !== undefined && (taken & 0x0fff) !== 0) return taken & 0x0fff;
  if (!VLAN_TAGS.has(etherType) || payload.length < 4) return null;
  return (((payload[0] ?? 0) << 8) | (payload[1] ?? 0)) & 0x0fff;
}

/** RFC 2516 §4: version 1, type 1; tags of type and length. An offer names its concentrator. */
function readPppoe(bytes: Uint8Array, mac: string): LineFrame[] {
  const code = bytes[1] ?? 0;
  if (bytes[0] !== 0x11 || bytes.length < 6) return [];
  if (code === PADI || code === PADR) return [{ kind: 'pppoe-call', mac, address: null, detail: null }];
  if (code !== PADO && code !== PADS) return [];
  return [{ kind: 'pppoe-offer', mac, address: null, detail: concentratorOf(bytes) }];
}

function concentratorOf(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(bytes.length, 6 + view.getUint16(4));
  for (let at = 6; at + 4 <= end; ) {
    const [type, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (type === 0 || at + 4 + length > end) return null;
    if (type === AC_NAME) return cleanName(new TextDecoder().decode(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return null;
}

function readNetwork(etherType: number, payload: Uint8Array, mac: string): LineFrame[] {
  const inner = untag(etherType, payload);
  if (inner === null) return [];
  if (inner.etherType === ETHER_ARP) {
    const seen = readArp(payload, inner.at);
    const [address] = seen?.addresses ?? [];
    return address === undefined ? [] : [{ kind: 'neighbour', mac, address, detail: null }];
  }
  const frame = parseFrame(etherType, payload);
  if (frame?.protocol === PROTOCOL_UDP && frame.sourcePort === 67) {
    const isReply = payload[frame.dataAt] === BOOT_REPLY && frame.dataAt + DHCP_FIXED_BYTES <= payload.length;
    return isReply ? [{ kind: 'dhcp-server', mac, address: frame.source, detail: null }] : [];
  }
  if (frame?.protocol === PROTOCOL_ICMPV6 && payload[frame.dataAt] === ROUTER_ADVERTISEMENT)
    return [{ kind: 'router', mac, address: frame.source, detail: null }];
  return [];
}
