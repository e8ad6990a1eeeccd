import { expect, it } from 'vitest';
import { addressBytes, datagram, type Ends, ip4, ip6, PROTOCOL } from './build-packet.ts';
import { FRAME_KINDS } from './frame-kinds.ts';

const ends4: Ends = { sourceMac: '02:00:00:00:00:01', source: '192.0.2.1', target: '198.51.100.2', sourcePort: 31_000 };
const ends6: Ends = { ...ends4, source: '2001:db8::1', target: '2001:db8:0:7::2' };
const payload = Buffer.from('seventeen letters');

/** Of bytes with their own sum among them it is 0xffff: RFC 1071. */
function sumOf(...parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts)
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

it('writes addresses out', () => {
  expect(addressBytes('2001:db8:0:7::2').toString('hex')).toBe('20010db8000000070000000000000002');
  expect(addressBytes('fe80::').toString('hex')).toBe(`fe80${'0'.repeat(28)}`);
  expect(addressBytes('192.0.2.1').toString('hex')).toBe('c0000201');
});

it.each([ends4, ends6])('gives header and datagram from $source right check sums', (ends) => {
  const body = datagram(ends, 123, payload);
  const pseudo = Buffer.from([0, PROTOCOL.udp, 0, body.length]);
  expect(sumOf(addressBytes(ends.source), addressBytes(ends.target), pseudo, body)).toBe(0xffff);
  if (ends === ends4) expect(sumOf(ip4(ends, PROTOCOL.udp, body).subarray(0, 20))).toBe(0xffff);
  else expect(ip6(ends, PROTOCOL.udp, body).readUInt16BE(4)).toBe(body.length);
});

it.each(FRAME_KINDS)('$name is a frame of at least 60 bytes with what makes it known again', (kind) => {
  const ends = kind.carries === 6 ? ends6 : ends4;
  const frames = kind.make(ends, Buffer.alloc(48, 'x'));
  for (const frame of frames) expect(frame.length).toBeGreaterThanOrEqual(60);
  expect(frames.some((frame) => frame.includes(kind.known(ends, Buffer.alloc(48, 'x'))))).toBe(true);
});
