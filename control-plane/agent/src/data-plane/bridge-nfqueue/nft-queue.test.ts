import { describe, expect, it } from 'vitest';
import { queueDocument } from './nft-queue.ts';

describe('queueDocument', () => {
  it('queues bridged packets of both IP families with bypass, never in the bridge family', () => {
    const commands = queueDocument({ queues: 2, bridge: 'br0' }, 'open').nftables;
    const rules = commands.flatMap((command) => ('add' in command && 'rule' in command.add ? [command.add.rule] : []));
    expect(rules.map((rule) => rule.family)).toEqual(['ip', 'ip6']);
    for (const rule of rules) {
      expect(rule.expr.at(-1)).toEqual({ queue: { num: { range: [0, 1] }, flags: ['bypass'] } });
    }
  });

  it('names one queue plainly', () => {
    expect(JSON.stringify(queueDocument({ queues: 1, bridge: 'br0' }, 'open'))).toContain('"queue":{"num":0,');
  });
});
