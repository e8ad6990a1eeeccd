import type { Floods } from '@omamori/contract/desired-state';
import {
  accept,
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
import { type FloodLimits, GUESSED, REFLECTORS } from './flood-limits.ts';
import { BLOCKING_INBOUND, blockedSet, FLOODS_INBOUND } from './flood-names.ts';
import { above, stopChains } from './flood-stop.ts';
import { IP_FAMILIES } from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

/**
 * What begins outside. First who is kept out; then answers nobody asked for (connection tracking knows what was asked);
 * then the limits of one device, for sources that are invented: there the first packet of a stranger is dropped and its
 * repetition let in, which only a real caller sends; last the limits of one source, which lead to a timed block. In this
 * order, since what a flood of invented sources leaves is too little to fill the sets that remember sources.
 */
export function floodsInbound(floods: Floods, limits: FloodLimits): ChainPlan[] {
  return [
    ...FLOODS_INBOUND.flatMap((kind) => stopChains(kind, 'daddr', floods.mode)),
    ...BLOCKING_INBOUND.map((kind) => catchChain(kind, floods)),
    targetsChain(limits),
    strangersChain(limits),
    {
      name: 'inbound',
      rules: [
        ...BLOCKING_INBOUND.flatMap((kind) =>
          each((family) => [
            match(address(family, 'saddr'), setReference(blockedSet(kind, family))),
            jump(`stop_${kind}`),
          ]),
        ),
        ...reflectionRules(limits),
        ...deviceRules(limits),
        ...sourceRules(limits),
      ],
    },
  ];
}

function each(rule: (family: IpFamily) => Statement[]): Statement[][] {
  return IP_FAMILIES.map(rule);
}

function deviceRules(limits: FloodLimits): Statement[][] {
  return [
    ...each((family) => [
      match(meta('l4proto'), 'tcp'),
      match(address(family, 'saddr'), setReference(`proven${family}`), '!='),
      above(`to_syn${family}`, address(family, 'daddr'), limits.syn),
      jump('strangers'),
    ]),
    ...each((family) => [
      match(meta('l4proto'), 'udp'),
      above(`to_udp${family}`, address(family, 'daddr'), limits.udp),
      jump('stop_udp'),
    ]),
    ...each((family) => [
      match(meta('l4proto'), family === 4 ? 'icmp' : 'ipv6-icmp'),
      above(`to_icmp${family}`, address(family, 'daddr'), limits.icmp),
      jump('stop_icmp'),
    ]),
  ];
}

function sourceRules(limits: FloodLimits): Statement[][] {
  return [
    [match(meta('l4proto'), anonymousSet('tcp', 'udp')), jump('targets')],
    ...each((family) => [
      above(`in_rate${family}`, address(family, 'saddr'), limits.connections),
      jump('catch_connections'),
    ]),
    ...each((family) => [
      match(payload('tcp', 'dport'), anonymousSet(...GUESSED)),
      above(`tries${family}`, concat(address(family, 'saddr'), payload('tcp', 'dport')), limits.brute),
      jump('catch_brute'),
    ]),
  ];
}

/** Their sources are real servers that were misused: they are never kept out, the office may need them. */
function reflectionRules({ reflection }: FloodLimits): Statement[][] {
  const reflected = match(payload('udp', 'sport'), anonymousSet(...REFLECTORS));
  return [
    ...each((family) => [
      reflected,
      above(`to_refl${family}`, address(family, 'daddr'), reflection),
      jump('stop_reflection'),
    ]),
    [reflected, accept()],
  ];
}

/** Many ports of one device or one port of many: different targets count, the same one again does not. */
function targetsChain({ scan }: FloodLimits): ChainPlan {
  const target = (family: IpFamily) =>
    concat(address(family, 'saddr'), address(family, 'daddr'), payload('th', 'dport'));
  return {
    name: 'targets',
    rules: [
      ...each((family) => [match(target(family), setReference(`targets${family}`)), returnFromChain()]),
      ...each((family) => [
        setUpdate('add', `targets${family}`, target(family)),
        above(`in_scan${family}`, address(family, 'saddr'), scan),
        jump('catch_scan'),
      ]),
    ],
  };
}

/** The packet is stopped in any case; its source is kept out only where nobody is harmed who was impersonated. */
function catchChain(kind: (typeof BLOCKING_INBOUND)[number], { mode, blockMinutes }: Floods): ChainPlan {
  const keepOut = each((family) => [
    match(address(family, 'saddr'), setReference(`never${family}`), '!='),
    match(address(family, 'saddr'), setReference(`known${family}`), '!='),
    setUpdate('update', blockedSet(kind, family), address(family, 'saddr'), blockMinutes * 60),
  ]);
  return { name: `catch_${kind}`, rules: [...(mode === 'block' ? keepOut : []), [jump(`stop_${kind}`)]] };
}

function strangersChain({ syn }: FloodLimits): ChainPlan {
  const key = (family: IpFamily) => concat(address(family, 'saddr'), address(family, 'daddr'), payload('th', 'dport'));
  return {
    name: 'strangers',
    rules: [
      ...each((family) => [
        match(key(family), setReference(`retry${family}`)),
        above(`to_retry${family}`, address(family, 'daddr'), syn),
        jump('stop_syn'),
      ]),
      ...each((family) => [match(key(family), setReference(`retry${family}`)), returnFromChain()]),
      ...each((family) => [setUpdate('add', `retry${family}`, key(family)), jump('stop_syn')]),
      [jump('stop_syn')],
    ],
  };
}
