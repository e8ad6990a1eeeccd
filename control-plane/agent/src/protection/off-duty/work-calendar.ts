import type { WorkCalendar, WorkPeriod } from '@omamori/contract/off-duty';
import { isJapaneseHoliday, weekdayOf } from './japanese-holidays.ts';

/** Formatters are dear and few zones are asked for: one box has one. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Date and minute of the day by the clock of a place. */
export function localTime(atMs: number, timeZone: string): { readonly date: string; readonly minute: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const minute = Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
  return { date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`, minute };
}

/**
 * Work, lunch or neither, at a moment: a day that is said to be open beats one said to be closed, which beats public
 * holidays, which beat weekdays. Hours that end before they begin go over midnight and belong to the day they began.
 */
export function periodAt(calendar: WorkCalendar, timeZone: string, atMs: number): WorkPeriod {
  const { date, minute } = localTime(atMs, timeZone);
  const from = minutesOf(calendar.hours.from);
  const to = minutesOf(calendar.hours.to);
  const overMidnight = to <= from;
  const day = overMidnight && minute < to ? localTime(atMs - 86_400_000, timeZone).date : date;
  const atWork = overMidnight ? minute >= from || minute < to : minute >= from && minute < to;
  if (!atWork || !isWorkday(calendar, day)) return 'off';
  const { lunch } = calendar;
  if (lunch === null) return 'work';
  return minute >= minutesOf(lunch.from) && minute < minutesOf(lunch.to) ? 'lunch' : 'work';
}

/** `date` YYYY-MM-DD. */
export function isWorkday(calendar: WorkCalendar, date: string): boolean {
  if (calendar.open.includes(date)) return true;
  if (calendar.closed.includes(date)) return false;
  if (calendar.holidays === 'japan' && isJapaneseHoliday(date)) return false;
  return calendar.days.includes(weekdayOf(date));
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
