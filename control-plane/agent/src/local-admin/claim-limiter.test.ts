import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_WAIT_SECONDS, makeClaimLimiter } from './claim-limiter.ts';

describe('claim limiter', () => {
  it('never asks anybody to wait longer than a minute, whatever others try', () => {
    const tries = fc.array(
      fc.record({ source: fc.integer({ min: 0, max: 30 }), passed: fc.integer({ min: 0, max: 90_000 }) }),
    );
    fc.assert(
      fc.property(tries, (list) => {
        const limiter = makeClaimLimiter();
        let now = 0;
        for (const { source, passed } of list) {
          now += passed;
          const wait = limiter.admit(String(source), now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_SECONDS);
        }
      }),
    );
  });

  it('lets a fresh source in while one address hammers without end', () => {
    const limiter = makeClaimLimiter();
    for (let second = 0; second < 3600; second += 1) limiter.admit('guesser', second * 1000);
    expect(limiter.admit('owner', 3_600_000)).toBe(0);
  });

  it('admits fewer than one try a second on average, however many addresses guess', () => {
    const limiter = makeClaimLimiter();
    let admitted = 0;
    for (let step = 0; step < 36_000; step += 1) if (limiter.admit(`guesser ${step}`, step * 100) === 0) admitted += 1;
    expect(admitted).toBeLessThan(3600);
  });
});
