import { expect, test } from 'vitest';
import { readVendorData, vendorIn } from './vendor-table.ts';

const read = await readVendorData();
if (!read.ok) throw new Error(read.error.message);
const { text, entries } = read.value;

test('a device is told by the maker that holds its block of addresses', () => {
  expect(vendorIn(text, 'b8:27:eb:12:34:56')).toBe('Raspberry Pi Foundation');
  expect(vendorIn(text, '00:00:0c:00:00:01')).toMatch(/^Cisco/);
});

test('the smallest block that holds an address names the maker, never the registry itself', () => {
  const divided = vendorIn(text, '10:06:48:00:00:01');
  expect(divided).not.toBeNull();
  expect(divided).not.toMatch(/IEEE/);
  expect(vendorIn(text, '10:06:48:f0:00:01')).toBeNull();
});

test('an address that the device made up, and one of no known block, has no maker', () => {
  expect(vendorIn(text, '02:00:00:00:00:01')).toBeNull();
  expect(vendorIn(text, 'ba:27:eb:12:34:56')).toBeNull();
  expect(vendorIn(text, 'fc:ff:ff:ff:ff:ff')).toBeNull();
  expect(vendorIn(Buffer.alloc(0), 'b8:27:eb:12:34:56')).toBeNull();
});

test('every line of the registry is found, the first and the last too', () => {
  const lines = text.toString('utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(entries);
  const some = [0, 1, Math.floor(entries / 2), entries - 2, entries - 1].map((index) => lines[index] ?? '');
  for (const line of some) {
    const [digits = ''] = line.split(' ', 1);
    const name = line.slice(digits.length + 1);
    const mac = digits.padEnd(12, '0').match(/../g)?.join(':') ?? '';
    if (/^.[26AE]/.test(digits) || name === 'IEEE Registration Authority') continue;
    expect([name, null]).toContain(vendorIn(text, mac));
  }
});
