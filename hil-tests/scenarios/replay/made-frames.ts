/** Frames and captures for the replay's own tests, made here byte by byte. */
export interface MadePacket {
  readonly from: string;
  readonly to: string;
  readonly body: string | Uint8Array;
  readonly ports?: readonly [number, number];
  /** TCP with these flags and numbers; without it UDP. */
  readonly tcp?: { readonly flags: number; readonly sequence: number; readonly acknowledged: number };
  readonly tag?: number;
}

export function madeFrame(packet: MadePacket): Buffer {
  const head = Buffer.from([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]);
  const tag = packet.tag === undefined ? [] : [0x81, 0, packet.tag >> 8, packet.tag & 0xff];
  const isIpv6 = packet.from.includes(':');
  const type = isIpv6 ? [0x86, 0xdd] : [8, 0];
  return Buffer.concat([head, Buffer.from([...tag, ...type]), isIpv6 ? ipv6(packet) : ipv4(packet)]);
}

/** Classic pcap with one packet a millisecond. */
export function madeCapture(frames: readonly Uint8Array[], linkType = 1): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(linkType, 20);
  const records = frames.map((frame, index) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(1_700_000_000, 0);
    record.writeUInt32LE(index * 1000, 4);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return Buffer.concat([record, frame]);
  });
  return Buffer.concat([header, ...records]);
}

/** A TCP connection with a request and its answer, from SYN to FIN. */
export function madeConnection(
  ends: Pick<MadePacket, 'from' | 'to' | 'tag'>,
  request: string,
  answer: string,
): Buffer[] {
  const there = (flags: number, sequence: number, acknowledged: number, body = '') =>
    madeFrame({ ...ends, ports: [40_000, 80], tcp: { flags, sequence, acknowledged }, body });
  const back = (flags: number, sequence: number, acknowledged: number, body = '') =>
    madeFrame({
      ...ends,
      from: ends.to,
      to: ends.from,
      ports: [80, 40_000],
      tcp: { flags, sequence, acknowledged },
      body,
    });
  const [asked, told] = [1001 + request.length, 5001 + answer.length];
  return [
    there(2, 1000, 0),
    back(0x12, 5000, 1001),
    there(0x10, 1001, 5001),
    there(0x18, 1001, 5001, request),
    back(0x10, 5001, asked),
    back(0x18, 5001, asked, answer),
    there(0x10, asked, told),
    there(0x11, asked, told),
    back(0x11, told, asked + 1),
    there(0x10, asked + 1, told + 1),
  ];
}

function ipv4(packet: MadePacket): Buffer {
  const addresses = Buffer.from([...packet.from.split('.'), ...packet.to.split('.')].map(Number));
  const inner = transport(packet, addresses);
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + inner.length, 2);
  header[8] = 64;
  header[9] = packet.tcp === undefined ? 17 : 6;
  addresses.copy(header, 12);
  header.writeUInt16BE(~sum(header) & 0xffff, 10);
  return Buffer.concat([header, inner]);
}

function ipv6(packet: MadePacket): Buffer {
  const addresses = Buffer.from([packet.from, packet.to].map(inFull).join(''), 'hex');
  const inner = transport(packet, addresses);
  const header = Buffer.alloc(8);
  header[0] = 0x60;
  header.writeUInt16BE(inner.length, 4);
  header[6] = packet.tcp === undefined ? 17 : 6;
  header[7] = 64;
  return Buffer.concat([header, addresses, inner]);
}

function transport({ ports = [4000, 5000], body, tcp }: MadePacket, addresses: Buffer): Buffer {
  const header = Buffer.alloc(tcp === undefined ? 8 : 20);
  header.writeUInt16BE(ports[0], 0);
  header.writeUInt16BE(ports[1], 2);
  const whole = Buffer.concat([header, Buffer.from(body)]);
  if (tcp === undefined) whole.writeUInt16BE(whole.length, 4);
  else {
    whole.writeUInt32BE(tcp.sequence, 4);
    whole.writeUInt32BE(tcp.acknowledged, 8);
    whole[12] = 0x50;
    whole[13] = tcp.flags;
    whole.writeUInt16BE(64_000, 14);
  }
  const pseudo = Buffer.from([0, tcp === undefined ? 17 : 6, whole.length >> 8, whole.length & 0xff]);
  whole.writeUInt16BE(~sum(Buffer.concat([addresses, pseudo, whole])) & 0xffff, tcp === undefined ? 6 : 16);
  return whole;
}

function sum(bytes: Buffer): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) total += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

function inFull(address: string): string {
  const [left = '', right] = address.split('::');
  const groups = (text: string): string[] => text.split(':').filter((group) => group !== '');
  const [first, last] = [groups(left), groups(right ?? '')];
  const middle = new Array<string>(8 - first.length - last.length).fill('0');
  return [...first, ...middle, ...last].map((group) => group.padStart(4, '0')).join('');
}
