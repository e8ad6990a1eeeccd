import { describe, expect, it } from 'vitest';
import { delaysOf } from './scenario.ts';

describe('delays', () => {
  it('are median and 99th percentile by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(delaysOf(hundred)).toEqual({ median: 50, p99: 99, attacks: 100 });
    expect(delaysOf([7])).toEqual({ median: 7, p99: 7, attacks: 1 });
    expect(delaysOf([])).toBeNull();
  });
});
