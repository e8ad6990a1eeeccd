import { ok } from '@omamori/contract/result';
import { describe, expect, it } from 'vitest';
import { gateQueueRule } from './queue-gate.ts';
import type { QueueMode, QueueRule } from './queue-rule.ts';

function ruleInMemory(): QueueRule & { stands: QueueMode | null } {
  const rule = {
    stands: null as QueueMode | null,
    installed: async () => ok(rule.stands),
    install: async (mode: QueueMode) => {
      rule.stands = mode;
      return ok(undefined);
    },
    remove: async () => {
      rule.stands = null;
      return ok(undefined);
    },
  };
  return rule;
}

describe('gateQueueRule', () => {
  it('takes an open rule away and gives it back, and the config path sees no drift meanwhile', async () => {
    const rule = ruleInMemory();
    const gate = gateQueueRule(rule);
    await gate.install('open');
    expect(await gate.withdraw()).toEqual(ok(true));
    expect([rule.stands, gate.withdrawn]).toEqual([null, true]);
    expect(await gate.installed()).toEqual(ok('open'));
    await gate.install('open');
    expect(rule.stands).toBeNull();
    await gate.giveBack();
    expect([rule.stands, gate.withdrawn]).toEqual(['open', false]);
  });

  it('leaves a closed rule where it is, and one of which nothing is known', async () => {
    const rule = ruleInMemory();
    const gate = gateQueueRule(rule);
    expect(await gate.withdraw()).toEqual(ok(false));
    rule.stands = 'closed';
    await gate.installed();
    expect(await gate.withdraw()).toEqual(ok(false));
    expect(rule.stands).toBe('closed');
  });

  it('puts the rule back at once when the policy closes while it is withdrawn', async () => {
    const rule = ruleInMemory();
    const gate = gateQueueRule(rule);
    await gate.install('open');
    await gate.withdraw();
    await gate.install('closed');
    expect([rule.stands, gate.withdrawn]).toEqual(['closed', false]);
  });

  it('does one thing at a time, in the order asked', async () => {
    const rule = ruleInMemory();
    const gate = gateQueueRule(rule);
    await Promise.all([gate.install('open'), gate.withdraw(), gate.giveBack(), gate.withdraw()]);
    expect([rule.stands, gate.withdrawn]).toEqual([null, true]);
  });
});
