import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, outermostPrefixes, parseAddressPrefix, prefixesOfRange } from './address-prefix.ts';

const prefix4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${length}`);
const prefix6 = fc
  .tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))
  .map(([address, length]) => `${address}/${length}`);

describe('parseAddressPrefix', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', 32],
    ['192.0.2.77/24', '192.0.2.0', 24],
    ['0.0.0.0/0', '0.0.0.0', 0],
    ['2001:DB8::1', '2001:db8::1', 128],
    ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1', 128],
    ['::/0', '::', 0],
    ['fe80::1/10', 'fe80::', 10],
    ['::ffff:192.0.2.1', '::ffff:c000:201', 128],
    ['1:0:0:0:0:0:0:8', '1::8', 128],
  ])('reads %s as %s/%i', (text, address, length) => {
    expect(parseAddressPrefix(text)).toMatchObject({ address, length });
  });

  it.each([
    '',
    'example',
    '192.0.2.1/33',
    '192.0.2.1/',
    '192.0.2/24',
    '192.0.2.01',
    '2001:db8::/129',
    'fe80::1%lan',
    '1.2.3.4/8/8',
    '1.2.3.4/-1',
    '1.2.3.4/08',
    '@protected4',
    ':::',
  ])('refuses %j', (text) => {
    expect(parseAddressPrefix(text)).toBeNull();
  });

  it('reads its own text again as the same prefix', () => {
    fc.assert(
      fc.property(fc.oneof(prefix4, prefix6), (text) => {
        const prefix = parseAddressPrefix(text);
        expect(prefix).not.toBeNull();
        expect(parseAddressPrefix(`${prefix?.address}/${prefix?.length}`)).toEqual(prefix);
      }),
    );
  });
});

describe('outermostPrefixes', () => {
  it('keeps disjoint prefixes that cover exactly what was given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(prefix4, prefix6), { maxLength: 40 }),
        fc.constantFrom(4 as const, 6 as const),
        (texts, family) => {
          const kept = outermostPrefixes(texts, family);
          for (const [index, prefix] of kept.entries()) {
            const next = kept[index + 1];
            if (next !== undefined) expect(prefix.last < next.first).toBe(true);
          }
          const given = texts.map((text) => parseAddressPrefix(text)!).filter((prefix) => prefix.family === family);
          for (const prefix of given) expect(kept.some((outer) => contains(outer, prefix))).toBe(true);
          for (const outer of kept) expect(given).toContainEqual(outer);
        },
      ),
    );
  });
});

describe('prefixesOfRange', () => {
  it('gives the fewest prefixes that are exactly the range', () => {
    expect(prefixesOfRange('192.0.2.5-192.0.2.10')).toEqual([
      '192.0.2.5',
      '192.0.2.6/31',
      '192.0.2.8/31',
      '192.0.2.10',
    ]);
    expect(prefixesOfRange('2001:db8::5-2001:db8::6')).toEqual(['2001:db8::5', '2001:db8::6']);
    expect(prefixesOfRange('0.0.0.0-255.255.255.255')).toEqual(['0.0.0.0/0']);
  });

  it('leaves single ones as they are and gives nothing for what is none', () => {
    expect(prefixesOfRange('192.0.2.1')).toEqual(['192.0.2.1']);
    for (const text of ['', '192.0.2.1-2001:db8::1', 'a-b', '192.0.2.9-192.0.2.1'])
      expect(prefixesOfRange(text)).toEqual([]);
  });
});
