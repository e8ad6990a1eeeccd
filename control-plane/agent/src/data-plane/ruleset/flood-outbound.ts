import type { Floods } from '@omamori/contract/desired-state';
import {
  anonymousSet,
  concat,
  jump,
  match,
  meta,
  payload,
  returnFromChain,
  type Statement,
  setReference,
  setUpdate,
} from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';
import { address } from './flood-address.ts';
import { type FloodLimits, MAIL_OUT, SWEPT } from './flood-limits.ts';
import { BLOCKING_OUTBOUND, FLOODS_OUTBOUND, heldSet } from './flood-names.ts';
import { above, stopChains } from './flood-stop.ts';
import { IP_FAMILIES } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

const PORTS = { spam: MAIL_OUT, sweep: SWEPT } as const;

/**
 * What a device of the office begins, told apart by its MAC: an infected one may invent addresses. A block holds for
 * mail or for the swept ports alone: whoever sits at the device goes on working until somebody calls.
 */
export function floodsOutbound(floods: Floods, limits: FloodLimits): ChainPlan[] {
  const device = payload('ether', 'saddr');
  const spared: Statement[][] = [
    [match(device, setReference('busy')), returnFromChain()],
    ...IP_FAMILIES.map((family) => [
      match(address(family, 'daddr'), setReference(`never${family}`)),
      returnFromChain(),
    ]),
  ];
  return [
    ...FLOODS_OUTBOUND.flatMap((kind) => stopChains(kind, 'saddr', floods.mode)),
    ...BLOCKING_OUTBOUND.map((kind) => catchChain(kind, floods)),
    sweepChain(limits),
    {
      name: 'outbound',
      rules: [
        ...spared,
        ...BLOCKING_OUTBOUND.map((kind) => [
          toPorts(kind),
          match(device, setReference(heldSet(kind))),
          jump(`stop_${kind}`),
        ]),
        [toPorts('spam'), above('out_mail', device, limits.spam), jump('catch_spam')],
        [toPorts('sweep'), jump('swept')],
        [match(meta('l4proto'), 'tcp'), above('out_tcp', device, limits.burstTcp), jump('stop_burst')],
        [match(meta('l4proto'), 'tcp', '!='), above('out_udp', device, limits.burstUdp), jump('stop_burst')],
      ],
    },
  ];
}

function toPorts(kind: keyof typeof PORTS): Statement {
  return match(payload('tcp', 'dport'), anonymousSet(...PORTS[kind]));
}

function sweepChain({ sweep }: FloodLimits): ChainPlan {
  const device = payload('ether', 'saddr');
  const target = (family: IpFamily) => concat(device, address(family, 'daddr'), payload('tcp', 'dport'));
  return {
    name: 'swept',
    rules: [
      ...IP_FAMILIES.map((family) => [match(target(family), setReference(`reached${family}`)), returnFromChain()]),
      ...IP_FAMILIES.map((family) => [
        setUpdate('add', `reached${family}`, target(family)),
        above('out_sweep', device, sweep),
        jump('catch_sweep'),
      ]),
    ],
  };
}

function catchChain(kind: (typeof BLOCKING_OUTBOUND)[number], { mode, blockMinutes }: Floods): ChainPlan {
  const hold = [[setUpdate('update', heldSet(kind), payload('ether', 'saddr'), blockMinutes * 60)]];
  return { name: `catch_${kind}`, rules: [...(mode === 'block' ? hold : []), [jump(`stop_${kind}`)]] };
}
