import { ct, mangle, match, meta } from 'node-nftables';
import { MARK_ANSWER, MARK_BOTH, MARK_FROM_WAN } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

/**
 * Tells answers apart for the bridge chains, which have no connection tracking of their own on every kernel:
 * br_netfilter shows bridged packets to the IP families first (priority −140: after conntrack at −200), and the mark
 * survives until the bridge's forward hook. Without it every packet counts as a new attempt: blocked, never let in.
 */
export function answerChain(): ChainPlan {
  const isReply = match(ct('direction'), 'reply');
  return {
    name: 'prerouting',
    base: { type: 'filter', hook: 'prerouting', prio: -140, policy: 'accept' },
    rules: [
      [isReply, match(meta('mark'), MARK_FROM_WAN), mangle(meta('mark'), MARK_BOTH)],
      [isReply, match(meta('mark'), 0), mangle(meta('mark'), MARK_ANSWER)],
    ],
  };
}
