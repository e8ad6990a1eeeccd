import { accept, anonymousSet, counter, drop, jump, match, payload, type Statement, setReference } from 'node-nftables';
import { ISOLATED_COUNTER, ISOLATED_SET } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

/**
 * A device cut off, both directions and families, by its MAC: nothing crosses the bridge but how it keeps its
 * addresses (ARP, neighbour discovery, DHCP). The box's own page is reached by the input hook, not through here.
 */
export function isolationChain(): ChainPlan {
  const neighbours = anonymousSet('nd-router-solicit', 'nd-router-advert', 'nd-neighbor-solicit', 'nd-neighbor-advert');
  const dhcp = (sport: number, dport: number): Statement[] => [
    match(payload('udp', 'sport'), sport),
    match(payload('udp', 'dport'), dport),
    accept(),
  ];
  return {
    name: 'isolation',
    rules: [
      [match(payload('ether', 'type'), 'arp'), accept()],
      [match(payload('icmpv6', 'type'), neighbours), accept()],
      dhcp(68, 67),
      dhcp(67, 68),
      dhcp(546, 547),
      dhcp(547, 546),
      [counter(ISOLATED_COUNTER), drop()],
    ],
  };
}

/** First of all rules: not even a protected destination or an answer goes past it. */
export function isolationRules(): Statement[][] {
  return (['saddr', 'daddr'] as const).map((side) => [
    match(payload('ether', side), setReference(ISOLATED_SET)),
    jump('isolation'),
  ]);
}
