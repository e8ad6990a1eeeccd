/** Hour of the day at the site, 0 to 23; the same answer is not asked for twice within a quarter of an hour. */
export function localHourOf(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  let known = { quarter: Number.NaN, hour: 0 };
  return (ms) => {
    const quarter = quarterOf(ms);
    if (quarter !== known.quarter) known = { quarter, hour: Number(format.format(ms)) };
    return known.hour;
  };
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Day of the week at the site, Monday 0; the same answer is not asked for twice within a quarter of an hour. */
export function localDayOf(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' });
  let known = { quarter: Number.NaN, day: 0 };
  return (ms) => {
    const quarter = quarterOf(ms);
    if (quarter !== known.quarter) known = { quarter, day: Math.max(0, DAYS.indexOf(format.format(ms))) };
    return known.day;
  };
}

/** Zones differ by quarters of an hour, never by less. */
export function quarterOf(ms: number): number {
  return Math.floor(ms / 900_000);
}
