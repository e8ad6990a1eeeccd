import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryOf, countryRanges, decodeCountryTable, encodeCountryTable, makeCountryTable } from './country-table.ts';
import { ipv4Number, ipv4Text, ipv6Number, ipv6Text } from './ip-number.ts';
import { readCountryData } from './read-country-csv.ts';

const V4 = [
  { from: '5.0.0.0', to: '5.0.0.255', country: 'LV' },
  { from: '5.0.1.0', to: '5.0.3.255', country: 'JP' },
  { from: '255.255.255.0', to: '255.255.255.255', country: 'LV' },
];
const V6 = [{ from: '2001:db8::', to: '2001:db8:0:ffff:ffff:ffff:ffff:ffff', country: 'LV' }];

function table() {
  const made = makeCountryTable(V4, V6);
  if (!made.ok) throw new Error(made.error.message);
  const read = decodeCountryTable(encodeCountryTable(made.value));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

describe('country table', () => {
  it('finds the country at both edges of a range and none beside it', () => {
    const made = table();
    expect(countryOf(made, '5.0.0.0')).toBe('LV');
    expect(countryOf(made, '5.0.0.255')).toBe('LV');
    expect(countryOf(made, '5.0.1.0')).toBe('JP');
    expect(countryOf(made, '5.0.4.0')).toBeNull();
    expect(countryOf(made, '255.255.255.255')).toBe('LV');
    expect(countryOf(made, '2001:db8:0:1::9')).toBe('LV');
    expect(countryOf(made, '2001:db9::')).toBeNull();
    expect(countryOf(made, 'no address')).toBeNull();
  });

  it('lists the ranges of one country and nothing for an unknown one', () => {
    expect([...countryRanges(table(), 'LV', 4)]).toEqual(['5.0.0.0-5.0.0.255', '255.255.255.0-255.255.255.255']);
    expect([...countryRanges(table(), 'LV', 6)]).toEqual(['2001:db8:0:0:0:0:0:0-2001:db8:0:ffff:ffff:ffff:ffff:ffff']);
    expect([...countryRanges(table(), 'XX', 4)]).toEqual([]);
  });

  it('refuses ranges that are unsorted, turned round or no addresses', () => {
    for (const bad of [
      [V4[1], V4[0]],
      [{ from: '9.9.9.9', to: '9.9.9.8', country: 'JP' }],
      [{ from: 'x', to: 'y', country: 'JP' }],
    ]) {
      const made = makeCountryTable(
        bad.filter((row) => row !== undefined),
        [],
      );
      expect(made).toMatchObject({ ok: false, error: { code: 'BND_COUNTRIES_BAD' } });
    }
  });

  it('refuses damaged bytes by code', () => {
    expect(decodeCountryTable(Buffer.from('nothing'))).toMatchObject({
      ok: false,
      error: { code: 'BND_COUNTRIES_BAD' },
    });
    const cut = encodeCountryTable(table()).subarray(0, 30);
    expect(decodeCountryTable(cut)).toMatchObject({ ok: false, error: { code: 'BND_COUNTRIES_BAD' } });
  });

  it('turns addresses into numbers and back', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(ipv4Text(ipv4Number(text) ?? -1)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const number = ipv6Number(text);
        expect(number).not.toBeNull();
        expect(ipv6Number(ipv6Text(number ?? 0n))).toBe(number);
      }),
    );
    expect(ipv6Number('::ffff:1.2.3.4')).toBe(0xffff01020304n);
  });

  it('knows the countries of the data set from npm', async () => {
    const data = await readCountryData();
    if (!data.ok) throw new Error(data.error.message);
    expect(data.value.entries).toBeGreaterThan(100_000);
    for (const code of ['LV', 'JP', 'RU', 'US']) {
      const [first = ''] = countryRanges(data.value.table, code, 4);
      expect(countryOf(data.value.table, first.split('-')[0] ?? '')).toBe(code);
      const [first6 = ''] = countryRanges(data.value.table, code, 6);
      expect(countryOf(data.value.table, first6.split('-')[1] ?? '')).toBe(code);
    }
    expect(countryOf(data.value.table, '192.168.1.1')).toBeNull();
  });
});
