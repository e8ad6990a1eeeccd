import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contains, parseAddressPrefix } from '../../platform/address-prefix.ts';
import { listTable } from './list-table.ts';

it('finds the first list that names an address, as a look at every entry would', () => {
  const address = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 }))
    .map(([a, b]) => `10.0.${a}.${b}`);
  const prefix = fc.tuple(address, fc.integer({ min: 20, max: 32 })).map(([text, length]) => `${text}/${length}`);
  const lists = fc.array(fc.array(fc.oneof(prefix, fc.constant('2001:db8::/32')), { minLength: 1, maxLength: 6 }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(lists, fc.oneof(address, fc.constant('2001:db8::7')), (entries, ip) => {
      const named = entries.map((list, index) => ({ name: `l${index}`, direction: 'both' as const, entries: list }));
      const wanted = parseAddressPrefix(ip);
      const holds = (text: string) => {
        const outer = parseAddressPrefix(text);
        return outer !== null && wanted !== null && contains(outer, wanted);
      };
      expect(listTable(named)(ip)).toBe(named.find((list) => list.entries.some(holds))?.name ?? null);
    }),
  );
});
