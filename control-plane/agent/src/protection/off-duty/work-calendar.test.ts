import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import { describe, expect, it } from 'vitest';
import { localTime, periodAt } from './work-calendar.ts';

const at = (text: string) => Date.parse(`${text}:00+09:00`);
const period = (text: string, calendar = {}) =>
  periodAt({ ...DEFAULT_WORK_CALENDAR, ...calendar }, 'Asia/Tokyo', at(text));

describe('the company calendar', () => {
  it('tells work, lunch and free time apart by the clock of the site', () => {
    const times = ['08:59', '09:00', '11:59', '12:00', '12:59', '13:00', '17:59', '18:00'];
    expect(times.map((time) => period(`2026-11-24T${time}`))).toEqual(
      ['off', 'work', 'work', 'lunch', 'lunch', 'work', 'work', 'off'], // a Tuesday
    );
    expect(localTime(Date.parse('2026-11-23T15:00:00Z'), 'Asia/Tokyo')).toEqual({ date: '2026-11-24', minute: 0 });
  });

  it('is free on weekends and public holidays, on days the company closes, and works where it says so', () => {
    expect(period('2026-11-22T10:00')).toBe('off'); // Sunday
    expect(period('2026-11-23T10:00')).toBe('off'); // Labour Thanksgiving Day
    expect(period('2026-11-23T10:00', { holidays: 'none' })).toBe('work');
    expect(period('2026-12-29T10:00', { closed: ['2026-12-29'] })).toBe('off');
    expect(period('2026-11-23T10:00', { open: ['2026-11-23'], closed: ['2026-11-23'] })).toBe('work');
  });

  it('counts a night shift to the day it began', () => {
    const night = { hours: { from: '22:00', to: '06:00' }, lunch: { from: '02:00', to: '03:00' } };
    expect(period('2026-11-20T23:00', night)).toBe('work'); // Friday
    expect(period('2026-11-21T02:30', night)).toBe('lunch'); // Saturday, but Friday's shift
    expect(period('2026-11-22T01:00', night)).toBe('off');
    expect(period('2026-11-24T12:00', night)).toBe('off');
  });
});
