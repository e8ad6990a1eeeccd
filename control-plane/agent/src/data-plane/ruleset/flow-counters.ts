import { accept, anonymousSet, bitmask, counter, match, meta, rawPayload, type Statement } from 'node-nftables';
import type { BridgePorts } from './generate-ruleset.ts';
import {
  ANSWERED_COUNTER,
  INSPECTED_COUNTER,
  MARK_ANSWER,
  MARK_HANDED,
  MARK_INSPECTED,
  MARK_REFUSE,
  MARK_TRUSTED,
  OFFERED_COUNTER,
  PASSED_COUNTER,
  TRUSTED_COUNTER,
  UNINSPECTED_COUNTER,
} from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

/** Wrappings of IP that the kernel does not open for the engine: a second VLAN tag (802.1Q, 802.1ad), MPLS. */
const UNOPENED = anonymousSet(0x8100, 0x88a8, 0x8847, 0x8848);
const PPPOE_SESSION = 0x8864; // RFC 2516; opened, unless the kernel's setting is off
/** Behind the PPPoE header; what else PPP says is its own (RFC 1661), no traffic of the office. */
const pppCarriesIp = match(rawPayload('nh', 48, 16), anonymousSet(0x0021, 0x0057));

/**
 * What probation sees of LAN to WAN: real packets of real devices, counted after our rules let them on and once more
 * behind the IP families and the engine (br_netfilter hands back at priority 0), with the answers that came. And what
 * went on with the engine's verdict and without: the kernel counts it, whether engine and agent live or not.
 */
export function flowCounterChains(ports: BridgePorts): ChainPlan[] {
  const isIp = match(meta('protocol'), anonymousSet('ip', 'ip6'));
  const fromLan = (name: string): Statement[] => [match(meta('iifname'), ports.lan), isIp, counter(name)];
  const notRefused = match(bitmask(meta('mark'), MARK_REFUSE), 0);
  const isAnswer = match(bitmask(meta('mark'), MARK_ANSWER), MARK_ANSWER);
  // The packet with which the engine releases a conversation was handed over and inspected itself.
  const isTrusted = match(bitmask(meta('mark'), MARK_TRUSTED | MARK_HANDED), MARK_TRUSTED);
  const wrapped: Statement[][] = [
    [match(meta('protocol'), UNOPENED)],
    [pppCarriesIp, match(meta('protocol'), PPPOE_SESSION)], // the other way round nft 1.0.6 dies when it lists the rule
  ];
  const inspected = (carried: readonly Statement[], value: number, name: string): Statement[] => [
    ...carried,
    match(bitmask(meta('mark'), MARK_INSPECTED), value),
    counter(name),
  ];
  const base = (prio: number) => ({ type: 'filter', hook: 'forward', prio, policy: 'accept' }) as const;
  return [
    { name: 'offered', base: base(-290), rules: [[notRefused, ...fromLan(OFFERED_COUNTER)]] },
    {
      name: 'passed',
      base: base(100),
      rules: [
        fromLan(PASSED_COUNTER),
        [match(meta('iifname'), ports.wan), isIp, isAnswer, counter(ANSWERED_COUNTER)],
        [isIp, isTrusted, counter(TRUSTED_COUNTER), accept()],
        ...[[isIp], ...wrapped].flatMap((carried) => [
          inspected(carried, MARK_INSPECTED, INSPECTED_COUNTER),
          inspected(carried, 0, UNINSPECTED_COUNTER),
        ]),
      ],
    },
  ];
}
