import { anonymousSet, bitmask, counter, match, meta, type Statement } from 'node-nftables';
import type { BridgePorts } from './generate-ruleset.ts';
import { ANSWERED_COUNTER, MARK_ANSWER, OFFERED_COUNTER, PASSED_COUNTER } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

/**
 * What probation sees of LAN to WAN: real packets of real devices, counted after our rules let them on and once more
 * behind the IP families and the engine (br_netfilter hands back at priority 0), with the answers that came.
 */
export function flowCounterChains(ports: BridgePorts): ChainPlan[] {
  const isIp = match(meta('protocol'), anonymousSet('ip', 'ip6'));
  const fromLan = (name: string): Statement[] => [match(meta('iifname'), ports.lan), isIp, counter(name)];
  const isAnswer = match(bitmask(meta('mark'), MARK_ANSWER), MARK_ANSWER);
  const base = (prio: number) => ({ type: 'filter', hook: 'forward', prio, policy: 'accept' }) as const;
  return [
    { name: 'offered', base: base(-290), rules: [fromLan(OFFERED_COUNTER)] },
    {
      name: 'passed',
      base: base(100),
      rules: [fromLan(PASSED_COUNTER), [match(meta('iifname'), ports.wan), isIp, isAnswer, counter(ANSWERED_COUNTER)]],
    },
  ];
}
