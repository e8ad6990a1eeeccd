import { DEFAULT_OFF_DUTY } from '@omamori/contract/off-duty';
import { expect, it } from 'vitest';
import { gatesNow } from './turn-gates.ts';

const policy = () => ({
  ...DEFAULT_OFF_DUTY,
  categories: [
    { category: 'games', mode: 'block' as const, when: 'work' as const },
    { category: 'video', mode: 'block' as const, when: 'off' as const },
    { category: 'sns', mode: 'block' as const },
  ],
});
const at = (text: string, clockSynced = true) =>
  Object.fromEntries(
    gatesNow({ policy, timeZone: 'Asia/Tokyo', nowMs: () => Date.parse(text), clockSynced: () => clockSynced }),
  );

it('a timed block holds at its hours only: not at lunch, not on a holiday, and never by a clock nobody has set', () => {
  expect(at('2026-11-24T10:00:00+09:00')).toEqual({ work: true, off: false });
  expect(at('2026-11-24T12:30:00+09:00')).toEqual({ work: false, off: false });
  expect(at('2026-11-24T20:00:00+09:00')).toEqual({ work: false, off: true });
  expect(at('2026-11-23T10:00:00+09:00')).toEqual({ work: false, off: true });
  expect(at('2026-11-24T10:00:00+09:00', false)).toEqual({ work: false, off: false });
});
