import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelayMs } from './back-off.ts';

test('every delay is a whole number from 0 to five minutes, whatever the number of failures', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        const delay = reconnectDelayMs(failures, random);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(300_000);
      },
    ),
  );
});

test('the first try comes within 250 ms, the ceiling grows to five minutes', () => {
  expect(reconnectDelayMs(0, 0.999)).toBeLessThan(250);
  expect(reconnectDelayMs(5, 0.999)).toBeGreaterThan(reconnectDelayMs(4, 0.999));
  expect(reconnectDelayMs(100, 0.999999)).toBeGreaterThan(299_000);
});
