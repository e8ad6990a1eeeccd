// IP packets with correct lengths and checksums (RFC 791, 8200, 9293, 768, 1071).

export interface PacketEnds {
  readonly family: 4 | 6;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export const TCP_FIN = 0x01;
export const TCP_RST = 0x04;
export const TCP_PUSH = 0x08;
export const TCP_ACK = 0x10;

const PROTOCOL_ICMP = 1;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const PROTOCOL_ICMPV6 = 58;
/** Within the least MTU of IPv4 (RFC 1812 §4.3.2.3). */
const MOST_QUOTED = 528;
const HOPS = 64;
const WINDOW = 65_535;

export interface Segment {
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

export function buildTcp(ends: PacketEnds, { sequence, acknowledged, flags, payload }: Segment): Buffer {
  const segment = Buffer.alloc(20 + payload.length);
  segment.writeUInt16BE(ends.sourcePort, 0);
  segment.writeUInt16BE(ends.destinationPort, 2);
  segment.writeUInt32BE(sequence >>> 0, 4);
  segment.writeUInt32BE(acknowledged >>> 0, 8);
  segment.writeUInt8(5 << 4, 12);
  segment.writeUInt8(flags, 13);
  segment.writeUInt16BE(WINDOW, 14);
  segment.set(payload, 20);
  segment.writeUInt16BE(transportSum(ends, PROTOCOL_TCP, segment), 16);
  return withIpHeader(ends, PROTOCOL_TCP, segment);
}

export function buildUdp(ends: PacketEnds, payload: Uint8Array): Buffer {
  const datagram = Buffer.alloc(8 + payload.length);
  datagram.writeUInt16BE(ends.sourcePort, 0);
  datagram.writeUInt16BE(ends.destinationPort, 2);
  datagram.writeUInt16BE(datagram.length, 4);
  datagram.set(payload, 8);
  datagram.writeUInt16BE(transportSum(ends, PROTOCOL_UDP, datagram) || 0xffff, 6);
  return withIpHeader(ends, PROTOCOL_UDP, datagram);
}

/** ICMP 3/3 (RFC 792) or ICMPv6 1/4 (RFC 4443) about `about`, of which so much goes along as fits anywhere. */
export function buildUnreachable(ends: PacketEnds, about: Uint8Array): Buffer {
  const [type, code] = ends.family === 4 ? [3, 3] : [1, 4];
  const message = Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, 0, 0]), about.subarray(0, MOST_QUOTED)]);
  const sum = ends.family === 4 ? ~onesSum(message, 0) & 0xffff : transportSum(ends, PROTOCOL_ICMPV6, message);
  message.writeUInt16BE(sum, 2);
  return withIpHeader(ends, ends.family === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6, message);
}

function withIpHeader({ family, source, destination }: PacketEnds, protocol: number, body: Buffer): Buffer {
  if (family === 6) {
    const header = Buffer.alloc(40);
    header.writeUInt8(0x60, 0);
    header.writeUInt16BE(body.length, 4);
    header.set([protocol, HOPS], 6);
    header.set(source, 8);
    header.set(destination, 24);
    return Buffer.concat([header, body]);
  }
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + body.length, 2);
  header.writeUInt16BE(0x4000, 6); // do not fragment
  header.set([HOPS, protocol], 8);
  header.set(source, 12);
  header.set(destination, 16);
  header.writeUInt16BE(~onesSum(header, 0) & 0xffff, 10);
  return Buffer.concat([header, body]);
}

/** Over the pseudo header and the segment, whose own checksum field is still zero. */
function transportSum({ source, destination }: PacketEnds, protocol: number, segment: Buffer): number {
  const start = onesSum(source, onesSum(destination, protocol + segment.length));
  return ~onesSum(segment, start) & 0xffff;
}

function onesSum(bytes: Uint8Array, start: number): number {
  let sum = start;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}
