import { expect, test } from 'vitest';
import { DeviceTable } from './device-table.ts';
import { localHourOf } from './local-hour.ts';
import type { Sighting } from './sighting.ts';

const newTable = () => new DeviceTable((ip) => ip.startsWith('10.99.'), localHourOf('Asia/Tokyo'));
const seen = (mac: string, part: Partial<Sighting> = {}): Sighting => ({
  mac,
  addresses: ['10.99.0.5'],
  names: [],
  ...part,
});
const called = (name: string) => ({ names: [{ source: 'dhcp' as const, name }] });
const joinedOf = (table: DeviceTable, mac: string) =>
  table
    .list()
    .find((device) => device.mac === mac)
    ?.known?.joined?.map((other) => other.mac) ?? [];
const [OLD, NEW, REAL] = ['7a:11:22:33:44:55', 'be:66:77:88:99:aa', '00:11:22:33:44:55'] as const;

test('a telephone that comes back under a new made-up MAC with its own name is one device', () => {
  const table = newTable();
  table.see(seen(OLD, called('Yuki-no-iPhone')), 0);
  table.see(seen(NEW, called('Yuki-no-iPhone')), 60_000);
  expect([joinedOf(table, OLD), joinedOf(table, NEW)]).toEqual([[NEW], [OLD]]);
});

test('what every telephone is called, two at the same time, and two real MACs stay apart', () => {
  const common = newTable();
  for (const [mac, at] of [
    [OLD, 0],
    [NEW, 60_000],
  ] as const)
    common.see(seen(mac, called('iPhone')), at);
  expect(joinedOf(common, OLD)).toEqual([]);
  const together = newTable();
  for (const [mac, at] of [
    [OLD, 0],
    [NEW, 60_000],
    [OLD, 120_000],
  ] as const)
    together.see(seen(mac, called('Yuki')), at);
  expect(joinedOf(together, OLD)).toEqual([]);
  const real = newTable();
  for (const [mac, at] of [
    [REAL, 0],
    ['00:11:22:33:44:56', 60_000],
  ] as const)
    real.see(seen(mac, called('KEIRI')), at);
  expect(joinedOf(real, REAL)).toEqual([]);
});

test('one DUID joins cable and Wi-Fi of a computer even at the same time, unless they call themselves differently', () => {
  const duid = { facts: [{ fact: 'duid', value: '000100012c3d4e5f001122334455' }] };
  const table = newTable();
  for (const at of [0, 1]) for (const mac of [REAL, OLD]) table.see(seen(mac, { ...called('KEIRI'), ...duid }), at);
  expect(joinedOf(table, REAL)).toEqual([OLD]);
  const copied = newTable();
  copied.see(seen(REAL, { ...called('KEIRI'), ...duid }), 0);
  copied.see(seen(OLD, { ...called('SOUMU'), ...duid }), 0);
  expect(joinedOf(copied, REAL)).toEqual([]);
});
