import type { CapturePacket } from './packet.ts';

/** Link types that can be re-framed; numbers of tcpdump.org/linktypes.html, and DLT_RAW as BSD and Linux wrote it. */
export const LINK_TYPES = {
  loopback: 0,
  ethernet: 1,
  rawBsd: 12,
  rawOpenBsd: 14,
  raw: 101,
  loop: 108,
  cooked: 113,
  ipv4: 228,
  ipv6: 229,
  cooked2: 276,
} as const;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** Address family of IPv6 on Linux, NetBSD, FreeBSD and Darwin; of IPv4 it is 2 everywhere. */
const IPV6_FAMILIES = new Set([10, 24, 28, 30]);
const MAC_DESTINATION = [0x02, 0, 0, 0, 0, 0x02];
const MAC_SOURCE = [0x02, 0, 0, 0, 0, 0x01];

/**
 * The packet as an Ethernet frame: Ethernet as it is (tags and all), Linux cooked (v1, v2), raw IP and BSD loopback
 * with a header of ours, whose addresses mean nothing. null: another link type, or too short to have a protocol.
 */
export function toEthernet(packet: Pick<CapturePacket, 'linkType' | 'data'>): Uint8Array | null {
  const { data, linkType } = packet;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (linkType === LINK_TYPES.ethernet) return data.length < 14 ? null : data;
  if (linkType === LINK_TYPES.cooked)
    return data.length < 16 ? null : fromCooked(view.getUint16(14), data.subarray(16));
  if (linkType === LINK_TYPES.cooked2)
    return data.length < 20 ? null : fromCooked(view.getUint16(0), data.subarray(20));
  if (linkType === LINK_TYPES.loopback || linkType === LINK_TYPES.loop)
    return data.length < 5 ? null : fromLoopback(view, data);
  const isRaw = [LINK_TYPES.raw, LINK_TYPES.rawBsd, LINK_TYPES.rawOpenBsd, LINK_TYPES.ipv4, LINK_TYPES.ipv6].some(
    (known) => known === linkType,
  );
  return isRaw ? fromRaw(data) : null;
}

function fromRaw(data: Uint8Array): Uint8Array | null {
  const version = (data[0] ?? 0) >> 4;
  if (version === 4) return frameOf(IPV4, data);
  return version === 6 ? frameOf(IPV6, data) : null;
}

/** Values below 0x600 are no protocols: 1 is an 802.3 frame, 4 an 802.2 one; both travel with their length. */
function fromCooked(protocol: number, payload: Uint8Array): Uint8Array | null {
  if (protocol >= 0x0600) return frameOf(protocol, payload);
  return protocol === 1 || protocol === 4 ? frameOf(Math.min(payload.length, 1500), payload) : null;
}

/** Four bytes of address family in the byte order of the capturing machine, or of the network. */
function fromLoopback(view: DataView, data: Uint8Array): Uint8Array | null {
  const families = [view.getUint32(0, true), view.getUint32(0, false)];
  if (families.includes(2)) return frameOf(IPV4, data.subarray(4));
  return families.some((family) => IPV6_FAMILIES.has(family)) ? frameOf(IPV6, data.subarray(4)) : null;
}

function frameOf(etherType: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(14 + payload.length);
  frame.set(MAC_DESTINATION, 0);
  frame.set(MAC_SOURCE, 6);
  frame[12] = etherType >> 8;
  frame[13] = etherType & 0xff;
  frame.set(payload, 14);
  return frame;
}
