import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findVisitCode,
  VISIT_SECRET,
  VISIT_WINDOW_MS,
  VISITS_A_WINDOW,
  visitCodeOf,
  visitEndOf,
  visitOrder,
  visitWindowAt,
} from './visit-code.ts';
import { groupVisitCode } from './visit-words.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');
const anyOrder = fc.integer({ min: 0, max: 2 ** 40 });

describe('visit code', () => {
  it('is the same on both sides for ever: a box in the field must read the code of a newer center', () => {
    expect(VISIT_SECRET.test(SECRET)).toBe(true);
    expect(visitCodeOf(SECRET, 'om-0001', 1_000_000)).toBe('902224811483');
    expect(groupVisitCode('123456789012')).toBe('1234 5678 9012');
  });

  it('has twelve digits and is found however it is typed, only under its own box and secret', () => {
    const other = Buffer.alloc(32, 8).toString('base64');
    fc.assert(
      fc.property(anyOrder, (order) => {
        const code = visitCodeOf(SECRET, 'om-0001', order);
        expect(code).toMatch(/^\d{12}$/);
        const range = { first: order - 5, last: order + 5 };
        const wide = groupVisitCode(code).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
        expect(findVisitCode(SECRET, 'om-0001', wide, range)).toBe(order);
        expect(findVisitCode(SECRET, 'om-0002', code, range)).toBeNull();
        expect(findVisitCode(other, 'om-0001', code, range)).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it('ends between four and eight hours after it was made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 0, max: VISITS_A_WINDOW - 1 }), (ms, number) => {
        const left = visitEndOf(visitOrder(visitWindowAt(ms), number)) - ms;
        expect(left).toBeGreaterThan(VISIT_WINDOW_MS);
        expect(left).toBeLessThanOrEqual(2 * VISIT_WINDOW_MS);
      }),
    );
  });

  it('is not found in garbage', () => {
    for (const typed of ['', '1', 'x'.repeat(64), '0'.repeat(12), '１２３'])
      expect(findVisitCode(SECRET, 'om-0001', typed, { first: 10, last: 20 })).toBeNull();
  });
});
