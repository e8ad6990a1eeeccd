import { policySchema } from '@omamori/contract/desired-state';
import { describe, expect, it } from 'vitest';
import { nextEnd, policyAt } from './policy-at.ts';

const at = (minute: number) => `2026-06-01T00:${String(minute).padStart(2, '0')}:00.000Z`;
const ms = (minute: number) => Date.parse(at(minute));
const policy = {
  ...policySchema.parse({
    geo: { blockInbound: [], blockOutbound: [] },
    ports: [],
    ips: { mode: 'block', disabledRules: [] },
    isolation: [
      { mac: '02:00:00:00:00:05', until: at(10), reason: '' },
      { mac: '02:00:00:00:00:06', until: null, reason: '' },
    ],
    exceptions: [{ id: 'a', target: { kind: 'rule', sid: 1 }, device: null, until: at(20), reason: '' }],
  }),
  protectedDestinations: ['198.51.100.200'],
};
const left = (minute: number, issuedAt: string | null = null) => {
  const now = policyAt(policy, issuedAt, ms(minute));
  return [now.isolation.length, now.exceptions.length];
};

describe('policyAt', () => {
  it('leaves out what has ended, to the millisecond, and nothing else', () => {
    expect(left(0)).toEqual([2, 1]);
    expect(left(10)).toEqual([1, 1]);
    expect(left(20)).toEqual([1, 0]);
    expect(policyAt(policy, null, ms(20) - 1).exceptions).toHaveLength(1);
  });

  it('takes a clock from before the signature for that moment', () => {
    expect(left(0, at(15))).toEqual([1, 1]);
    expect(policyAt(policy, at(30), 0).exceptions).toEqual([]);
  });
});

describe('nextEnd', () => {
  it('is the next one to come, and none when only what lasts is left', () => {
    expect([nextEnd(policy, ms(0)), nextEnd(policy, ms(10)), nextEnd(policy, ms(20))]).toEqual([ms(10), ms(20), null]);
  });
});
