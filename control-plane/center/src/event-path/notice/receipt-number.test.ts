import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentOf, receiptNumberOf } from './receipt-number.ts';

describe('receipt number', () => {
  test('is short and speakable', () => {
    expect(receiptNumberOf(123)).toMatch(/^A-0123-\d\d$/);
    expect(receiptNumberOf(23 * 10_000 + 7)).toMatch(/^Z-0007-\d\d$/);
    expect(receiptNumberOf(24 * 10_000)).toMatch(/^AA-0000-\d\d$/);
  });

  test('leads back to its incident', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (id) => {
        expect(incidentOf(receiptNumberOf(id))).toBe(id);
        expect(incidentOf(receiptNumberOf(id).toLowerCase().replaceAll('-', ''))).toBe(id);
      }),
    );
  });

  test('one digit heard wrong, or two neighbours swapped, is noticed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 239_999 }), fc.nat(5), fc.integer({ min: 1, max: 9 }), (id, at, add) => {
        const [letter = '', digits = '', check = ''] = receiptNumberOf(id).split('-');
        const all = [...digits, ...check];
        const wrong = all.with(at, String((Number(all[at]) + add) % 10)).join('');
        expect(incidentOf(`${letter}${wrong}`)).toBeUndefined();
        if (at < 5 && all[at] !== all[at + 1]) {
          const swapped = all
            .with(at, all[at + 1] ?? '')
            .with(at + 1, all[at] ?? '')
            .join('');
          expect(incidentOf(`${letter}${swapped}`)).toBeUndefined();
        }
      }),
    );
  });

  test('what is no number leads nowhere', () => {
    for (const text of ['', 'A-12-34', '0123-45', 'I-0123-45', 'A-0123']) expect(incidentOf(text)).toBeUndefined();
  });
});
