// Public holidays of Japan by the law itself (Act on National Holidays, 1948 Act No. 178, with its amendments up to 2018 and
// the special acts for 2019, 2020 and 2021), for 2000 to 2099. The two equinoxes are announced by the Cabinet Office a year
// ahead from the almanac of the National Astronomical Observatory; the usual approximation has held for every year since
// 1980 and is expected to hold through 2099. A later change of the law needs a later agent.

const DAY_MS = 86_400_000;
const MONDAY = 1;
const SUNDAY = 0;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2099;

const known = new Map<number, ReadonlySet<string>>();

/** `date` is YYYY-MM-DD by the clock of Japan; false outside 2000 to 2099. */
export function isJapaneseHoliday(date: string): boolean {
  const year = Number(date.slice(0, 4));
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) return false;
  const kept = known.get(year) ?? new Set(holidaysOf(year));
  known.set(year, kept);
  return kept.has(date);
}

/** Sorted. Articles 2 (the days), 3.2 (a substitute for one on a Sunday) and 3.3 (a day between two holidays). */
export function holidaysOf(year: number): string[] {
  const named = new Set(namedDays(year));
  const all = new Set(named);
  for (const date of named) {
    if (weekdayOf(date) !== SUNDAY) continue;
    // Since 2007 the next day that is no holiday itself; before, the Monday.
    let substitute = after(date, 1);
    while (year >= 2007 && named.has(substitute)) substitute = after(substitute, 1);
    all.add(substitute);
  }
  for (const date of named) {
    const [between, next] = [after(date, 1), after(date, 2)];
    const isOrdinary = !named.has(between) && weekdayOf(between) !== SUNDAY && !all.has(between);
    if (named.has(next) && isOrdinary) all.add(between);
  }
  return [...all].sort();
}

function namedDays(year: number): string[] {
  return [
    day(year, 1, 1),
    nthMonday(year, 1, 2),
    day(year, 2, 11),
    ...(year >= 2020 ? [day(year, 2, 23)] : []),
    day(year, 3, springEquinox(year)),
    day(year, 4, 29),
    ...(year === 2019 ? ['2019-05-01', '2019-10-22'] : []), // accession and its ceremony, 2018 Act No. 99
    day(year, 5, 3),
    ...(year >= 2007 ? [day(year, 5, 4)] : []), // before: only as a day between two holidays
    day(year, 5, 5),
    ...summerDays(year),
    year >= 2003 ? nthMonday(year, 9, 3) : day(year, 9, 15),
    day(year, 9, autumnEquinox(year)),
    day(year, 11, 3),
    day(year, 11, 23),
    ...(year <= 2018 ? [day(year, 12, 23)] : []),
  ];
}

/** Marine, mountain and sports day; moved in the years of the Tokyo games. */
function summerDays(year: number): string[] {
  if (year === 2020) return ['2020-07-23', '2020-07-24', '2020-08-10'];
  if (year === 2021) return ['2021-07-22', '2021-07-23', '2021-08-08'];
  return [
    year >= 2003 ? nthMonday(year, 7, 3) : day(year, 7, 20),
    ...(year >= 2016 ? [day(year, 8, 11)] : []),
    nthMonday(year, 10, 2),
  ];
}

function springEquinox(year: number): number {
  return Math.floor(20.8431 + 0.242194 * (year - 1980)) - Math.floor((year - 1980) / 4);
}

function autumnEquinox(year: number): number {
  return Math.floor(23.2488 + 0.242194 * (year - 1980)) - Math.floor((year - 1980) / 4);
}

function nthMonday(year: number, month: number, nth: number): string {
  const first = weekdayOf(day(year, month, 1));
  return day(year, month, 1 + ((MONDAY - first + 7) % 7) + (nth - 1) * 7);
}

function day(year: number, month: number, of: number): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')}`;
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function after(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
