import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDomain } from './check-lists.ts';
import { matchAddresses, matchDomains } from './match-peers.ts';
import { overlap, rangeOf } from './prefix-overlap.ts';

const small = fc.integer({ min: 0, max: 15 });
const peer = fc.oneof(
  small.map((last) => `198.51.100.${last}`),
  small.map((last) => `2001:db8::${last.toString(16)}`),
);
const prefix = fc.oneof(
  peer,
  fc.tuple(small, fc.integer({ min: 28, max: 32 })).map(([last, length]) => `198.51.100.${last}/${length}`),
  fc.tuple(small, fc.integer({ min: 124, max: 128 })).map(([last, length]) => `2001:db8::${last}/${length}`),
);

describe('peers in a list', () => {
  test('are exactly those that one of the prefixes holds', () => {
    fc.assert(
      fc.property(fc.array(peer), fc.array(prefix), (peers, prefixes) => {
        const holds = (one: string) =>
          prefixes.some((text) => {
            const [range, address] = [rangeOf(text), rangeOf(one)];
            return range !== undefined && address !== undefined && overlap(range, address);
          });
        expect(matchAddresses(peers, prefixes)).toEqual(peers.filter(holds));
      }),
    );
  });

  test('are found in the other spelling of their address, and what is no address is in no list', () => {
    expect(matchAddresses(['2001:DB8:0::1', 'unknown', '::ffff:198.51.100.7'], ['2001:db8::/32'])).toEqual([
      '2001:DB8:0::1',
    ]);
  });

  test('by name: the domain and what is below it, not what only ends like it', () => {
    const names = ['evil.example', 'WWW.Evil.Example.', 'notevil.example', 'example', 'xn--r8jz45g.jp'];
    expect(matchDomains(names, ['evil.example', '例え.jp'])).toEqual([
      'evil.example',
      'WWW.Evil.Example.',
      'xn--r8jz45g.jp',
    ]);
  });
});

test.each([
  ['evil.example', true],
  ['例え.jp', true],
  ['_dmarc.evil.example', true],
  ['Evil.Example.', true],
  ['com', false],
  ['*.evil.example', false],
  ['evil..example', false],
  ['-evil.example', false],
  ['198.51.100.7', false],
  ['a.b.c.d.e.f.g.h.i.j.example', false],
  [`${'a'.repeat(64)}.example`, false],
  ['evil.example/path', false],
  ['evil.example:443', false],
  ['me@evil.example', false],
  ['お・店.example', true],
  ['0x7f.1', false],
])('%j as the name of a site: %j', (text, fits) => {
  expect(isDomain(text)).toBe(fits);
});
