import { inventorySchema } from '@omamori/contract/inventory';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeviceTable } from './device-table.ts';
import { fitMessage } from './fit-message.ts';
import { localHourOf } from './local-hour.ts';
import type { NameSource, Sighting } from './sighting.ts';

const MAC = '02:00:00:00:00:05';
const newTable = () =>
  new DeviceTable((ip) => ip.startsWith('10.99.') || ip.startsWith('fd00:'), localHourOf('Asia/Tokyo'));
const seen = (part: Partial<Sighting> = {}): Sighting => ({ mac: MAC, addresses: ['10.99.0.5'], names: [], ...part });
const QUARTER = 900_000;

test('hours are counted once a quarter by the site’s clock, and halved when one is full', () => {
  const table = newTable();
  const nineInTokyo = Date.parse('2026-11-24T00:00:00.000Z');
  for (let quarter = 0; quarter < 6; quarter += 1) {
    table.see(seen(), nineInTokyo + quarter * QUARTER);
    table.see(seen(), nineInTokyo + quarter * QUARTER + 60_000);
  }
  expect(table.list()[0]?.known?.hours?.slice(8, 12)).toEqual([0, 4, 2, 0]);
  for (let day = 1; day <= 100; day += 1)
    for (let quarter = 0; quarter < 4; quarter += 1)
      table.see(seen(), nineInTokyo + day * 96 * QUARTER + quarter * QUARTER);
  const hours = table.list()[0]?.known?.hours ?? [];
  expect([hours[9], hours[10]]).toEqual([204, 1]);
});

test('addresses of both families are kept with their times, also when another device has one now', () => {
  const table = newTable();
  table.see(seen({ addresses: ['10.99.0.5', 'fd00::5'] }), 0);
  table.see(seen({ addresses: ['10.99.0.5'] }), 5000);
  table.see(seen({ mac: '02:00:00:00:00:06', addresses: ['10.99.0.5'] }), 9000);
  const device = table.list().find(({ mac }) => mac === MAC);
  expect(device?.addresses).toEqual(['fd00::5']);
  expect(device?.known?.addressTimes).toEqual([
    { address: 'fd00::5', firstSeen: '1970-01-01T00:00:00.000Z', lastSeen: '1970-01-01T00:00:00.000Z' },
    { address: '10.99.0.5', firstSeen: '1970-01-01T00:00:00.000Z', lastSeen: '1970-01-01T00:00:05.000Z' },
  ]);
});

test('a device without a DHCP name goes by its NetBIOS one, and facts alone make no device', () => {
  const table = newTable();
  const facts = [{ fact: 'llmnr', value: 'speaks' }];
  expect(table.see(seen({ addresses: [], facts }), 0)).toBe(false);
  table.see(seen({ names: [{ source: 'netbios', name: 'KEIRI-2' }], facts }), 1);
  expect([table.size, table.nameOf(MAC), table.list()[0]?.names]).toEqual([1, 'KEIRI-2', []]);
  expect(table.see(seen({ facts }), 2)).toBe(false);
});

const source = fc.constantFrom<NameSource>('dhcp', 'mdns', 'netbios', 'llmnr', 'onvif', 'mdns-service');
const text = fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' }).filter((value) => value.length <= 120);
const sighting = fc.record({
  index: fc.nat(9),
  address: fc.nat(200),
  names: fc.array(fc.record({ source, name: text }), { maxLength: 3 }),
  facts: fc.array(fc.record({ fact: fc.constantFrom('browser', 'ssdp-server', 'name'), value: text }), {
    maxLength: 6,
  }),
});

test('whatever a device says, it stays within its bounds and outlives a restart with its facts', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 120 }), (sightings) => {
      const table = newTable();
      for (const [at, { index, address, names, facts }] of sightings.entries())
        table.see({ mac: `02:00:00:00:00:0${index}`, addresses: [`10.99.1.${address}`], names, facts }, at * 400_000);
      const devices = table.list();
      inventorySchema.parse({ v: 1, appliance: 'box-1', at: '2026-01-01T00:00:00.000Z', devices });
      for (const { facts } of table.toStore()) expect(facts?.length ?? 0).toBeLessThanOrEqual(24);
      const again = newTable();
      again.restore(table.toStore());
      expect(again.toStore()).toEqual(table.toStore());
    }),
    { numRuns: 40 },
  );
});

test('250 devices with the longest words still fit what a center takes: the newest keep what is known of them', () => {
  const table = newTable();
  const long = 'あ'.repeat(116);
  for (let index = 0; index < 250; index += 1) {
    const mac = `02:00:00:00:00:${index.toString(16).padStart(2, '0')}`;
    const names = Array.from({ length: 8 }, (_, n) => ({ source: 'netbios' as const, name: `${long}${n}` }));
    const addresses = Array.from({ length: 12 }, (_, n) => `fd00:99:1234:5678:9abc:def0:${index}:${n}`);
    table.see({ mac, addresses, names }, index);
  }
  const at = '2026-01-01T00:00:00.000Z';
  const message = fitMessage({ v: 1, appliance: 'box-1', at, devices: table.list() });
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(900_000);
  const { devices } = inventorySchema.parse(JSON.parse(message));
  expect([devices.length, devices[0]?.known, devices.at(-1)?.known?.otherNames?.length]).toEqual([250, undefined, 8]);
});
