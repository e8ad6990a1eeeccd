// Pure: puts the IP and TCP or UDP header around a stored payload that its flow facts say, so that tools for captures
// can read it. Only addresses, ports and lengths are facts; sequence numbers are zero and checksums are computed.
import { isIPv4, isIPv6 } from 'node:net';
import type { Detection } from '@omamori/contract/detection';

const TCP = 6;
const UDP = 17;
const PUSH_ACK = 0x18;

/** null for what is neither TCP nor UDP between two addresses of one family. */
export function rebuildPacket(flow: Detection['flow'], payload: Buffer): Buffer | null {
  const protocol = { tcp: TCP, udp: UDP }[flow.protocol.toLowerCase()];
  const { sourcePort, destinationPort } = flow;
  if (protocol === undefined || sourcePort === null || destinationPort === null) return null;
  const ends = addressesOf(flow);
  if (ends === null) return null;
  const header = protocol === TCP ? tcpHeader() : udpHeader(payload.length);
  header.writeUInt16BE(sourcePort, 0);
  header.writeUInt16BE(destinationPort, 2);
  const segment = Buffer.concat([header, payload]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(segment.length);
  const pseudo = Buffer.concat([...ends, length, Buffer.from([0, 0, 0, protocol])]);
  const sum = checksum(Buffer.concat([pseudo, segment]));
  // RFC 768: a computed zero is sent as all ones.
  segment.writeUInt16BE(protocol === UDP && sum === 0 ? 0xffff : sum, protocol === TCP ? 16 : 6);
  return Buffer.concat([ipHeader(ends, protocol, segment.length), segment]);
}

type Ends = readonly [source: Buffer, destination: Buffer];

function addressesOf({ sourceIp, destinationIp }: Detection['flow']): Ends | null {
  if (isIPv4(sourceIp) && isIPv4(destinationIp)) return [bytesOf4(sourceIp), bytesOf4(destinationIp)];
  if (isIPv6(sourceIp) && isIPv6(destinationIp)) return [bytesOf6(sourceIp), bytesOf6(destinationIp)];
  return null;
}

function bytesOf4(ip: string): Buffer {
  return Buffer.from(ip.split('.').map(Number));
}

function bytesOf6(ip: string): Buffer {
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const wordsOf = (part: string): number[] =>
    part.split(':').flatMap((word) => {
      if (word === '') return [];
      if (!word.includes('.')) return [Number.parseInt(word, 16)];
      const four = bytesOf4(word);
      return [four.readUInt16BE(0), four.readUInt16BE(2)];
    });
  const left = wordsOf(head);
  const right = wordsOf(tail ?? '');
  const gap = new Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0);
  const bytes = Buffer.alloc(16);
  [...left, ...gap, ...right].slice(0, 8).forEach((word, index) => {
    bytes.writeUInt16BE(word, index * 2);
  });
  return bytes;
}

function tcpHeader(): Buffer {
  const header = Buffer.alloc(20);
  header[12] = 5 << 4;
  header[13] = PUSH_ACK;
  header.writeUInt16BE(0xffff, 14);
  return header;
}

function udpHeader(payload: number): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(8 + payload, 4);
  return header;
}

function ipHeader([source, destination]: Ends, protocol: number, length: number): Buffer {
  if (source.length === 16) {
    const header = Buffer.alloc(8);
    header[0] = 6 << 4;
    header.writeUInt16BE(length, 4);
    header[6] = protocol;
    header[7] = 64;
    return Buffer.concat([header, source, destination]);
  }
  const header = Buffer.alloc(12);
  header[0] = 0x45;
  header.writeUInt16BE(20 + length, 2);
  header[8] = 64;
  header[9] = protocol;
  header.writeUInt16BE(checksum(Buffer.concat([header, source, destination])), 10);
  return Buffer.concat([header, source, destination]);
}

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
