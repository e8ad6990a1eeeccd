export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 9:05, 14:05 – hours without a leading zero, as the notices are read. */
  readonly clock: string;
}

/** Making a formatter costs far more than using it. As many as there are zones in use, so bounded by the fleet's settings. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(timeZone, made);
  return made;
}

/** Clock and calendar of the company's zone (IANA name). */
export function localTime(at: string | Date, timeZone: string): LocalTime {
  const parts = formatterOf(timeZone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return {
    year: Number(part('year')),
    month: Number(part('month')),
    day: Number(part('day')),
    clock: `${Number(part('hour'))}:${part('minute')}`,
  };
}

export function sameDay(a: LocalTime, b: LocalTime): boolean {
  return a.year === b.year && a.month === b.month && a.day === b.day;
}
