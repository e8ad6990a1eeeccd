import type { Application } from '@omamori/contract/application-catalogue';
import {
  type ApplicationPolicy,
  applicationPolicySchema,
  DEFAULT_APPLICATIONS,
} from '@omamori/contract/application-policy';
import { describe, expect, it } from 'vitest';
import { applicationRules, refusedApplications, refusedPayloadRule } from './application-rules.ts';

const catalogue: Application[] = [
  { name: 'Cloud', category: 'cloud-storage', domains: ['cloud.example', 'bank.example'] },
  { name: 'CloudTalk', category: 'messenger', domains: ['talk.cloud.example'] },
  {
    name: 'Remote',
    category: 'remote-control',
    protocols: ['rdp', 'no-such'],
    ports: ['tcp/5938'],
    agents: ['Rem;ote'],
  },
  { name: 'Meet', category: 'meeting', domains: ['meet.example'] },
  { name: 'Base', category: 'vpn', generic: true, domains: ['base.example'] },
];
const PC = '02:00:00:00:00:01';
const addressesOf = (mac: string) => (mac === PC ? ['192.0.2.7', '2001:db8::7'] : []);
const made = (policy: Partial<ApplicationPolicy>) => {
  const refused = refusedApplications(catalogue, { ...DEFAULT_APPLICATIONS, ...policy }, addressesOf);
  const rules = applicationRules(refused, { catalogue, protectedNames: ['bank.example', 'pay.cloud.example'] });
  const names = rules.files.flatMap(({ text }) =>
    text.split('\n').map((line) => Buffer.from(line, 'base64').toString()),
  );
  return { refused, names: names.filter((name) => name !== ''), lines: rules.lines };
};

describe('a refused application', () => {
  it('is refused by its names in every way, but for protected ones and those of others below them', () => {
    const { lines, names } = made({ categories: [{ category: 'cloud-storage', mode: 'block', spared: [] }] });
    expect(names).toEqual(['cloud.example']);
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).toContain('content:!".talk.cloud.example"; endswith;');
      expect(line).toContain('content:!".pay.cloud.example"; endswith;');
      expect(line).toContain('omamori_told nobody, omamori_refused application');
    }
  });

  it('is refused by protocol, port and agent towards the outside, not on a spared device', () => {
    const { lines } = made({ applications: [{ application: 'Remote', mode: 'block', spared: [PC] }] });
    const from = '[$HOME_NET,![192.0.2.7,2001:db8::7]] any -> $EXTERNAL_NET';
    expect(lines.map((line) => line.split(' (')[0])).toEqual([
      `rejectboth tcp ${from} any`,
      `rejectboth tcp ${from} 5938`,
      `drop http ${from} any`,
    ]);
    expect(lines[2]).toContain('http.user_agent; content:"Rem|3b|ote";');
    expect(lines[0]).toContain('omamori_application Remote');
  });

  it('is never a meeting, a platform, or one nobody named', () => {
    expect(made({ applications: [{ application: 'Meet', mode: 'block', spared: [] }] }).refused).toEqual([]);
    expect(made({ categories: [{ category: 'vpn', mode: 'block', spared: [] }] }).refused).toEqual([]);
    expect(made({}).lines).toEqual([]);
    const meeting = { categories: [{ category: 'meeting', mode: 'block', spared: [] }] };
    expect(applicationPolicySchema.safeParse(meeting).success).toBe(false);
  });

  it('known by its payload drops on whichever end, and other rules stay as they are', () => {
    const { refused } = made({ applications: [{ application: 'Remote', mode: 'block', spared: [PC] }] });
    const byName = new Map(refused.map((one) => [one.application.name, one]));
    const rule = (name: string) =>
      `alert tcp any any -> any 99 (msg:"x"; metadata:omamori_application ${name}; sid:1;)`;
    const ends = '![192.0.2.7,2001:db8::7]';
    expect(refusedPayloadRule(rule('Remote'), byName)).toMatch(`drop tcp ${ends} any -> ${ends} 99 (msg:`);
    expect(refusedPayloadRule(rule('Cloud'), byName)).toBe(rule('Cloud'));
  });
});
