// TCP segments as the queue gives them: from the network header on. RFC 9293 §3.1, RFC 791, RFC 8200.

/** A segment and where its parts lie in `bytes`; null for what is no whole TCP segment (other protocol, cut, fragment). */
export interface TcpSegment {
  readonly family: 4 | 6;
  /** Bytes of the addresses and ports, latin1: equal for the packets of one direction of one connection. */
  readonly from: string;
  readonly to: string;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly tcpAt: number;
  readonly data: Uint8Array;
}

const TCP = 6;
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const EXTENSIONS = new Set([0, 43, 60, 135]);

export function readSegment(bytes: Uint8Array): TcpSegment | null {
  const place = (bytes[0] ?? 0) >> 4 === 6 ? placeInIpv6(bytes) : placeInIpv4(bytes);
  if (place === null) return null;
  const { tcpAt, end, addressAt, family } = place;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataAt = tcpAt + ((bytes[tcpAt + 12] ?? 0) >> 4) * 4;
  if (tcpAt + 20 > end || dataAt < tcpAt + 20 || dataAt > end) return null;
  const width = family === 4 ? 4 : 16;
  const source = bytes.subarray(addressAt, addressAt + width);
  const destination = bytes.subarray(addressAt + width, addressAt + 2 * width);
  const flags = bytes[tcpAt + 13] ?? 0;
  const [sourcePort, destinationPort] = [view.getUint16(tcpAt), view.getUint16(tcpAt + 2)];
  return {
    ...{ family, source, destination, sourcePort, destinationPort, tcpAt },
    from: endKey(source, sourcePort),
    to: endKey(destination, destinationPort),
    sequence: view.getUint32(tcpAt + 4),
    acknowledgement: view.getUint32(tcpAt + 8),
    syn: (flags & SYN) !== 0,
    ack: (flags & ACK) !== 0,
    fin: (flags & FIN) !== 0,
    rst: (flags & RST) !== 0,
    data: bytes.subarray(dataAt, end),
  };
}

interface Place {
  readonly family: 4 | 6;
  readonly tcpAt: number;
  readonly end: number;
  readonly addressAt: number;
}

function placeInIpv4(bytes: Uint8Array): Place | null {
  if (bytes.length < 40 || (bytes[0] ?? 0) >> 4 !== 4 || bytes[9] !== TCP) return null;
  const end = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  const fragment = (((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) & 0x3fff;
  if (fragment !== 0 || end > bytes.length) return null;
  return { family: 4, tcpAt: ((bytes[0] ?? 0) & 15) * 4, end, addressAt: 12 };
}

function placeInIpv6(bytes: Uint8Array): Place | null {
  if (bytes.length < 60) return null;
  const end = 40 + (((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0));
  if (end > bytes.length) return null;
  let [protocol, at] = [bytes[6] ?? 59, 40];
  for (let i = 0; i < 8 && EXTENSIONS.has(protocol) && at + 8 <= end; i += 1) {
    [protocol, at] = [bytes[at] ?? 59, at + ((bytes[at + 1] ?? 0) + 1) * 8];
  }
  return protocol === TCP ? { family: 6, tcpAt: at, end, addressAt: 8 } : null;
}

function endKey(address: Uint8Array, port: number): string {
  return `${Buffer.from(address.buffer, address.byteOffset, address.length).toString('latin1')}${String.fromCharCode(port)}`;
}

/** Signed distance on the circle of sequence numbers: how far `a` is after `b`. */
export function after(a: number, b: number): number {
  return (a - b) | 0;
}

/** False: its receiver will throw it away, so nothing in it counts. */
export function checksumHolds(bytes: Uint8Array, { family, tcpAt, data }: TcpSegment): boolean {
  const end = data.byteOffset - bytes.byteOffset + data.length;
  const [from, to] = family === 4 ? [12, 20] : [8, 40];
  return checksum(bytes, tcpAt, end, sum(bytes, from ?? 0, to ?? 0, TCP + end - tcpAt)) === 0;
}

/** The same packet without data, as a reset: its receiver ends the connection at once. Checksums are new (RFC 1071). */
export function asReset(bytes: Uint8Array, segment: TcpSegment): Uint8Array {
  const { family, tcpAt } = segment;
  const reset = new Uint8Array(tcpAt + 20);
  reset.set(bytes.subarray(0, tcpAt + 20));
  const view = new DataView(reset.buffer);
  if (family === 4) {
    view.setUint16(2, reset.length);
    view.setUint16(10, 0);
    view.setUint16(10, checksum(reset, 0, tcpAt, 0));
  } else view.setUint16(4, reset.length - 40);
  reset[tcpAt + 12] = 5 << 4;
  reset[tcpAt + 13] = RST | ACK;
  view.setUint16(tcpAt + 14, 0); // window
  view.setUint16(tcpAt + 16, 0);
  view.setUint16(tcpAt + 18, 0); // urgent pointer
  const addresses = family === 4 ? [12, 20] : [8, 40];
  const pseudo = sum(reset, addresses[0] ?? 0, addresses[1] ?? 0, TCP + 20);
  view.setUint16(tcpAt + 16, checksum(reset, tcpAt, reset.length, pseudo));
  return reset;
}

function sum(bytes: Uint8Array, from: number, to: number, start: number): number {
  let total = start;
  for (let at = from; at < to; at += 2) total += ((bytes[at] ?? 0) << 8) | (at + 1 < to ? (bytes[at + 1] ?? 0) : 0);
  return total;
}

function checksum(bytes: Uint8Array, from: number, to: number, start: number): number {
  let total = sum(bytes, from, to, start);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return ~total & 0xffff;
}
