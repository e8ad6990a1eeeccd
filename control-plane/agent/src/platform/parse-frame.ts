// From a frame's network header to addresses and ports. Never throws: what is cut short, foreign or garbage is null.
// Tags: 802.1Q and 802.1ad, at most two; PPPoE sessions (RFC 2516). IPv6 extension headers: RFC 8200 §4, at most 8.
import { ipv4Text, ipv6Text } from './ip-text.ts';

export interface ParsedFrame {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  /** IANA protocol number after the extension headers. */
  readonly protocol: number;
  /** 0 where the protocol has no ports or the packet is a later fragment. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Where the transport's own payload begins; equals the end when nothing of it is there. */
  readonly dataAt: number;
  readonly vlan: readonly number[];
}

export const ETHER_IPV4 = 0x0800;
export const ETHER_ARP = 0x0806;
export const ETHER_IPV6 = 0x86dd;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;
export const PROTOCOL_ICMPV6 = 58;
const PORTED = new Set([PROTOCOL_TCP, PROTOCOL_UDP, 33, 132, 136]); // also DCCP, SCTP, UDP-Lite
const MOST_EXTENSIONS = 8;

/** Takes the tags off: the inner EtherType, where its payload begins, and the VLAN ids from outside in. */
export function untag(etherType: number, bytes: Uint8Array): { etherType: number; at: number; vlan: number[] } | null {
  const view = viewOf(bytes);
  const vlan: number[] = [];
  let type = etherType;
  let at = 0;
  while (type === 0x8100 || type === 0x88a8) {
    if (vlan.length === 2 || at + 4 > bytes.length) return null;
    vlan.push(view.getUint16(at) & 0x0fff);
    type = view.getUint16(at + 2);
    at += 4;
  }
  if (type !== 0x8864) return { etherType: type, at, vlan };
  if (at + 8 > bytes.length) return null;
  const ppp = view.getUint16(at + 6);
  const inner = ppp === 0x0021 ? ETHER_IPV4 : ppp === 0x0057 ? ETHER_IPV6 : null;
  return inner === null ? null : { etherType: inner, at: at + 8, vlan };
}

/** `bytes` from the network header on, as NFLOG gives it. */
export function parseFrame(etherType: number, bytes: Uint8Array): ParsedFrame | null {
  const inner = untag(etherType, bytes);
  if (inner === null) return null;
  if (inner.etherType === ETHER_IPV4) return parseIpv4(bytes, inner.at, inner.vlan);
  if (inner.etherType === ETHER_IPV6) return parseIpv6(bytes, inner.at, inner.vlan);
  return null;
}

function parseIpv4(bytes: Uint8Array, at: number, vlan: readonly number[]): ParsedFrame | null {
  const first = bytes[at];
  if (first === undefined || first >> 4 !== 4 || at + 20 > bytes.length) return null;
  const headerBytes = (first & 0x0f) * 4;
  if (headerBytes < 20) return null;
  const isLaterFragment = (viewOf(bytes).getUint16(at + 6) & 0x1fff) !== 0;
  const addresses = { family: 4, source: ipv4Text(bytes, at + 12), destination: ipv4Text(bytes, at + 16) } as const;
  const protocol = bytes[at + 9] ?? 0;
  return { ...addresses, vlan, ...transport(bytes, at + headerBytes, protocol, isLaterFragment) };
}

function parseIpv6(bytes: Uint8Array, at: number, vlan: readonly number[]): ParsedFrame | null {
  const first = bytes[at];
  if (first === undefined || first >> 4 !== 6 || at + 40 > bytes.length) return null;
  const addresses = { family: 6, source: ipv6Text(bytes, at + 8), destination: ipv6Text(bytes, at + 24) } as const;
  const end = skipExtensions(bytes, at + 40, bytes[at + 6] ?? 59);
  return { ...addresses, vlan, ...transport(bytes, end.at, end.protocol, end.isLaterFragment) };
}

function skipExtensions(bytes: Uint8Array, from: number, first: number) {
  let protocol = first;
  let at = from;
  let isLaterFragment = false;
  for (let i = 0; i < MOST_EXTENSIONS && at + 8 <= bytes.length; i += 1) {
    const next = bytes[at] ?? 59;
    const length = bytes[at + 1] ?? 0;
    if (protocol === 0 || protocol === 43 || protocol === 60 || protocol === 135) at += (length + 1) * 8;
    else if (protocol === 51) at += (length + 2) * 4;
    else if (protocol === 44) {
      isLaterFragment = (viewOf(bytes).getUint16(at + 2) & 0xfff8) !== 0;
      at += 8;
    } else break;
    protocol = next;
  }
  return { protocol, at, isLaterFragment };
}

function transport(bytes: Uint8Array, at: number, protocol: number, isLaterFragment: boolean) {
  if (isLaterFragment || !PORTED.has(protocol) || at + 4 > bytes.length) {
    return { protocol, sourcePort: 0, destinationPort: 0, dataAt: Math.min(at, bytes.length) };
  }
  const view = viewOf(bytes);
  const headerBytes = protocol === PROTOCOL_TCP ? ((bytes[at + 12] ?? 0x50) >> 4) * 4 : 8;
  return {
    protocol,
    sourcePort: view.getUint16(at),
    destinationPort: view.getUint16(at + 2),
    dataAt: Math.min(at + Math.max(headerBytes, 8), bytes.length),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
