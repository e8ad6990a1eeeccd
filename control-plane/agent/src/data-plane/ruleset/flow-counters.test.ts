import { expect, it } from 'vitest';
import { flowCounterChains } from './flow-counters.ts';
import { INSPECTED_COUNTER, UNINSPECTED_COUNTER } from './ruleset-names.ts';

/** What is asked for before each rule that counts under the name, as text. */
function asked(counter: string): string[] {
  const rules = flowCounterChains({ lan: 'lan', wan: 'wan', bridge: 'br0' }).flatMap((chain) => chain.rules);
  return rules.filter((rule) => JSON.stringify(rule).includes(`"${counter}"`)).map((rule) => JSON.stringify(rule));
}

it.each([
  ['IPv4 and IPv6', '"ip6"'],
  ['a second VLAN tag', String(0x8100)],
  ['a second tag of a provider', String(0x88a8)],
  ['MPLS', String(0x8847)],
  ['a session of PPPoE', String(0x8864)],
])('counts %s under "inspected" and under "uninspected"', (_name, word) => {
  for (const counter of [INSPECTED_COUNTER, UNINSPECTED_COUNTER]) {
    expect(asked(counter).filter((rule) => rule.includes(word))).toHaveLength(1);
  }
});

it('does not count what PPP says for itself', () => {
  const session = asked(UNINSPECTED_COUNTER).find((rule) => rule.includes(String(0x8864)));
  expect(session).toContain(JSON.stringify({ set: [0x0021, 0x0057] }));
});
