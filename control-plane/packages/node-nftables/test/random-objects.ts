/** Random sets, maps, counters, quotas and limits with contents, as the kernel here holds them. */
import fc from 'fast-check';
import type { Family } from '../src/index.ts';

const octet = fc.integer({ min: 0, max: 255 });
const text = fc.string({ unit: fc.constantFrom(...'abc -_é日'.split('')), minLength: 1, maxLength: 20 });
/** Elements of intervals never touch: their numbers are four apart. */
const places = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 });
const addressOf = (place: number, low = 1): string => `10.${place}.0.${low}`;
const sixOf = (place: number, low: string): string => `2001:db8:${place.toString(16)}::${low}`;

interface Declared {
  readonly kind: 'set' | 'map';
  readonly body: object;
}
type Made = fc.Arbitrary<Declared>;
const set = (body: object): Declared => ({ kind: 'set', body });
const map = (body: object): Declared => ({ kind: 'map', body });

const plainSet: Made = fc.oneof(
  fc.uniqueArray(fc.ipV4(), { maxLength: 12 }).map((elem) => set({ type: 'ipv4_addr', elem })),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 12 })
    .map((elem) => set({ type: 'inet_service', elem })),
  fc.uniqueArray(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 6 }).map((elem) => set({ type: 'mark', elem })),
  fc
    .uniqueArray(octet, { maxLength: 6 })
    .map((all) =>
      set({ type: 'ether_addr', elem: all.map((one) => `02:00:00:00:00:${one.toString(16).padStart(2, '0')}`) }),
    ),
  fc
    .uniqueArray(fc.constantFrom('lan', 'wan', 'br0', 'eth0.5'), { maxLength: 4 })
    .map((elem) => set({ type: 'ifname', elem })),
);
const timedSet: Made = fc
  .tuple(places, fc.integer({ min: 1000, max: 90_000 }), fc.option(text), fc.integer({ min: 20, max: 500 }))
  .map(([all, timeout, comment, size]) => {
    const more = comment === null ? {} : { comment };
    const elem = all.map((place) => ({ elem: { val: addressOf(place), timeout: timeout + place, ...more } }));
    return set({ type: 'ipv4_addr', flags: ['timeout'], timeout, size, elem });
  });
const intervalSet: Made = fc.oneof(
  places.map((all) =>
    set({
      type: 'ipv4_addr',
      flags: ['interval'],
      elem: all.map((place) =>
        place % 3 === 0
          ? { prefix: { addr: addressOf(place, 0), len: 24 } }
          : place % 3 === 1
            ? addressOf(place)
            : { range: [addressOf(place, 1), addressOf(place, 9)] },
      ),
    }),
  ),
  places.map((all) =>
    set({
      type: 'ipv6_addr',
      flags: ['interval'],
      elem: all.map((place) =>
        place % 2 === 0
          ? { prefix: { addr: sixOf(place, ''), len: 64 } }
          : { range: [sixOf(place, '1'), sixOf(place, 'ff')] },
      ),
    }),
  ),
  places.map((all) =>
    set({
      type: ['ipv4_addr', 'inet_service'],
      flags: ['interval'],
      elem: all.map((place) => ({
        concat: [{ prefix: { addr: addressOf(place, 0), len: 24 } }, { range: [place, place + 9] }],
      })),
    }),
  ),
);
const pairSet: Made = places.map((all) =>
  set({
    type: ['ipv4_addr', 'inet_service', 'inet_proto'],
    elem: all.map((place) => ({ concat: [addressOf(place), place, place % 2 === 0 ? 'tcp' : 'udp'] })),
  }),
);
const verdictMap: Made = places.map((all) =>
  map({
    type: 'ipv4_addr',
    map: 'verdict',
    elem: all.map((place) => [
      addressOf(place),
      place % 3 === 0 ? { accept: null } : place % 3 === 1 ? { drop: null } : { goto: { target: 'other' } },
    ]),
  }),
);
const valueMap: Made = fc.oneof(
  places.map((all) => map({ type: 'inet_service', map: 'ipv4_addr', elem: all.map((one) => [one, addressOf(one)]) })),
  places.map((all) => map({ type: 'ipv4_addr', map: 'mark', elem: all.map((one) => [addressOf(one), one]) })),
);
const intervalMap: Made = places.map((all) =>
  map({
    type: 'ipv4_addr',
    map: 'verdict',
    flags: ['interval'],
    elem: all.map((place) => [{ prefix: { addr: addressOf(place, 0), len: 24 } }, { drop: null }]),
  }),
);

const stateful = fc.oneof(
  fc.option(text).map((comment) => ({ counter: comment === null ? {} : { comment } })),
  fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean()).map(([bytes, inv]) => ({
    quota: { bytes, used: 0, ...(inv ? { inv } : {}) },
  })),
  fc
    .tuple(
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom('second', 'minute', 'hour'),
      fc.integer({ min: 1, max: 99 }),
    )
    .map(([rate, per, burst]) => ({ limit: { rate, per, burst } })),
);

/** Names follow their position, so that none collides. */
export function randomObjects(family: Family): fc.Arbitrary<readonly object[]> {
  const at = { family, table: 'r' };
  const filled = fc.oneof(plainSet, timedSet, intervalSet, pairSet, verdictMap, valueMap, intervalMap);
  return fc.tuple(fc.array(filled, { maxLength: 4 }), fc.array(stateful, { maxLength: 3 })).map(([sets, objects]) => [
    ...sets.map(({ kind, body }, index) => ({ [kind]: { ...at, name: `s${index}`, ...body } })),
    ...objects.map((object, index) => {
      const [kind, body] = Object.entries(object)[0] ?? ['counter', {}];
      return { [kind]: { ...at, name: `o${index}`, ...body } };
    }),
  ]);
}
