import { describe, expect, it } from 'vitest';
import { holidaysOf, isJapaneseHoliday } from './japanese-holidays.ts';

/** As the Cabinet Office published them (「国民の祝日」について, syukujitsu.csv), written MMDD. */
const PUBLISHED: Readonly<Record<number, string>> = {
  2000: '0101 0110 0211 0320 0429 0503 0504 0505 0720 0915 0923 1009 1103 1123 1223',
  2003: '0101 0113 0211 0321 0429 0503 0505 0721 0915 0923 1013 1103 1123 1124 1223',
  2008: '0101 0114 0211 0320 0429 0503 0504 0505 0506 0721 0915 0923 1013 1103 1123 1124 1223',
  2009: '0101 0112 0211 0320 0429 0503 0504 0505 0506 0720 0921 0922 0923 1012 1103 1123 1223',
  2015: '0101 0112 0211 0321 0429 0503 0504 0505 0506 0720 0921 0922 0923 1012 1103 1123 1223',
  2016: '0101 0111 0211 0320 0321 0429 0503 0504 0505 0718 0811 0919 0922 1010 1103 1123 1223',
  2019: '0101 0114 0211 0321 0429 0430 0501 0502 0503 0504 0505 0506 0715 0811 0812 0916 0923 1014 1022 1103 1104 1123',
  2020: '0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0723 0724 0810 0921 0922 1103 1123',
  2021: '0101 0111 0211 0223 0320 0429 0503 0504 0505 0722 0723 0808 0809 0920 0923 1103 1123',
  2022: '0101 0110 0211 0223 0321 0429 0503 0504 0505 0718 0811 0919 0923 1010 1103 1123',
  2023: '0101 0102 0109 0211 0223 0321 0429 0503 0504 0505 0717 0811 0918 0923 1009 1103 1123',
  2024: '0101 0108 0211 0212 0223 0320 0429 0503 0504 0505 0506 0715 0811 0812 0916 0922 0923 1014 1103 1104 1123',
  2025: '0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0721 0811 0915 0923 1013 1103 1123 1124',
  2026: '0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123',
};
/** By the almanac, MMDD of the equinoxes. */
const EQUINOXES: Readonly<Record<number, string>> = {
  2001: '0320 0923',
  2004: '0320 0923',
  2007: '0321 0923',
  2010: '0321 0923',
  2012: '0320 0922',
  2027: '0321 0923',
  2028: '0320 0922',
  2029: '0320 0923',
  2030: '0320 0923',
  2032: '0320 0922',
  2035: '0321 0923',
};

describe('public holidays of Japan', () => {
  for (const [year, dates] of Object.entries(PUBLISHED)) {
    // 2019-11-04, 2020-11-04 and the like would be missed by a list of named days alone.
    it(`are those that the Cabinet Office published for ${year}`, () => {
      expect(holidaysOf(Number(year)).map((date) => date.slice(5).replace('-', ''))).toEqual(dates.split(' '));
    });
  }

  it('have the equinoxes where the almanac has them', () => {
    for (const [year, dates] of Object.entries(EQUINOXES)) {
      for (const date of dates.split(' ')) {
        expect(isJapaneseHoliday(`${year}-${date.slice(0, 2)}-${date.slice(2)}`), `${year} ${date}`).toBe(true);
      }
    }
  });

  it('put a working day between two holidays only into September, and never leave a Sunday without its substitute', () => {
    for (let year = 2000; year <= 2035; year += 1) {
      const all = new Set(holidaysOf(year));
      expect(all.size).toBeGreaterThanOrEqual(15);
      expect(all.size).toBeLessThanOrEqual(22);
      if (year >= 2022)
        expect([...all].filter((date) => date.slice(5, 7) === '06' || date.slice(5, 7) === '12')).toEqual([]);
    }
    expect([2026, 2032].map((year) => isJapaneseHoliday(year === 2026 ? '2026-09-22' : '2032-09-21'))).toEqual([
      true,
      true,
    ]);
  });

  it('are none outside the years that the law can be computed for', () => {
    expect(['1999-01-01', '2100-01-01', 'x'].map(isJapaneseHoliday)).toEqual([false, false, false]);
  });
});
