import { DEFAULT_FLOODS } from '@omamori/contract/desired-state';
import { expect, test } from 'vitest';
import { floodTable } from './flood-table.ts';

const INPUT = { protectedDestinations: ['198.51.100.200'], exceptions: [] };
const HOME = ['192.0.2.0/24', '2001:db8:a::/64'];
const texts = (floods: Partial<typeof DEFAULT_FLOODS>) =>
  floodTable({ ...DEFAULT_FLOODS, ...floods }, INPUT, HOME).chains.flatMap(({ rules }) =>
    rules.map((rule) => JSON.stringify(rule)),
  );

test('detect drops nothing and keeps nobody out, off has no rules', () => {
  expect(texts({ mode: 'block' }).some((rule) => rule.includes('"drop"'))).toBe(true);
  expect(texts({ mode: 'detect' }).filter((rule) => /"drop"|"update".*@(?:blocked|held)/.test(rule))).toEqual([]);
  expect(floodTable({ ...DEFAULT_FLOODS, mode: 'off' }, INPUT, HOME)).toMatchObject({ sets: [], chains: [] });
});

test('every set has a size or is written by the policy alone', () => {
  for (const { contents, size, timeout } of floodTable(DEFAULT_FLOODS, INPUT, HOME).sets) {
    if (contents === 'kernel') expect([size, timeout].every((bound) => Number(bound) > 0)).toBe(true);
  }
});

test('whom nobody may keep out are the office and the protected destinations', () => {
  const sets = floodTable(DEFAULT_FLOODS, INPUT, HOME).sets;
  const never = sets.find(({ name }) => name === 'never4')?.contents;
  expect(never).toMatchObject([
    { address: '192.0.2.0', length: 24 },
    { address: '198.51.100.200', length: 32 },
  ]);
});
