import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import { describe, expect, it } from 'vitest';
import { hourColumns, shownHours, workSpans } from './hour-columns.ts';

const row = (hour: number, category: string, quarters: number, period: 'work' | 'off' = 'work') => ({
  ...{ hour, category, quarters, period },
  refused: 0,
});

describe('the picture of hours', () => {
  it('stacks categories in one order and adds up what was work and what was not', () => {
    const { categories, columns, most } = hourColumns([
      row(10, 'sns', 1),
      row(10, 'video', 4),
      row(10, 'video', 2, 'off'),
      row(11, 'games', 0),
    ]);
    expect(categories).toEqual(['video', 'sns']);
    expect(columns[10]?.parts).toEqual([
      { category: 'video', from: 0, quarters: 6 },
      { category: 'sns', from: 6, quarters: 1 },
    ]);
    expect([columns.length, most]).toEqual([24, 7]);
  });

  it('leaves out hours of the night in which there is nothing', () => {
    const { columns } = hourColumns([row(20, 'video', 1, 'off')]);
    expect(shownHours(columns, workSpans(DEFAULT_WORK_CALENDAR))).toEqual({ first: 9, last: 20 });
  });

  it('shades work without lunch, also over midnight', () => {
    expect(workSpans(DEFAULT_WORK_CALENDAR)).toEqual([
      { from: 540, to: 720 },
      { from: 780, to: 1080 },
    ]);
    const night = { ...DEFAULT_WORK_CALENDAR, hours: { from: '22:00', to: '06:00' }, lunch: null };
    expect(workSpans(night)).toEqual([
      { from: 0, to: 360 },
      { from: 1320, to: 1440 },
    ]);
  });
});
