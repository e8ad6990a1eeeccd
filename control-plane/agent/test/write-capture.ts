// Conversations of our own as a capture: Ethernet, both families, right checksums, any time. Classic pcap with
// microseconds (the format's own draft: draft-ietf-opsawg-pcap), link type 1.
import { isIPv4 } from 'node:net';

export interface Talk {
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** What the sides say, in turn, the caller first. */
  readonly says: readonly Uint8Array[];
}

type Frame = { readonly atMs: number; readonly bytes: Buffer };

const [SYN, ACK, FIN, PSH] = [2, 16, 1, 8] as const;

/** Handshake, what is said, both sides end. */
export function tcpTalk({ atMs, from, to, fromPort, toPort, says }: Talk): Frame[] {
  const frames: Frame[] = [];
  const next = { call: 1000, answer: 5000 };
  const send = (caller: boolean, flags: number, data: Uint8Array = new Uint8Array()): void => {
    const [seq, ack] = caller ? [next.call, next.answer] : [next.answer, next.call];
    const header = Buffer.alloc(20);
    header.writeUInt16BE(caller ? fromPort : toPort, 0);
    header.writeUInt16BE(caller ? toPort : fromPort, 2);
    header.writeUInt32BE(seq, 4);
    header.writeUInt32BE((flags & ACK) === 0 ? 0 : ack, 8);
    header.writeUInt8(0x50, 12);
    header.writeUInt8(flags, 13);
    header.writeUInt16BE(64_240, 14);
    const ends = caller ? [from, to] : [to, from];
    frames.push({ atMs: atMs + frames.length, bytes: frameOf(ends, 6, Buffer.concat([header, data]), 16) });
    next[caller ? 'call' : 'answer'] += data.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
  };
  send(true, SYN);
  send(false, SYN | ACK);
  send(true, ACK);
  says.forEach((data, index) => {
    send(index % 2 === 0, PSH | ACK, data);
    send(index % 2 !== 0, ACK);
  });
  send(true, FIN | ACK);
  send(false, FIN | ACK);
  send(true, ACK);
  return frames;
}

export function udpTalk({ atMs, from, to, fromPort, toPort, says }: Talk): Frame[] {
  return says.map((data, index) => {
    const caller = index % 2 === 0;
    const header = Buffer.alloc(8);
    header.writeUInt16BE(caller ? fromPort : toPort, 0);
    header.writeUInt16BE(caller ? toPort : fromPort, 2);
    header.writeUInt16BE(8 + data.length, 4);
    const ends = caller ? [from, to] : [to, from];
    return { atMs: atMs + index, bytes: frameOf(ends, 17, Buffer.concat([header, data]), 6) };
  });
}

/** A packet that nobody answers. */
export function tcpKnock(talk: Omit<Talk, 'says'>): Frame[] {
  return tcpTalk({ ...talk, says: [] }).slice(0, 1);
}

export function captureOf(frames: readonly Frame[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  const records = [...frames]
    .sort((a, b) => a.atMs - b.atMs)
    .flatMap(({ atMs, bytes }) => {
      const record = Buffer.alloc(16);
      record.writeUInt32LE(Math.floor(atMs / 1000), 0);
      record.writeUInt32LE((atMs % 1000) * 1000, 4);
      record.writeUInt32LE(bytes.length, 8);
      record.writeUInt32LE(bytes.length, 12);
      return [record, bytes];
    });
  return Buffer.concat([header, ...records]);
}

function frameOf(ends: readonly string[], protocol: number, segment: Buffer, checksumAt: number): Buffer {
  const [from = '', to = ''] = ends;
  const pseudo = Buffer.alloc(4);
  pseudo.writeUInt8(protocol, 1);
  pseudo.writeUInt16BE(segment.length, 2);
  const sum = checksum(Buffer.concat([bytesOf(from), bytesOf(to), pseudo, segment]));
  segment.writeUInt16BE(sum === 0 ? 0xffff : sum, checksumAt);
  const four = isIPv4(from);
  const network = four ? ipv4(from, to, protocol, segment) : ipv6(from, to, protocol, segment);
  const ether = Buffer.from(`0200000000aa0200000000bb${four ? '0800' : '86dd'}`, 'hex');
  return Buffer.concat([ether, network, segment]);
}

function ipv4(from: string, to: string, protocol: number, segment: Buffer): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(20 + segment.length, 2);
  header.writeUInt16BE(0x4000, 6);
  header.writeUInt8(64, 8);
  header.writeUInt8(protocol, 9);
  bytesOf(from).copy(header, 12);
  bytesOf(to).copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function ipv6(from: string, to: string, protocol: number, segment: Buffer): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(segment.length, 4);
  header.writeUInt8(protocol, 6);
  header.writeUInt8(64, 7);
  bytesOf(from).copy(header, 8);
  bytesOf(to).copy(header, 24);
  return header;
}

function bytesOf(ip: string): Buffer {
  if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number));
  const [head = '', tail = ''] = ip.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
