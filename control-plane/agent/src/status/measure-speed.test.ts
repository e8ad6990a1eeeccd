import { expect, it } from 'vitest';
import { measureSpeed, type PortSample } from './measure-speed.ts';

/** A second passes with each wait; `bytes` is what came in by then. */
function doorsOf(bytes: readonly number[], reached: readonly (number | null)[], over: Partial<PortSample> = {}) {
  let second = 0;
  return {
    nowMs: () => 0,
    monotonicMs: () => second * 1000,
    sample: async () => ({
      ...{ lanUp: true, wanUp: true, inBytes: bytes[second] ?? bytes.at(-1) ?? 0, outBytes: 0, errors: second },
      ...over,
    }),
    reachCenter: async () => reached,
    wait: async () => {
      second += 1;
    },
  };
}

it('gives the busiest second, the middle of the answers and what was damaged meanwhile', async () => {
  const speed = await measureSpeed(doorsOf([0, 1_000_000, 13_500_000, 14_000_000], [5, 1, null, 3, null]));
  expect(speed).toMatchObject({
    ...{ placed: 'between', busiestInMbps: 100, busiestOutMbps: 0, centerMs: 3, lost: 2, tries: 5, newErrors: 10 },
  });
});

it('says that nobody answered, that only one cable is in, and nothing of a counter that began anew', async () => {
  const speed = await measureSpeed(doorsOf([9_000_000, 0], [null, null], { lanUp: false }));
  expect(speed).toMatchObject({ placed: 'beside', centerMs: null, lost: 5, busiestInMbps: 0 });
});
