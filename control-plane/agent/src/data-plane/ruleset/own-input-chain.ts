import { accept, anonymousSet, bitmask, counter, ct, drop, match, meta, payload } from 'node-nftables';
import { MARK_FROM_WAN, OWN_REFUSED_COUNTER } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

/**
 * Frames to the box itself: from the WAN port only answers, neighbour discovery (RFC 4861; the box needs its router)
 * and address configuration; from the LAN everything. ARP is no IP family and passes here anyway.
 */
export function ownInputChain(): ChainPlan {
  const neighbourTypes = ['nd-router-advert', 'nd-neighbor-solicit', 'nd-neighbor-advert', 'mld-listener-query'];
  return {
    name: 'input',
    base: { type: 'filter', hook: 'input', prio: -10, policy: 'accept' },
    rules: [
      [match(bitmask(meta('mark'), MARK_FROM_WAN), 0), accept()],
      [match(ct('state'), ['established', 'related'], 'in'), accept()],
      [match(payload('icmpv6', 'type'), anonymousSet(...neighbourTypes)), accept()],
      [match(payload('udp', 'sport'), 67), match(payload('udp', 'dport'), 68), accept()],
      [match(payload('udp', 'sport'), 547), match(payload('udp', 'dport'), 546), accept()],
      [counter(OWN_REFUSED_COUNTER), drop()],
    ],
  };
}
