/** Packets and frames byte by byte: IEEE 802.3, 802.1Q, RFC 791, 8200, 768, 826, 2236, 2516, 3810, 4861. */
import { isIPv6 } from 'node:net';

export interface Ends {
  readonly sourceMac: string;
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
}

export const ETHER = { ip4: 0x0800, arp: 0x0806, vlan: 0x8100, ip6: 0x86dd, pppoe: 0x8864, provider: 0x88a8 } as const;
export const PROTOCOL = { hopByHop: 0, igmp: 2, udp: 17, fragment: 44, icmp6: 58 } as const;
/** Nobody's: the bridge does not know it and sends the frame out of every other port. */
export const NOBODY = '02:00:00:00:77:77';
const HOPS = 58;

export function bytes(...values: readonly (number | string | Buffer)[]): Buffer {
  const parts = values.map((value) =>
    typeof value === 'number' ? Buffer.from([value]) : typeof value === 'string' ? Buffer.from(value, 'hex') : value,
  );
  return Buffer.concat(parts);
}

export function word(value: number): Buffer {
  return Buffer.from([(value >> 8) & 255, value & 255]);
}

export function macBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

/** Filled up to the least length of a frame, 60 bytes without its check sum. */
export function frame(to: string, from: string, type: number, body: Buffer): Buffer {
  const whole = Buffer.concat([macBytes(to), macBytes(from), word(type), body]);
  return Buffer.concat([whole, Buffer.alloc(Math.max(0, 60 - whole.length))]);
}

/** The body that stands behind a tag's own ethertype: 802.1Q, priority 0. */
export function tagged(vlan: number, type: number, body: Buffer): Buffer {
  return Buffer.concat([word(vlan), word(type), body]);
}

/** A session of PPP over Ethernet: version 1, type 1, code 0. */
export function inSession(protocol: number, body: Buffer): Buffer {
  return Buffer.concat([bytes(0x11, 0), word(7), word(body.length + 2), word(protocol), body]);
}

export function addressBytes(text: string): Buffer {
  if (!isIPv6(text)) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const behind = groups(tail ?? '');
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - behind.length).fill('0');
  return bytes(...[...before, ...zeros, ...behind].map((group) => group.padStart(4, '0')));
}

export function datagram({ source, target, sourcePort }: Ends, port: number, payload: Buffer): Buffer {
  const body = bytes(word(sourcePort), word(port), word(8 + payload.length), word(0), payload);
  const sum = checksum(pseudo(source, target, PROTOCOL.udp, body.length), body);
  body.writeUInt16BE(sum === 0 ? 0xffff : sum, 6);
  return body;
}

export interface Ip4Parts {
  readonly options?: Buffer;
  readonly id?: number;
  /** In units of 8 bytes, with the flag "more fragments" as its highest bit 13. */
  readonly fragment?: number;
  readonly hops?: number;
}

export function ip4(
  { source, target }: Pick<Ends, 'source' | 'target'>,
  protocol: number,
  body: Buffer,
  parts: Ip4Parts = {},
): Buffer {
  const options = parts.options ?? Buffer.alloc(0);
  const size = 20 + options.length;
  const fixed = bytes(0x40 | (size / 4), 0, word(size + body.length), word(parts.id ?? 1), word(parts.fragment ?? 0));
  const header = bytes(
    fixed,
    parts.hops ?? HOPS,
    protocol,
    word(0),
    addressBytes(source),
    addressBytes(target),
    options,
  );
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, body]);
}

export function ip6(
  { source, target }: Pick<Ends, 'source' | 'target'>,
  next: number,
  body: Buffer,
  hops = HOPS,
): Buffer {
  return bytes('60000000', word(body.length), next, hops, addressBytes(source), addressBytes(target), body);
}

/** With its sum over the pseudo header; `body` has zeros where the sum stands. */
export function icmp6({ source, target }: Pick<Ends, 'source' | 'target'>, body: Buffer): Buffer {
  const whole = Buffer.from(body);
  whole.writeUInt16BE(checksum(pseudo(source, target, PROTOCOL.icmp6, whole.length), whole), 2);
  return whole;
}

export function withChecksum(body: Buffer, at: number): Buffer {
  const whole = Buffer.from(body);
  whole.writeUInt16BE(checksum(whole), at);
  return whole;
}

function pseudo(source: string, target: string, protocol: number, length: number): Buffer {
  return bytes(addressBytes(source), addressBytes(target), 0, protocol, word(length));
}

function checksum(...parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
