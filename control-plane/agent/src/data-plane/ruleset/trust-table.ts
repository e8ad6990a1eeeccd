import type { DesiredState } from '@omamori/contract/desired-state';
import { bitmask, bitOr, ct, mangle, match, meta } from 'node-nftables';
import { MARK_INSPECTED, MARK_TRUSTED, TRUST_TABLE } from './ruleset-names.ts';
import type { TablePlan } from './ruleset-plan.ts';

/** The engine's queue is at priority 0: one chain just before it, one just behind it. */
const BEFORE = -5;
const BEHIND = 5;

/**
 * Conversations in which the engine has nothing more to see (encrypted ones after their handshake) go past it. The lists
 * of the bridge and the flood guard come before and hold for them as for all others. Without rules when the policy wants
 * all traffic inspected: what was trusted before is then handed to the engine again.
 */
export function trustTable(trustedFlows: DesiredState['trustedFlows']): TablePlan {
  const nothing: TablePlan = { ref: TRUST_TABLE, counters: [], sets: [], chains: [] };
  if (trustedFlows === 'inspect') return nothing;
  const mark = meta('mark');
  const forward = (prio: number) => ({ type: 'filter', hook: 'forward', prio, policy: 'accept' }) as const;
  const isTrusted = match(bitmask(ct('mark'), MARK_TRUSTED), MARK_TRUSTED);
  return {
    ...nothing,
    chains: [
      {
        name: 'past_the_engine',
        base: forward(BEFORE),
        rules: [[isTrusted, mangle(mark, bitOr(mark, MARK_TRUSTED | MARK_INSPECTED))]],
      },
      {
        name: 'released',
        base: forward(BEHIND),
        rules: [[match(bitmask(mark, MARK_TRUSTED), MARK_TRUSTED), mangle(ct('mark'), MARK_TRUSTED)]],
      },
    ],
  };
}
