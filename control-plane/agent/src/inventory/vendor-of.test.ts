import { deviceKnowledgeSchema } from '@omamori/contract/inventory';
import { expect, test } from 'vitest';
import { DeviceTable } from './device-table.ts';
import { vendorOf } from './vendor-of.ts';

test('a device is told by the maker that holds its block of addresses', () => {
  expect(vendorOf('b8:27:eb:12:34:56')).toBe('Raspberry Pi Foundation');
  expect(vendorOf('00:00:0c:00:00:01')).toMatch(/^Cisco/);
});

test('the smallest block that holds an address names the maker, never the registry itself', () => {
  const divided = vendorOf('10:06:48:00:00:01');
  expect(divided).not.toBeNull();
  expect(divided).not.toMatch(/IEEE/);
  expect(vendorOf('10:06:48:f0:00:01')).toBeNull();
});

test('an address that the device made up, and one of no known block, has no maker', () => {
  expect(vendorOf('02:00:00:00:00:01')).toBeNull();
  expect(vendorOf('ba:27:eb:12:34:56')).toBeNull();
  expect(vendorOf('fc:ff:ff:ff:ff:ff')).toBeNull();
});

test('the inventory tells the maker within the agreed form, also of a device known from an earlier run', () => {
  const table = new DeviceTable(
    () => true,
    () => 9,
  );
  table.see({ mac: 'b8:27:eb:12:34:56', addresses: ['10.0.0.5'], names: [] }, 0);
  const again = new DeviceTable(
    () => true,
    () => 9,
  );
  again.restore(table.toStore().map(({ known: _known, ...device }) => device));
  for (const each of [table, again]) {
    const known = each.list()[0]?.known;
    expect(known?.vendor).toBe('Raspberry Pi Foundation');
    expect(deviceKnowledgeSchema.parse(known)).toEqual(known);
  }
});
