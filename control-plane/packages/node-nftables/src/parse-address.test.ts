import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from './parse-address.ts';
import { parseIpv4Range, parseIpv6Range } from './parse-range.ts';

test('an IPv4 address survives being written and read', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => parseIpv4(formatIpv4(value)) === value));
});

test('an IPv6 address survives being written and read, and is written as node:net accepts it', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  });
  fc.assert(
    fc.property(groups, (parts) => {
      const value = parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
      const text = formatIpv6(value);
      return isIPv6(text) && parseIpv6(text) === value && new URL(`http://[${text}]/`).hostname === `[${text}]`;
    }),
  );
});

test('texts are addresses exactly when node:net says so', () => {
  const characters = fc.string({ unit: fc.constantFrom(...'0123456789abf:.%/-'), maxLength: 20 });
  const almost = fc.oneof(
    characters,
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV6(), characters).map((pair) => pair.join('')),
  );
  fc.assert(
    fc.property(almost, (text) => {
      expect(parseIpv4(text) !== undefined).toBe(isIPv4(text));
      expect(parseIpv6(text) !== undefined).toBe(isIPv6(text) && !text.includes('%'));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['10.1.2.3/8', { from: 0x0a000000, to: 0x0affffff }],
  ['0.0.0.0/0', { from: 0, to: 0xffffffff }],
  ['1.2.3.4/32', { from: 0x01020304, to: 0x01020304 }],
  ['1.2.3.4-1.2.3.6', { from: 0x01020304, to: 0x01020306 }],
  ['1.2.3.4 - 1.2.3.6', { from: 0x01020304, to: 0x01020306 }],
])('%s is a range', (text, range) => {
  expect(parseIpv4Range(text)).toEqual(range);
});

test.each([
  '10.0.0.1/',
  '10.0.0.1/33',
  '10.0.0.1/-1',
  '1.2.3.4-',
  '-1.2.3.4',
  '1.2.3.4-1.2.3.3',
  ' 1.2.3.4',
  '01.2.3.4',
])('%j is no range', (text) => {
  expect(parseIpv4Range(text)).toBeUndefined();
  expect(parseIpv6Range(text)).toBeUndefined();
});

test('IPv6 prefixes and ranges are read whole', () => {
  expect(parseIpv6Range('2001:db8::/32')).toEqual({
    from: 0x20010db8n << 96n,
    to: (0x20010db9n << 96n) - 1n,
  });
  expect(parseIpv6Range('::ffff:1.2.3.4')).toEqual({ from: 0xffff01020304n, to: 0xffff01020304n });
  expect(parseIpv6Range('::2-::1')).toBeUndefined();
});
