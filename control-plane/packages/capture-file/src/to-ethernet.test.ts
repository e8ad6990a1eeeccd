import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_TYPES, toEthernet } from './to-ethernet.ts';

const ip4 = Uint8Array.of(0x45, 0, 0, 20);
const ip6 = Uint8Array.of(0x60, 0, 0, 0);
const after = (header: readonly number[], body: Uint8Array) => Uint8Array.of(...header, ...body);
const typeAndBody = (frame: Uint8Array | null) =>
  frame === null ? null : [((frame[12] ?? 0) << 8) | (frame[13] ?? 0), [...frame.subarray(14)]];
const cooked = (protocol: number) => [0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, protocol >> 8, protocol & 0xff];

describe('re-framing', () => {
  it('leaves Ethernet with its tags as it is', () => {
    const frame = after([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x81, 0, 0, 7, 8, 0], ip4);
    expect(toEthernet({ linkType: LINK_TYPES.ethernet, data: frame })).toBe(frame);
  });

  it.each([
    ['raw IPv4', LINK_TYPES.raw, ip4, 0x0800, ip4],
    ['raw IPv6', LINK_TYPES.raw, ip6, 0x86dd, ip6],
    ['cooked', LINK_TYPES.cooked, after(cooked(0x0800), ip4), 0x0800, ip4],
    ['cooked with a tag', LINK_TYPES.cooked, after(cooked(0x8100), ip4), 0x8100, ip4],
    ['cooked v2', LINK_TYPES.cooked2, after([0x86, 0xdd, ...new Array<number>(18).fill(0)], ip6), 0x86dd, ip6],
    ['loopback of a little machine', LINK_TYPES.loopback, after([2, 0, 0, 0], ip4), 0x0800, ip4],
    ['loopback of a big machine, IPv6 of BSD', LINK_TYPES.loopback, after([0, 0, 0, 30], ip6), 0x86dd, ip6],
    ['loop', LINK_TYPES.loop, after([0, 0, 0, 2], ip4), 0x0800, ip4],
  ] as const)('makes a frame of %s', (_name, linkType, data, type, body) => {
    expect(typeAndBody(toEthernet({ linkType, data }))).toEqual([type, [...body]]);
  });

  it('says null to what it does not know', () => {
    expect(toEthernet({ linkType: 105, data: new Uint8Array(60) })).toBeNull();
    expect(toEthernet({ linkType: LINK_TYPES.raw, data: Uint8Array.of(0x20) })).toBeNull();
    expect(toEthernet({ linkType: LINK_TYPES.loopback, data: after([9, 9, 9, 9], ip4) })).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(LINK_TYPES), 147),
        fc.uint8Array({ maxLength: 40 }),
        (linkType, data) => {
          const frame = toEthernet({ linkType, data });
          expect(frame === null || frame.length >= 14).toBe(true);
        },
      ),
    );
  });
});
