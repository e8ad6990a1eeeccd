// table inet omamori_floods: after the bridge's lists, before the engine. Only packets that begin something are judged:
// what belongs to a conversation that the other side answered goes on untouched, whoever its source is.
// Full sets: a rule that cannot remember ends there and stops nothing; the limits by device of the office still hold.
import type { Floods } from '@omamori/contract/desired-state';
import { accept, bitmask, ct, jump, match, meta, type Statement, setUpdate } from 'node-nftables';
import { type AddressPrefix, type IpFamily, outermostPrefixes } from '../../platform/address-prefix.ts';
import { exceptionRules, exceptionSets } from './exception-rules.ts';
import { address } from './flood-address.ts';
import { floodsInbound } from './flood-inbound.ts';
import { FLOOD_LIMITS } from './flood-limits.ts';
import {
  BLOCKING_INBOUND,
  BLOCKING_OUTBOUND,
  blockedSet,
  FLOOD_KINDS,
  FLOOD_PRIORITY,
  FLOOD_TABLE,
  FLOOD_UNTOLD_COUNTER,
  heldSet,
  hitSet,
} from './flood-names.ts';
import { floodsOutbound } from './flood-outbound.ts';
import type { RulesetInput } from './generate-ruleset.ts';
import { IP_FAMILIES, MARK_ANSWER, MARK_BOTH, MARK_FROM_WAN } from './ruleset-names.ts';
import type { ChainPlan, SetPlan, TablePlan } from './ruleset-plan.ts';

type FloodInput = Pick<RulesetInput, 'exceptions' | 'protectedDestinations'>;

const MANY = 65_536;
const SOME = 16_384;
const DAY_SECONDS = 86_400;

/** Without rules when the guard is off: sets and what they remember go too. */
export function floodTable(floods: Floods, input: FloodInput, homeNetworks: readonly string[]): TablePlan {
  if (floods.mode === 'off') return { ref: FLOOD_TABLE, counters: [], sets: [], chains: [] };
  const addressed = input.exceptions.filter(({ target }) => target.kind === 'address');
  const limits = FLOOD_LIMITS[floods.profile];
  return {
    ref: FLOOD_TABLE,
    counters: [FLOOD_UNTOLD_COUNTER],
    sets: [
      ...exceptionSets(addressed),
      ...neverSets([...input.protectedDestinations, ...homeNetworks]),
      { name: 'busy', type: 'ether_addr', flags: [], contents: [...new Set(floods.busyDevices)].sort() },
      ...memorySets(),
    ],
    chains: [
      ...floodsInbound(floods, limits),
      ...floodsOutbound(floods, limits),
      {
        name: 'forward',
        base: { type: 'filter', hook: 'forward', prio: FLOOD_PRIORITY, policy: 'accept' },
        rules: [...exceptionRules(addressed), ...conversationRules(), ...sideRules()],
      } satisfies ChainPlan,
    ],
  };
}

/** Whom the office asked and who answered is `known`; who outside really holds a connection is `proven`. */
function conversationRules(): Statement[][] {
  const from = (value: number): Statement => match(bitmask(meta('mark'), MARK_BOTH), value);
  const established = match(ct('state'), ['established', 'related'], 'in');
  return [
    ...IP_FAMILIES.map((family) => [from(MARK_BOTH), setUpdate('update', `known${family}`, address(family, 'saddr'))]),
    [match(bitmask(meta('mark'), MARK_ANSWER), MARK_ANSWER), accept()],
    ...IP_FAMILIES.map((family) => [
      from(MARK_FROM_WAN),
      match(meta('l4proto'), 'tcp'),
      established,
      setUpdate('update', `proven${family}`, address(family, 'saddr')),
    ]),
    [match(ct('state'), ['established', 'related', 'invalid', 'untracked'], 'in'), accept()],
  ];
}

function sideRules(): Statement[][] {
  const fromWan = bitmask(meta('mark'), MARK_FROM_WAN);
  return [[match(fromWan, MARK_FROM_WAN), jump('inbound')], [jump('outbound')]];
}

/** The center, updates, the router and the office itself: no invented source can make the box keep them out. */
function neverSets(texts: readonly string[]): SetPlan[] {
  return IP_FAMILIES.map((family) => {
    const contents: AddressPrefix[] = outermostPrefixes(texts, family);
    return { name: `never${family}`, type: typeOf(family), flags: ['interval'], contents };
  });
}

function memorySets(): SetPlan[] {
  return [
    ...IP_FAMILIES.flatMap((family) => {
      const ip = typeOf(family);
      return [
        remembered(`known${family}`, ip, 3600, MANY),
        remembered(`proven${family}`, ip, 600, MANY),
        remembered(`targets${family}`, [ip, ip, 'inet_service'], 60, MANY),
        remembered(`retry${family}`, [ip, ip, 'inet_service'], 15, MANY / 2),
        remembered(`reached${family}`, ['ether_addr', ip, 'inet_service'], 60, MANY / 2),
        remembered(`tries${family}`, [ip, 'inet_service'], 300, SOME),
        ...['in_rate', 'in_scan'].map((name) => remembered(`${name}${family}`, ip, 60, MANY)),
        ...['to_syn', 'to_retry', 'to_udp', 'to_icmp', 'to_refl'].map((name) =>
          remembered(`${name}${family}`, ip, 60, 4096),
        ),
        ...FLOOD_KINDS.map((kind) => counted(hitSet(kind, family), ip, DAY_SECONDS, 4096)),
        ...BLOCKING_INBOUND.map((kind) => counted(blockedSet(kind, family), ip, 600, SOME)),
      ];
    }),
    ...['out_tcp', 'out_udp', 'out_mail', 'out_sweep'].map((name) => remembered(name, 'ether_addr', 600, 4096)),
    ...BLOCKING_OUTBOUND.map((kind) => counted(heldSet(kind), 'ether_addr', 600, 4096)),
  ];
}

function remembered(name: string, type: SetPlan['type'], timeout: number, size: number): SetPlan {
  return { name, type, flags: ['timeout', 'dynamic'], timeout, size, contents: 'kernel' };
}

function counted(name: string, type: SetPlan['type'], timeout: number, size: number): SetPlan {
  return { ...remembered(name, type, timeout, size), stmt: [{ counter: null }] };
}

function typeOf(family: IpFamily): 'ipv4_addr' | 'ipv6_addr' {
  return family === 4 ? 'ipv4_addr' : 'ipv6_addr';
}
