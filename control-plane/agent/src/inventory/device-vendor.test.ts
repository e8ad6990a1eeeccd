import { deviceKnowledgeSchema } from '@omamori/contract/inventory';
import { expect, test } from 'vitest';
import { DeviceTable } from './device-table.ts';

test('the inventory tells the maker within the agreed form, also of a device known from an earlier run', () => {
  const made = () =>
    new DeviceTable(
      () => true,
      () => 9,
      (mac) => (mac.startsWith('b8:27:eb') ? 'Raspberry Pi Foundation' : null),
    );
  const [table, again] = [made(), made()];
  table.see({ mac: 'b8:27:eb:12:34:56', addresses: ['10.0.0.5'], names: [] }, 0);
  again.restore(table.toStore().map(({ known: _known, ...device }) => device));
  for (const each of [table, again]) {
    const known = each.list()[0]?.known;
    expect(known?.vendor).toBe('Raspberry Pi Foundation');
    expect(deviceKnowledgeSchema.parse(known)).toEqual(known);
  }
});
