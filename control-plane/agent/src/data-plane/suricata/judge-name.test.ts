import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainListRules, domainPassRules } from './domain-rules.ts';
import { compileDomainLists, type NamePolicy } from './judge-name.ts';

const label = fc.constantFrom('a', 'b', 'evil', 'example', 'co', 'jp');
const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));
const asked = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.')),
  domain.map((name) => `${name}.`),
  domain.map((name) => `.${name}`),
);
const MAC = '02:00:00:00:00:10';
const until = '2999-01-01T00:00:00.000Z';

/** What the engine does with the rules: the expression's group must be in the set. */
function rulesStop(entries: string[], excepted: string[], name: string): boolean {
  const { lines, files } = domainListRules({ name: 'l', entries }, 'drop', 1);
  const set = new Set(
    (files[0]?.text ?? '')
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line, 'base64').toString()),
  );
  const hit = lines.some((line) => {
    const expression = /pcrexform:"(.*?)";/.exec(line)?.[1] ?? '';
    const found = new RegExp(expression.replaceAll('\\\\', '\\')).exec(name)?.[1];
    return found !== undefined && set.has(found);
  });
  const passes = excepted.some((one) => {
    const content = /content:"(.*?)"/.exec(domainPassRules(one, 'any', 1)[0] ?? '')?.[1] ?? '';
    return `.${name}`.endsWith(content);
  });
  return hit && !passes;
}

function policy(entries: string[], excepted: string[], over: Partial<NamePolicy> = {}): NamePolicy {
  return {
    ips: { mode: 'block', preset: 'balanced', disabledRules: [] },
    domainLists: [{ name: 'l', entries }],
    disabledLists: [],
    exceptions: excepted.map((one, index) => ({
      ...{ id: `x-${index}`, target: { kind: 'domain', domain: one }, device: null, until, reason: 'test' },
    })),
    protectedDestinations: ['198.51.100.200'],
    ...over,
  };
}

const conversation = (name: string, peer = '198.51.100.1') => ({
  name,
  mac: MAC,
  direction: 'outbound' as const,
  peer,
});

describe('domain lists without an engine', () => {
  it('agree with the rules made of them, for any names, lists and exceptions', () => {
    const lists = fc.array(domain, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lists, fc.array(domain, { maxLength: 2 }), asked, (entries, excepted, name) => {
        const stopped = compileDomainLists(policy(entries, excepted))(conversation(name)) !== null;
        expect(stopped).toBe(rulesStop(entries, excepted, name));
      }),
      { numRuns: 500 },
    );
  });

  it('stop nothing in the modes that only tell, to a protected destination, or without a name', () => {
    const lists = (over: Partial<NamePolicy>) => compileDomainLists(policy(['evil.example'], [], over));
    expect(lists({})(conversation('www.evil.example'))).toBe('l');
    for (const mode of ['detect', 'off'] as const) {
      const ips = { mode, preset: 'balanced' as const, disabledRules: [] };
      expect(lists({ ips })(conversation('evil.example'))).toBeNull();
    }
    expect(lists({})(conversation('evil.example', '198.51.100.200'))).toBeNull();
    expect(lists({})(conversation(''))).toBeNull();
  });

  it('an exception for one device is for connections that it begins', () => {
    const exceptions = [
      { id: 'x', target: { kind: 'domain' as const, domain: 'evil.example' }, device: MAC, until, reason: 'test' },
    ];
    const judge = compileDomainLists(policy(['evil.example'], [], { exceptions }));
    expect(judge(conversation('evil.example'))).toBeNull();
    expect(judge({ ...conversation('evil.example'), mac: '02:00:00:00:00:99' })).toBe('l');
    expect(judge({ ...conversation('evil.example'), direction: 'inbound' })).toBe('l');
  });
});
