import type { AdminBlock } from '@omamori/contract/admin-api';
import { describe, expect, it } from 'vitest';
import { groupBlocks } from './group-blocks.ts';

const block = (minute: number, more: Partial<AdminBlock> = {}): AdminBlock => ({
  at: new Date(Date.UTC(2026, 10, 23, 5, minute)).toISOString(),
  count: 1,
  direction: 'inbound',
  verdict: 'blocked',
  story: 'remote-control-attempt',
  device: 'JIMUSHO-SV',
  peer: '192.0.2.1',
  country: 'LV',
  service: 'tcp/3389',
  rule: { id: 'port-policy:3389', name: 'closed port', feed: 'port-policy' },
  pass: null,
  ...more,
});

describe('blocks on the page of the box', () => {
  it('of one story are one row with the sum and the number of other ends', () => {
    const groups = groupBlocks([block(30), block(20, { peer: '192.0.2.2' }), block(10, { count: 5 })]);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ count: 7, peers: 2, firstAt: block(10).at, block: { at: block(30).at } });
  });

  it('stay apart by device, country, verdict and rule, and after half an hour of quiet', () => {
    const others = [{ device: 'NAS' }, { country: 'RU' }, { verdict: 'detected' as const }, { story: 'scan' }];
    for (const other of others) expect(groupBlocks([block(30), block(29, other)])).toHaveLength(2);
    expect(groupBlocks([block(50), block(10)])).toHaveLength(2);
    expect(groupBlocks([])).toEqual([]);
  });
});
