// Refusing at once instead of silence, for connections that the office opens: a rule of the bridge marks the packet and
// lets it on, `table inet` answers it where br_netfilter shows it to the IP families (TCP reset, else ICMP "port
// unreachable"), and what came by all the same is dropped behind. Outsiders are answered nothing.
import { accept, bitmask, counter, drop, mangle, match, meta, payload, reject, type Statement } from 'node-nftables';
import type { BridgePorts } from './generate-ruleset.ts';
import {
  MARK_LET_ON,
  MARK_NOT_ON,
  MARK_REFUSE,
  NOT_ON_COUNTER,
  QUIC_COUNTER,
  REFUSED_COUNTER,
} from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

const isRefused = match(bitmask(meta('mark'), MARK_REFUSE), MARK_REFUSE);

/** The last word of a chain that blocks, for packets of the office; others go on to its drop. */
export function refuseRules(counted: string, { lan }: BridgePorts): Statement[][] {
  return [[match(meta('iifname'), lan), counter(counted), mangle(meta('mark'), MARK_REFUSE), accept()]];
}

/** Policy `block`: no QUIC (RFC 9000) leaves, browsers take TCP at once, where names and pages can be read. */
export function quicRules(quic: 'inspect' | 'block'): Statement[][] {
  if (quic === 'inspect') return [];
  return [[match(payload('udp', 'dport'), 443), counter(QUIC_COUNTER), mangle(meta('mark'), MARK_REFUSE), accept()]];
}

/** Before the queue (0): the engine does not see what is refused. */
export function refuseChain(): ChainPlan {
  return {
    name: 'forward',
    base: { type: 'filter', hook: 'forward', prio: -10, policy: 'accept' },
    rules: [
      [isRefused, match(meta('l4proto'), 'tcp'), reject({ type: 'tcp reset' })],
      [isRefused, reject({ type: 'icmpx', expr: 'port-unreachable' })],
    ],
  };
}

/** Behind the IP families and the queue: blocks hold although no table answered, and what the engine marked ends here. */
export function notOnChain(): ChainPlan {
  return {
    name: 'not_on',
    base: { type: 'filter', hook: 'forward', prio: 50, policy: 'accept' },
    rules: [
      [isRefused, counter(REFUSED_COUNTER), drop()],
      [match(bitmask(meta('mark'), MARK_NOT_ON | MARK_LET_ON), MARK_NOT_ON), counter(NOT_ON_COUNTER), drop()],
    ],
  };
}
