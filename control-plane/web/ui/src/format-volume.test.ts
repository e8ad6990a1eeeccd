import { describe, expect, it } from 'vitest';
import { formatVolume } from './format-volume.ts';

describe('formatVolume', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [3_449_000, '3.4 MB'],
    [250_000_000, '250 MB'],
    [7.2e15, '7,200 TB'],
  ])('tells %d bytes in the unit that fits', (bytes, expected) => {
    expect(formatVolume(bytes, 'en')).toBe(expected);
  });
});
