import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { selectRules } from './select-rules.ts';

const RULES = Buffer.from(`# a comment
drop tcp any any -> any any (msg:"one"; sid:1; rev:1;)
alert tcp any any -> any any (msg:"two drop "; sid:22; rev:1;)

reject tcp any any -> any any \\
   (msg:"three"; sid:333; rev:1;)
#drop tcp any any -> any any (msg:"switched off"; sid:4;)
`);
const select = (mode: 'block' | 'detect' | 'off', disabledRules: number[] = []) =>
  selectRules(RULES, [], {
    ips: { mode, disabledRules, preset: 'balanced' },
    protectedDestinations: ['192.0.2.1', '2001:db8::/32'],
    domainLists: [],
    disabledLists: [],
    exceptions: [],
    addressesOf: () => [],
  });
const actions = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);

describe('selectRules', () => {
  it('leaves the rules as they are in mode block, joins continued lines and counts what the engine will count', () => {
    const { text, count } = select('block');
    expect(actions(text)).toEqual(['pass', 'drop', 'alert', 'reject']);
    expect(count).toBe(4);
  });

  it('blocks nothing in mode detect, and changes the action only', () => {
    const { text } = select('detect');
    expect(actions(text)).toEqual(['pass', 'alert', 'alert', 'alert']);
    expect(text).toContain('msg:"two drop "');
  });

  it('keeps nothing but the protection of the center in mode off', () => {
    expect(actions(select('off').text)).toEqual(['pass']);
    expect(select('off').text).toContain('[192.0.2.1,2001:db8::/32]');
  });

  it('leaves out a disabled rule by its number, not by a part of it', () => {
    expect(select('block', [1]).count).toBe(3);
    expect(select('block', [2, 3, 33]).count).toBe(4);
    expect(select('block', [333]).text).not.toContain('three');
  });

  it('takes the preset that the bundle names before the priority, and with it all quieter ones', () => {
    const marked = ['connectivity', 'balanced', 'security'].map(
      (preset, index) =>
        `drop tcp any any -> any any (msg:"${preset}"; priority:${3 - index}; sid:${index + 1}; metadata:created_at 2020_01_01, omamori_preset ${preset}, omamori_severity low;)\n`,
    );
    const plain = 'drop tcp any any -> any any (msg:"omamori_preset connectivity"; priority:3; sid:9;)\n';
    const rules = Buffer.from(marked.join('') + plain);
    const taken = (preset: 'connectivity' | 'balanced' | 'security') =>
      selectRules(rules, [], {
        ips: { mode: 'block', disabledRules: [], preset },
        protectedDestinations: ['192.0.2.1'],
        domainLists: [],
        disabledLists: [],
        exceptions: [],
        addressesOf: () => [],
      }).count - 1;
    expect([taken('connectivity'), taken('balanced'), taken('security')]).toEqual([1, 2, 4]);
  });

  it.each(['connectivity', 'balanced', 'security'] as const)(
    'never takes an own rule for %s without the rules that remember for it',
    (preset) => {
      const own = ['base', 'applications'].map((name) =>
        readFileSync(new URL(`../../../../../rules/suricata/omamori-${name}.rules`, import.meta.url)),
      );
      const { text } = selectRules(Buffer.concat(own), [], {
        ips: { mode: 'block', disabledRules: [], preset },
        protectedDestinations: ['192.0.2.1'],
        domainLists: [],
        disabledLists: [],
        exceptions: [],
        addressesOf: () => [],
      });
      const bits = (verb: string) =>
        [...text.matchAll(new RegExp(`flowbits:${verb},([\\w.]+);`, 'g'))].map(([, bit]) => bit);
      expect(new Set(bits('(?:set|toggle)'))).toEqual(new Set([...bits('(?:set|toggle)'), ...bits('is(?:not)?set')]));
    },
  );

  it('leaves out what a rule says of a port that the policy closes', () => {
    const about = (port: number) =>
      `alert tcp any ${port} -> any any (msg:"open"; metadata:omamori_port ${port}; priority:1; sid:${port}; rev:1;)\n`;
    const { text } = selectRules(Buffer.from(about(3389) + about(338)), [], {
      ips: { mode: 'block', disabledRules: [], preset: 'balanced' },
      ports: [{ protocol: 'tcp', port: 3389, allow: [] }],
      protectedDestinations: [],
      domainLists: [],
      disabledLists: [],
      exceptions: [],
      addressesOf: () => [],
    });
    expect(text).not.toContain('sid:3389;');
    expect(text).toContain('sid:338;');
  });

  it('gives another key for another selection', () => {
    expect(new Set([select('block').key, select('detect').key, select('block', [1]).key]).size).toBe(3);
    expect(select('block').key).toBe(select('block').key);
  });
});
