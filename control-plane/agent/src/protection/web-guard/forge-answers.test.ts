import { decode, encode } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import { buildTcp, buildUdp, TCP_ACK, TCP_FIN, TCP_PUSH, TCP_RST } from './build-packet.ts';
import { forgeDnsAnswer, forgeWebAnswer } from './forge-answers.ts';
import { type HeldPacket, readPacket } from './read-packet.ts';

const CLIENT = { 4: Buffer.from([192, 0, 2, 10]), 6: Buffer.from('20010db8000a00000000000000000010', 'hex') };
const SERVER = { 4: Buffer.from([203, 0, 113, 7]), 6: Buffer.from('20010db8000b00000000000000000007', 'hex') };
const ends = (family: 4 | 6, port: number) => ({
  family,
  source: CLIENT[family],
  destination: SERVER[family],
  sourcePort: 40_000,
  destinationPort: port,
});
const flags = TCP_ACK | TCP_PUSH;
const request = (family: 4 | 6, text: string | Buffer, port = 80) =>
  read(buildTcp(ends(family, port), { sequence: 0xffff_ff00, acknowledged: 7000, flags, payload: Buffer.from(text) }));

function read(packet: Buffer): HeldPacket {
  const held = readPacket(packet);
  if (held === null) throw new Error('the packet cannot be read');
  return held;
}

const question = encode({
  type: 'query',
  id: 4711,
  flags: 256,
  questions: [{ type: 'A', name: 'EVIL.example' }],
  additionals: [
    {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    },
  ],
});
const page = Buffer.alloc(3000, 'x');

/** Ones' complement over pseudo header and segment is zero when the checksum is right (RFC 1071). */
function isSound(packet: Buffer): boolean {
  const family = (packet[0] ?? 0) >> 4;
  const [at, addresses, protocol] =
    family === 4 ? [20, packet.subarray(12, 20), packet[9]] : [40, packet.subarray(8, 40), packet[6]];
  const segment = packet.subarray(at);
  let sum = (protocol ?? 0) + segment.length;
  for (const bytes of [addresses, segment]) {
    for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum === 0xffff;
}

describe.each([4, 6] as const)('an answer over IPv%i', (family) => {
  it('to a question says that the name does not exist, from whom it was asked, and why', () => {
    const [answer, ...more] = forgeDnsAnswer(read(buildUdp(ends(family, 53), question)), 'no-such-name');
    expect(more).toEqual([]);
    const held = read(answer ?? Buffer.alloc(0));
    expect(isSound(answer ?? Buffer.alloc(0))).toBe(true);
    expect([held.source, held.destination].map((bytes) => bytes.toString())).toEqual(
      [SERVER[family], CLIENT[family]].map(String),
    );
    expect([held.sourcePort, held.destinationPort]).toEqual([53, 40_000]);
    const message = decode(Buffer.from(held.payload));
    expect(message).toMatchObject({
      id: 4711,
      type: 'response',
      rcode: 'NXDOMAIN',
      questions: [{ name: 'EVIL.example' }],
    });
    expect(Buffer.from(held.payload).subarray(-6).toString('hex')).toBe('000f0002000f');
  });

  it('to a question for a record says that there is none', () => {
    const [answer] = forgeDnsAnswer(read(buildUdp(ends(family, 53), question)), 'no-such-record');
    expect(decode(Buffer.from(read(answer ?? Buffer.alloc(0)).payload))).toMatchObject({
      rcode: 'NOERROR',
      answers: [],
    });
  });

  it('over TCP goes on where the client stopped, and ends the connection at both', () => {
    const framed = Buffer.concat([Buffer.from([0, question.length]), question]);
    const packets = forgeDnsAnswer(request(family, framed, 53), 'no-such-name');
    expect(packets.every(isSound)).toBe(true);
    const [said, reset] = packets.map(read);
    expect(said?.tcp).toEqual({ sequence: 7000, acknowledged: (0xffff_ff00 + framed.length) % 2 ** 32 });
    expect(said?.payload[1]).toBe((said?.payload.length ?? 0) - 2);
    expect(reset?.tcp).toEqual({ sequence: 0xffff_ff00, acknowledged: 7000 });
    expect(reset?.destinationPort).toBe(53);
  });

  it('to a request is the page, in segments that follow each other, the last of which ends it', () => {
    const packets = forgeWebAnswer(request(family, 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n'), page);
    expect(packets.every(isSound)).toBe(true);
    const toClient = packets.slice(0, -1).map(read);
    let next = 7000;
    for (const held of toClient) {
      expect(held.tcp?.sequence).toBe(next);
      next += held.payload.length;
    }
    const text = Buffer.concat(toClient.map(({ payload }) => payload)).toString();
    expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*Content-Length: 3000\r\n[\s\S]*\r\n\r\nx{3000}$/);
    const at = family === 4 ? 33 : 53;
    expect(packets.map((packet) => (packet[at] ?? 0) & (TCP_FIN | TCP_RST))).toEqual([0, 0, TCP_FIN, TCP_RST]);
  });

  it('to what is no request is a reset', () => {
    const packets = forgeWebAnswer(request(family, 'second half of a request\r\n\r\n'), page);
    const at = family === 4 ? 33 : 53;
    expect(packets.map((packet) => (packet[at] ?? 0) & TCP_RST)).toEqual([TCP_RST, TCP_RST]);
  });
});

describe('an answer', () => {
  it('to HEAD has no body', () => {
    const [head] = forgeWebAnswer(request(4, 'HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n'), page);
    expect(Buffer.from(read(head ?? Buffer.alloc(0)).payload).toString()).toMatch(
      /Content-Length: 3000\r\n[\s\S]*\r\n\r\n$/,
    );
  });

  it('is given to no answer, no garbage and no half of a question', () => {
    const response = Buffer.from(question);
    response.writeUInt16BE(0x8180, 2);
    for (const payload of [response, question.subarray(0, 14), Buffer.alloc(0), Buffer.alloc(64, 0xff)]) {
      expect(forgeDnsAnswer(read(buildUdp(ends(4, 53), payload)), 'no-such-name')).toEqual([]);
    }
  });

  it('is made of no packet that was cut short', () => {
    const whole = buildTcp(ends(6, 80), { sequence: 1, acknowledged: 1, flags, payload: Buffer.from('GET') });
    for (let length = 0; length < 60; length += 1) expect(readPacket(whole.subarray(0, length))).toBeNull();
  });
});
