import type { Language } from './language.ts';

export const ZONE = 'Asia/Tokyo';
export const ZONE_NAME = 'JST';

const clock = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

interface ClockParts {
  date: string;
  year: string;
  minute: string;
  second: string;
}

function clockParts(at: Date): ClockParts {
  const found = new Map(clock.formatToParts(at).map((part) => [part.type, part.value]));
  const get = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? '';
  return {
    year: get('year'),
    date: `${get('month')}/${get('day')}`,
    minute: `${get('hour')}:${get('minute')}`,
    second: get('second'),
  };
}

export type TimeForm = 'minute' | 'second' | 'clock' | 'date';

/** `11/23 14:05`, with the year when it is not this one; `second` adds seconds, `clock` is the hour alone. */
export function formatTime(iso: string, form: TimeForm = 'minute', now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const { year, date, minute, second } = clockParts(at);
  if (form === 'clock') return minute;
  const day = year === clockParts(now).year ? date : `${year}/${date}`;
  if (form === 'date') return day;
  return form === 'second' ? `${day} ${minute}:${second}` : `${day} ${minute}`;
}

/** Full form for a title: date, seconds and zone. */
export function formatExact(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const { year, date, minute, second } = clockParts(at);
  return `${year}/${date} ${minute}:${second} ${ZONE_NAME}`;
}

const units = new Map<string, Intl.NumberFormat>();

/** Making one costs more than many uses: eight at most are kept. */
function unitsIn(language: Language, unit: string): Intl.NumberFormat {
  const key = `${language} ${unit}`;
  const unitDisplay = language === 'ja' ? 'long' : 'short';
  const known = units.get(key) ?? new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay });
  units.set(key, known);
  return known;
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** The largest whole unit: `3分`, `2時間`, `45 sec`. Negative spans (clocks apart) count as zero. */
export function formatAge(milliseconds: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [unit, size] = STEPS.find(([, step]) => seconds >= step) ?? ['second', 1];
  const parts = unitsIn(language, unit).formatToParts(Math.floor(seconds / size));
  // Japanese is written without the space that the locale data puts before the unit.
  return parts.map((part) => (language === 'ja' ? part.value.trim() : part.value)).join('');
}
