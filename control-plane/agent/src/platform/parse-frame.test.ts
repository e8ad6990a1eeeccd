import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipv6Text } from './ip-text.ts';
import { parseFrame } from './parse-frame.ts';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const V4 = '4500 0028 0000 0000 4006 0000 cb007109 0a630005';
const SYN = '9c41 0d3d 00000000 00000000 5002 0000 0000 0000';
const V6_ADDRESSES = '20010db8000100000000000000000009 20010db8000a00000000000000000010';

describe('addresses and ports', () => {
  test('of IPv4, bare and behind one or two VLAN tags and PPPoE', () => {
    const expected = {
      source: '203.0.113.9',
      sourcePort: 40001,
      destination: '10.99.0.5',
      destinationPort: 3389,
      protocol: 6,
    };
    expect(parseFrame(0x0800, bytesOf(V4 + SYN))).toMatchObject({ ...expected, vlan: [], dataAt: 40 });
    expect(parseFrame(0x8100, bytesOf(`0005 0800 ${V4}${SYN}`))).toMatchObject({ ...expected, vlan: [5] });
    expect(parseFrame(0x88a8, bytesOf(`0007 8100 0005 0800 ${V4}${SYN}`))).toMatchObject({ ...expected, vlan: [7, 5] });
    expect(parseFrame(0x8864, bytesOf(`1100 0001 002a 0021 ${V4}${SYN}`))).toMatchObject(expected);
    expect(parseFrame(0x8100, bytesOf(`0001 8100 0002 8100 0003 0800 ${V4}${SYN}`))).toBeNull();
  });

  test('of IPv6 behind hop-by-hop, routing, destination and fragment headers', () => {
    const chain = '2b00 010400000000 3c00 000000000000 2c00 010400000000 0600 0000 12345678';
    const frame = parseFrame(0x86dd, bytesOf(`60000000 0034 00 40 ${V6_ADDRESSES} ${chain} ${SYN}`));
    expect(frame).toMatchObject({
      source: '2001:db8:1::9',
      destination: '2001:db8:a::10',
      sourcePort: 40001,
      destinationPort: 3389,
    });
  });

  test('of later fragments: addresses and protocol, no ports', () => {
    expect(parseFrame(0x0800, bytesOf(V4.replace('0000 0000 4006', '0000 0010 4006') + SYN))).toMatchObject({
      sourcePort: 0,
      destinationPort: 0,
    });
    const later = parseFrame(0x86dd, bytesOf(`60000000 0034 2c 40 ${V6_ADDRESSES} 0600 0010 12345678 ${SYN}`));
    expect(later).toMatchObject({ protocol: 6, sourcePort: 0, destinationPort: 0 });
  });
});

test('garbage, cut frames and foreign types are null or bounded, never an exception', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0x0800, 0x86dd, 0x8100, 0x88a8, 0x8864, 0x0806),
      fc.uint8Array({ maxLength: 200 }),
      (type, bytes) => {
        const frame = parseFrame(type, bytes);
        if (frame !== null) expect(frame.dataAt).toBeLessThanOrEqual(bytes.length);
      },
    ),
    { numRuns: 2000 },
  );
  const whole = bytesOf(V4 + SYN);
  for (let length = 0; length < whole.length; length += 1) parseFrame(0x0800, whole.subarray(0, length));
});

test('IPv6 text is the one that the resolver library and the kernel write', () => {
  const canonical = (groups: number[]): string =>
    new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      if (groups.slice(0, 5).every((one) => one === 0) && groups[5] === 0xffff) return;
      const bytes = Uint8Array.from(groups.flatMap((one) => [one >> 8, one & 0xff]));
      expect(ipv6Text(bytes, 0)).toBe(canonical(groups));
    }),
  );
});
