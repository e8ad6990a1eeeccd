import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeIpv4Ranges, mergeIpv6Ranges } from './merge-ranges.ts';
import { LAST_IPV4, LAST_IPV6 } from './parse-range.ts';

/** A small window, so that ranges overlap and touch often, placed at either end of the address space or inside it. */
const windows = fc.constantFrom(0, 1000, LAST_IPV4 - 63);
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 63 }), fc.integer({ min: 0, max: 63 })), { maxLength: 30 });

function naive(window: number, given: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const covered = Array.from({ length: 64 }, (_unused, offset) =>
    given.some(({ from, to }) => from <= window + offset && window + offset <= to),
  );
  const merged: { from: number; to: number }[] = [];
  for (const [offset, isCovered] of covered.entries()) {
    if (!isCovered) continue;
    if (covered[offset - 1] === true) merged.push({ from: merged.pop()?.from ?? 0, to: window + offset });
    else merged.push({ from: window + offset, to: window + offset });
  }
  return merged;
}

test('merged ranges cover exactly what was given, sorted, with a gap between any two', () => {
  fc.assert(
    fc.property(windows, pairs, (window, given) => {
      const ranges = given.map(([one, other]) => ({
        from: window + Math.min(one, other),
        to: window + Math.max(one, other),
      }));
      expect(mergeIpv4Ranges([...ranges])).toEqual(naive(window, ranges));
    }),
  );
});

test('IPv6 ranges merge as IPv4 ranges do, up to the last address', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const base = LAST_IPV6 - 63n;
      const ranges = given.map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
      const wide = ranges.map(({ from, to }) => ({ from: base + BigInt(from), to: base + BigInt(to) }));
      const merged = mergeIpv6Ranges(wide).map(({ from, to }) => ({
        from: Number(from - base),
        to: Number(to - base),
      }));
      expect(merged).toEqual(naive(0, ranges));
    }),
  );
});
