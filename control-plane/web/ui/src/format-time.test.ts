import { describe, expect, it } from 'vitest';
import { formatAge, formatExact, formatTime } from './format-time.ts';

const now = new Date('2026-11-23T05:00:00.000Z');

describe('formatTime', () => {
  it('shows the time of Japan, whatever the zone of the machine', () => {
    expect(formatTime('2026-11-23T05:05:09.123Z', 'minute', now)).toBe('11/23 14:05');
    expect(formatTime('2026-11-22T15:00:00.000Z', 'minute', now)).toBe('11/23 00:00');
  });
  it('adds seconds, or the year when it is another one', () => {
    expect(formatTime('2026-11-23T05:05:09.123Z', 'second', now)).toBe('11/23 14:05:09');
    expect(formatTime('2025-11-23T05:05:09.123Z', 'minute', now)).toBe('2025/11/23 14:05');
    expect(formatExact('2026-11-23T05:05:09.123Z')).toBe('2026/11/23 14:05:09 JST');
  });
  it('shows what is no time as it came', () => {
    expect(formatTime('soon', 'minute', now)).toBe('soon');
  });
});

describe('formatAge', () => {
  it('uses the largest whole unit in the language of the page', () => {
    expect(formatAge(45_000, 'ja')).toBe('45秒');
    expect(formatAge(3 * 60_000 + 5000, 'ja')).toBe('3分');
    expect(formatAge(2 * 3_600_000, 'en')).toBe('2 hr');
    expect(formatAge(3 * 86_400_000, 'en')).toBe('3 days');
  });
  it('counts a negative span as zero', () => {
    expect(formatAge(-5000, 'ja')).toBe('0秒');
  });
});
