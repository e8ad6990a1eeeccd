import { describe, expect, it } from 'vitest';
import { queueDocument } from './nft-queue.ts';

/** What the rules do to a bridged packet with that mark: an interpreter for the few statements they use. */
function walk(rules: readonly (readonly object[])[], start: number): { queued: boolean; mark: number } {
  let mark = start;
  for (const rule of rules) {
    for (const statement of rule) {
      if ('match' in statement && !fits(statement.match as Match, mark)) break;
      if ('mangle' in statement) mark |= (statement.mangle as { value: { '|': [object, number] } }).value['|'][1];
      if ('accept' in statement) return { queued: false, mark };
      if ('queue' in statement) return { queued: true, mark };
    }
  }
  return { queued: false, mark };
}

interface Match {
  readonly left: { readonly meta?: { readonly key: string }; readonly '&'?: readonly [object, number] };
  readonly right: number | string;
}

function fits({ left, right }: Match, mark: number): boolean {
  if (left['&'] !== undefined) return (mark & left['&'][1]) === right;
  return left.meta?.key !== 'mark' || mark === right;
}

describe('queueDocument', () => {
  it('queues bridged packets of both IP families with bypass, never in the bridge family', () => {
    const commands = queueDocument({ queues: 2, bridge: 'br0' }, 'open').nftables;
    const rules = commands.flatMap((command) => ('add' in command && 'rule' in command.add ? [command.add.rule] : []));
    const queues = rules.filter((rule) => rule.expr.some((statement) => 'queue' in statement));
    expect(queues.map((rule) => rule.family)).toEqual(['ip', 'ip6']);
    for (const rule of queues) {
      expect(rule.expr.at(-1)).toEqual({ queue: { num: { range: [0, 1] }, flags: ['bypass'] } });
    }
  });

  it('never queues a packet a second time, whatever marks it or the engine gave it: the verdict "repeat" ends', () => {
    const commands = queueDocument({ queues: 2, bridge: 'br0' }, 'open').nftables;
    const rules = commands.flatMap((command) =>
      'add' in command && 'rule' in command.add && command.add.rule.family === 'ip' ? [command.add.rule.expr] : [],
    );
    for (const origin of [0, 0x10000, 0x20000, 0x30000, 0x77000000]) {
      const first = walk(rules, origin);
      for (const ofEngine of [0, 0x200000, 0x400000, 0x600000]) {
        const second = walk(rules, first.mark | ofEngine);
        expect([first.queued, second.queued]).toEqual([true, false]);
        expect(second.mark & 0x80000).toBe(0x80000);
      }
    }
    expect(walk(rules, 0x480000).queued).toBe(false); // of a conversation that the engine has released
  });

  it('names one queue plainly', () => {
    expect(JSON.stringify(queueDocument({ queues: 1, bridge: 'br0' }, 'open'))).toContain('"queue":{"num":0,');
  });
});
