import { describe, expect, test } from 'vitest';
import { partToTell } from './plan-notice.ts';

const told = { part: 1, outcome: 'stopped', severity: 'high' } as const;

describe('what is to be told', () => {
  test('the first time always, but for what was judged harmless or closed', () => {
    expect(partToTell(undefined, { ...told, state: 'new' })).toBe(1);
    expect(partToTell(undefined, { ...told, state: 'confirmed' })).toBe(1);
    expect(partToTell(undefined, { ...told, state: 'false-positive' })).toBeUndefined();
    expect(partToTell(undefined, { ...told, state: 'closed' })).toBeUndefined();
  });

  test('later only what got worse', () => {
    expect(partToTell(told, { ...told, state: 'new' })).toBeUndefined();
    expect(partToTell(told, { outcome: 'unknown', severity: 'high', state: 'new' })).toBeUndefined();
    expect(partToTell(told, { outcome: 'not-stopped', severity: 'high', state: 'notified' })).toBe(2);
    expect(partToTell(told, { outcome: 'stopped', severity: 'critical', state: 'new' })).toBe(2);
    const worst = { part: 2, outcome: 'not-stopped', severity: 'critical' } as const;
    expect(partToTell(worst, { ...worst, state: 'new' })).toBeUndefined();
  });
});
