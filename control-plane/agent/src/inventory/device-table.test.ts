import { inventorySchema } from '@omamori/contract/inventory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { homeNetworksOf } from '../platform/home-networks.ts';
import { DeviceTable } from './device-table.ts';
import { localHourOf } from './local-hour.ts';
import type { Sighting } from './sighting.ts';

const home = homeNetworksOf(['10.99.0.0/16', 'fd00:99::/32']);
const newTable = () => new DeviceTable((ip) => home.contains(ip), localHourOf('Asia/Tokyo'));
const mac = (index: number): string =>
  `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
const seen = (index: number, part: Partial<Sighting> = {}): Sighting => ({
  mac: mac(index),
  addresses: [`10.99.${index >> 8}.${index & 255}`],
  names: [],
  ...part,
});

test('a device is found by each of its addresses, with the DHCP name before any other', () => {
  const table = newTable();
  expect(table.see(seen(5, { names: [{ source: 'mdns', name: 'front' }] }), 0)).toBe(true);
  expect(
    table.see(seen(5, { addresses: ['fd00:99::5', 'fe80::5'], names: [{ source: 'dhcp', name: 'uketsuke' }] }), 1),
  ).toBe(true);
  expect(table.see(seen(5), 2)).toBe(false);
  for (const ip of ['10.99.0.5', 'fd00:99::5', 'fe80::5'])
    expect(table.deviceOf(ip)).toEqual({ mac: mac(5), name: 'uketsuke' });
  expect(table.list()[0]).toMatchObject({
    firstSeen: '1970-01-01T00:00:00.000Z',
    lastSeen: '1970-01-01T00:00:00.002Z',
  });
});

test('addresses outside the office are nobody’s, and an address moves to whom it was seen with last', () => {
  const table = newTable();
  expect(table.see(seen(1, { addresses: ['203.0.113.9'] }), 0)).toBe(false);
  expect(table.size).toBe(0);
  table.see(seen(1, { addresses: ['10.99.0.50'] }), 0);
  table.see(seen(2, { addresses: ['10.99.0.50'] }), 1);
  expect(table.deviceOf('10.99.0.50')?.mac).toBe(mac(2));
  expect(table.list().find((device) => device.mac === mac(1))?.addresses).toEqual([]);
});

test('a flood of made-up MACs, all with names, pushes no known device out, and a real new one still shows', () => {
  const table = newTable();
  const HOUR = 3_600_000;
  for (const at of [0, HOUR]) for (let index = 1; index <= 200; index += 1) table.see(seen(index), at);
  for (let index = 1000; index < 9000; index += 1)
    table.see(seen(index, { names: [{ source: 'dhcp', name: `made-up-${index}` }] }), 2 * HOUR + index);
  table.see(seen(300), 2 * HOUR + 9000);
  const macs = new Set(table.list().map((device) => device.mac));
  expect(Array.from({ length: 200 }, (_, index) => mac(index + 1)).filter((one) => !macs.has(one))).toEqual([]);
  expect([macs.has(mac(300)), table.size, table.unseated]).toEqual([true, 250, 7951]);
});

test('of more than 250 devices the least recently seen go', () => {
  const table = newTable();
  for (let index = 1; index <= 250; index += 1) table.see(seen(index), index);
  table.see(seen(1), 251);
  table.see(seen(251), 252);
  expect(table.size).toBe(250);
  expect([table.nameOf(mac(2)), table.deviceOf('10.99.0.2'), table.deviceOf('10.99.0.1')?.mac]).toEqual([
    null,
    null,
    mac(1),
  ]);
});

test('whatever is seen, the list is what the contract allows, and survives being restored', () => {
  const sighting = fc.record({
    index: fc.nat(400),
    addresses: fc.array(
      fc.nat(60_000).map((n) => `10.99.${n >> 8}.${n & 255}`),
      { maxLength: 40 },
    ),
    name: fc.option(fc.string({ minLength: 1, maxLength: 120 })),
  });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 400 }), (sightings) => {
      const table = newTable();
      for (const [at, { index, addresses, name }] of sightings.entries()) {
        table.see(seen(index, { addresses, names: name === null ? [] : [{ source: 'dhcp', name }] }), at);
      }
      const devices = table.list();
      inventorySchema.parse({ v: 1, appliance: 'box-1', at: '2026-01-01T00:00:00.000Z', devices });
      const again = newTable();
      again.restore(devices);
      expect(again.list()).toEqual(devices);
    }),
    { numRuns: 50 },
  );
});
