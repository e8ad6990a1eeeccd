import { expect, test } from 'vitest';
import { SequenceWatch } from './sequence-watch.ts';

test('gaps are counted per group, from the first packet on and across the wrap', () => {
  const watch = new SequenceWatch();
  expect(watch.lostBefore(1, 0)).toBe(0);
  expect(watch.lostBefore(2, 3)).toBe(3);
  expect(watch.lostBefore(1, 1)).toBe(0);
  expect(watch.lostBefore(1, 12)).toBe(10);
  expect(watch.lostBefore(3, 0xfffffffe)).toBe(0xfffffffe);
  expect(watch.lostBefore(3, 1)).toBe(2);
  expect(watch.lostBefore(3, -1)).toBe(0);
});
