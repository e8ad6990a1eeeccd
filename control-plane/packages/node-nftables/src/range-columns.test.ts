import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRange } from './netlink/element/format-range.ts';
import { formatIpv4, formatIpv6 } from './parse-address.ts';
import { LAST_IPV4, LAST_IPV6, parseIpv4Range, parseIpv6Range } from './parse-range.ts';
import { RangeCollector, type RangeColumns } from './range-columns.ts';
import { rangeDifference } from './range-difference.ts';

/** A small window, so that ranges overlap and touch often, placed at either end of the address space or inside it. */
const windows = fc.constantFrom(0, 1000, LAST_IPV4 - 63);
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 63 })), { maxLength: 30 });
type Pairs = readonly (readonly [number, number])[];

function naive(given: Pairs, format: (offset: number) => string): string[] {
  const covered = Array.from({ length: 64 }, (_unused, offset) =>
    given.some(([one, other]) => Math.min(one, other) <= offset && offset <= Math.max(one, other)),
  );
  const merged: string[] = [];
  for (let offset = 0; offset < 64; offset += 1) {
    if (covered[offset] !== true) continue;
    const start = offset;
    while (covered[offset + 1] === true) offset += 1;
    merged.push(start === offset ? format(start) : `${format(start)}-${format(offset)}`);
  }
  return merged;
}

function collect(words: 1 | 4, given: Pairs, format: (offset: number) => string): RangeColumns {
  const collector = new RangeCollector(words);
  for (const [one, other] of given) {
    expect(collector.add(`${format(Math.min(one, other))}-${format(Math.max(one, other))}`)).toBe(true);
  }
  return collector.finish();
}

function texts(columns: RangeColumns): string[] {
  return Array.from({ length: columns.count }, (_unused, index) => formatRange(columns, index));
}

test('merged ranges cover exactly what was given, sorted, with a gap between any two', () => {
  fc.assert(
    fc.property(windows, pairs, (window, given) => {
      const format = (offset: number): string => formatIpv4(window + offset);
      expect(texts(collect(1, given, format))).toEqual(naive(given, format));
    }),
  );
});

test('IPv6 ranges merge as IPv4 ranges do, over the bounds of words and up to the last address', () => {
  fc.assert(
    fc.property(fc.constantFrom(0n, (1n << 32n) - 30n, (1n << 96n) - 20n, LAST_IPV6 - 63n), pairs, (base, given) => {
      const format = (offset: number): string => formatIpv6(base + BigInt(offset));
      expect(texts(collect(4, given, format))).toEqual(naive(given, format));
    }),
  );
});

test('taking away what is gone and adding what is new turns one list into the other', () => {
  const format = (offset: number): string => formatIpv4(0x0a000000 + offset);
  fc.assert(
    fc.property(pairs, pairs, (one, other) => {
      const before = collect(1, one, format);
      const after = collect(1, other, format);
      const { removed, added } = rangeDifference(before, after);
      const gone = new Set(texts(removed));
      const left = texts(before).filter((text) => !gone.has(text));
      expect([...left, ...texts(added)].sort()).toEqual(texts(after).sort());
      expect(texts(added).filter((text) => gone.has(text))).toEqual([]);
    }),
  );
});

const noise = fc.string({ unit: fc.constantFrom(...'0123456789.:/-abf '.split('')), maxLength: 24 });
const likely = fc.oneof(
  noise,
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 40 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 140 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(fc.ipV4(), fc.ipV4()).map(([from, to]) => `${from}-${to}`),
  fc.tuple(fc.ipV6(), fc.ipV6()).map(([from, to]) => `${from} - ${to}`),
);

test('the fast readers accept what the plain parsers accept, and read the same', () => {
  fc.assert(
    fc.property(likely, (text) => {
      for (const words of [1, 4] as const) {
        const plain = words === 1 ? parseIpv4Range(text) : parseIpv6Range(text);
        const collector = new RangeCollector(words);
        expect(collector.add(text)).toBe(plain !== undefined);
        if (plain === undefined) continue;
        const format = (value: number | bigint): string =>
          typeof value === 'number' ? formatIpv4(value) : formatIpv6(value);
        const expected = plain.from === plain.to ? format(plain.from) : `${format(plain.from)}-${format(plain.to)}`;
        expect(texts(collector.finish())).toEqual([expected]);
      }
    }),
    { numRuns: 3000 },
  );
});
