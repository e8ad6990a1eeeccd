/** Packets of floods, whole from the IP header on: RFC 791, 8200, 9293, 768. */

/** Service that answers, bytes of the answer. */
const REFLECTED = {
  ntp: [123, 440],
  dns: [53, 900],
  ssdp: [1900, 320],
  memcached: [11_211, 1200],
  cldap: [389, 1200],
  chargen: [19, 600],
} as const;
const KINDS = ['syn', 'connections', 'udp', 'scan', ...(Object.keys(REFLECTED) as (keyof typeof REFLECTED)[])] as const;
export type FloodKind = (typeof KINDS)[number];

export function isFloodKind(text: string): text is FloodKind {
  return KINDS.some((kind) => kind === text);
}

const TCP = 6;
const UDP = 17;
const WEB = 443;
const DATAGRAM_BYTES = 512;

export function floodPacket(kind: FloodKind, v6: boolean, from: Buffer, to: Buffer, index: number): Buffer {
  if (kind === 'syn' || kind === 'connections' || kind === 'scan') {
    const port = kind === 'scan' ? 1 + (index % 60_000) : WEB;
    return packet(v6, TCP, from, to, request(1024 + (index % 60_000), port, index));
  }
  const reflected = kind === 'udp' ? null : REFLECTED[kind];
  const [sport, length] = reflected ?? [1024 + (index % 60_000), DATAGRAM_BYTES];
  const dport = reflected === null ? 1024 + ((index * 31) % 60_000) : 33_000 + (index % 30_000);
  const datagram = Buffer.alloc(8 + length, kind);
  datagram.writeUInt16BE(sport, 0);
  datagram.writeUInt16BE(dport, 2);
  datagram.writeUInt16BE(datagram.length, 4);
  datagram.writeUInt16BE(0, 6);
  return packet(v6, UDP, from, to, datagram);
}

/** A SYN with the usual maximum segment size. */
function request(sport: number, dport: number, sequence: number): Buffer {
  const segment = Buffer.alloc(24);
  segment.writeUInt16BE(sport, 0);
  segment.writeUInt16BE(dport, 2);
  segment.writeUInt32BE((sequence * 2_654_435_761) >>> 0, 4);
  segment.writeUInt8(6 << 4, 12);
  segment.writeUInt8(0x02, 13);
  segment.writeUInt16BE(64_240, 14);
  segment.writeUInt32BE(0x020405b4, 20);
  return segment;
}

const CHECKSUM_AT = { [TCP]: 16, [UDP]: 6 };

function packet(v6: boolean, protocol: typeof TCP | typeof UDP, from: Buffer, to: Buffer, body: Buffer): Buffer {
  const header = v6 ? header6(protocol, from, to, body.length) : header4(protocol, from, to, body.length);
  const pseudo = Buffer.concat([from, to, Buffer.from([0, protocol, body.length >> 8, body.length & 255])]);
  body.writeUInt16BE(checksum(pseudo, body) || 0xffff, CHECKSUM_AT[protocol]);
  return Buffer.concat([header, body]);
}

function header4(protocol: number, from: Buffer, to: Buffer, length: number): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + length, 2);
  header.writeUInt8(58, 8);
  header.writeUInt8(protocol, 9);
  from.copy(header, 12);
  to.copy(header, 16);
  return header; // the kernel fills in the checksum, raw(7)
}

function header6(protocol: number, from: Buffer, to: Buffer, length: number): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(length, 4);
  header.writeUInt8(protocol, 6);
  header.writeUInt8(58, 7);
  from.copy(header, 8);
  to.copy(header, 24);
  return header;
}

function checksum(...parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
