import { type Policy, policySchema } from '@omamori/contract/desired-state';
import { describe, expect, it } from 'vitest';
import { samePolicy, toDraft, toPolicy } from './policy-draft.ts';

const policy: Policy = policySchema.parse({
  geo: { blockInbound: ['LV'], blockOutbound: [] },
  ports: [{ protocol: 'tcp', port: 3389, allow: ['203.0.113.9', '2001:db8::/32'] }],
  ips: { mode: 'block', disabledRules: [9000001] },
});
const [line] = toDraft(policy).ports;
if (line === undefined) throw new Error('the draft has lost its line');

describe('the form of the policy', () => {
  it('says again exactly what it was given, also the rules that it does not show', () => {
    expect(toPolicy(toDraft(policy))).toEqual({ ok: true, policy });
  });
  it('takes addresses divided by commas, spaces or Japanese commas', () => {
    const result = toPolicy({ ...toDraft(policy), ports: [{ ...line, allow: '192.0.2.1、192.0.2.2 2001:db8::1' }] });
    expect(result.ok && result.policy.ports[0]?.allow).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  });
  it('names the line that is wrong', () => {
    const wrong = [
      { ...line, key: 1, port: '0' },
      { ...line, key: 2, allow: 'example.jp' },
      { ...line, key: 3, port: '22', allow: '192.0.2.256' },
    ];
    expect(toPolicy({ ...toDraft(policy), ports: wrong })).toEqual({
      ok: false,
      problems: new Map([
        [1, 'port'],
        [2, 'allow'],
        [3, 'allow'],
      ]),
    });
    expect(toPolicy({ ...toDraft(policy), ports: [line, { ...line, key: 7 }] })).toEqual({
      ok: false,
      problems: new Map([[7, 'twice']]),
    });
  });
  it('sees no change in another order of the countries', () => {
    const two = (countries: string[]): Policy => ({
      ...policy,
      geo: { ...policy.geo, blockInbound: countries, blockOutbound: [] },
    });
    expect(samePolicy(two(['LV', 'KP']), two(['KP', 'LV']))).toBe(true);
    expect(samePolicy(two(['LV']), policy)).toBe(true);
    expect(samePolicy(two(['KP']), policy)).toBe(false);
  });
});
