// table bridge, forward −300, read top to bottom: isolation → neighbour discovery → protected destinations → timed
// exceptions → allow lists of the closed ports → closed ports → the policy's address lists → the bundle's → countries. Accept means "no block by a list"; the engine still sees the packet.
import {
  accept,
  anonymousSet,
  bitmask,
  concat,
  counter,
  drop,
  jump,
  limit,
  log,
  match,
  meta,
  payload,
  returnFromChain,
  type Statement,
  setReference,
  setUpdate,
} from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';
import { exceptionRules } from './exception-rules.ts';
import type { BridgePorts, FeedAddresses, RulesetInput } from './generate-ruleset.ts';
import { isolationChain, isolationRules } from './isolation-chain.ts';
import { quicRules, refuseRules } from './refuse-chains.ts';
import {
  addressListSet,
  allowSet,
  BLOCK_GROUP,
  BLOCK_REASONS,
  BLOCK_SNAPLEN,
  type BlockReason,
  blockCounter,
  blockPrefix,
  countrySet,
  FEED_MARK,
  feedChain,
  feedSet,
  geoExceptSet,
  IP_FAMILIES,
  ledgerSet,
  listChain,
  MARK_ANSWER,
  MARK_BOTH,
  MARK_FROM_WAN,
  nameOfReason,
  protectedSet,
} from './ruleset-names.ts';
import type { ChainPlan } from './ruleset-plan.ts';

export function forwardChains(input: RulesetInput, ports: BridgePorts, feeds: readonly FeedAddresses[]): ChainPlan[] {
  return [
    isolationChain(),
    ...BLOCK_REASONS.map(ledgerChain),
    ...input.ports.map(({ protocol, port }) =>
      blockChain('port', portChain(protocol, port), `${protocol}/${port}`, ports),
    ),
    ...input.geo.blockInbound.map((country) => blockChain('geo-in', countryChain('geo-in', country), country, ports)),
    ...input.geo.blockOutbound.map((country) =>
      blockChain('geo-out', countryChain('geo-out', country), country, ports),
    ),
    ...input.addressLists.map(({ name }) => blockChain('list', listChain(name), name, ports)),
    ...feeds.map(({ id }) => blockChain('list', feedChain(id), `${FEED_MARK}${id}`, ports)),
    { name: 'from_wan', rules: fromWanRules(input, feeds) },
    { name: 'from_lan', rules: fromLanRules(input, feeds) },
    {
      name: 'forward',
      base: { type: 'filter', hook: 'forward', prio: -300, policy: 'accept' },
      rules: forwardRules(input, ports),
    },
  ];
}

/** Answers skip both chains: a download is not looked up packet by packet. */
function forwardRules(input: RulesetInput, ports: BridgePorts): Statement[][] {
  const neighbours = anonymousSet('nd-router-solicit', 'nd-router-advert', 'nd-neighbor-solicit', 'nd-neighbor-advert');
  return [
    ...isolationRules(),
    [match(payload('icmpv6', 'type'), neighbours), accept()],
    ...IP_FAMILIES.map((family) => [match(address(family, 'daddr'), setReference(protectedSet(family))), accept()]),
    ...exceptionRules(input.exceptions),
    [match(bitmask(meta('mark'), MARK_BOTH), MARK_FROM_WAN), jump('from_wan')],
    [match(meta('iifname'), ports.lan), match(bitmask(meta('mark'), MARK_ANSWER), 0), jump('from_lan')],
  ];
}

function fromWanRules(input: RulesetInput, feeds: readonly FeedAddresses[]): Statement[][] {
  const allowed = input.ports.flatMap(({ protocol, port }) =>
    IP_FAMILIES.map((family) => [
      match(address(family, 'saddr'), setReference(allowSet(protocol, port, family))),
      match(payload(protocol, 'dport'), port),
      accept(),
    ]),
  );
  const closed = input.ports.map(({ protocol, port }) => [
    match(payload(protocol, 'dport'), port),
    jump(portChain(protocol, port)),
  ]);
  return [
    ...allowed,
    ...closed,
    ...listRules('saddr', setsOf(input, feeds)),
    ...geoExceptRules('saddr', input),
    ...countryRules('geo-in', 'saddr', input.geo.blockInbound),
  ];
}

function fromLanRules(input: RulesetInput, feeds: readonly FeedAddresses[]): Statement[][] {
  return [
    ...listRules('daddr', setsOf(input, feeds)),
    ...geoExceptRules('daddr', input),
    ...countryRules('geo-out', 'daddr', input.geo.blockOutbound),
    ...quicRules(input.webGuard?.quic ?? 'inspect'),
  ];
}

interface ListedSet {
  readonly direction: FeedAddresses['direction'];
  readonly chain: string;
  readonly setOf: (family: IpFamily) => string;
}

/** What people wrote comes first: the block is told by their list. */
function setsOf({ addressLists }: RulesetInput, feeds: readonly FeedAddresses[]): ListedSet[] {
  return [
    ...addressLists.map(({ name, direction }) => ({
      direction,
      chain: listChain(name),
      setOf: (family: IpFamily) => addressListSet(name, family),
    })),
    ...feeds.map(({ id, direction }) => ({
      direction,
      chain: feedChain(id),
      setOf: (family: IpFamily) => feedSet(id, family),
    })),
  ];
}

function listRules(side: 'saddr' | 'daddr', lists: readonly ListedSet[]): Statement[][] {
  const other = side === 'saddr' ? 'outbound' : 'inbound';
  return lists
    .filter(({ direction }) => direction !== other)
    .flatMap(({ chain, setOf }) =>
      IP_FAMILIES.map((family) => [match(address(family, side), setReference(setOf(family))), jump(chain)]),
    );
}

/** Out of the chain before the countries: no block by country, while ports and lists have had their say. */
function geoExceptRules(side: 'saddr' | 'daddr', { geo }: RulesetInput): Statement[][] {
  const ofOffice = payload('ether', side === 'saddr' ? 'daddr' : 'saddr');
  const { devices, services } = geo.spared ?? { devices: [], services: [] };
  const addresses = IP_FAMILIES.map((family) => [
    match(address(family, side), setReference(geoExceptSet(family))),
    returnFromChain(),
  ]);
  return [
    ...(geo.except.length === 0 ? [] : addresses),
    ...(devices.length === 0 ? [] : [[match(ofOffice, anonymousSet(...devices)), returnFromChain()]]),
    ...services.map(({ protocol, port }) => [match(payload(protocol, 'dport'), port), returnFromChain()]),
  ];
}

function countryRules(reason: BlockReason, side: 'saddr' | 'daddr', countries: readonly string[]): Statement[][] {
  return countries.flatMap((country) =>
    IP_FAMILIES.map((family) => [
      match(address(family, side), setReference(countrySet(country, family))),
      jump(countryChain(reason, country)),
    ]),
  );
}

/**
 * Remembers the attempt. TCP and UDP only: other protocols have no ports to tell attempts apart, they are logged and
 * counted. A full ledger ends the rule here and returns; the drop is a rule of its own in the calling chain.
 */
function ledgerChain(reason: BlockReason): ChainPlan {
  const withPorts = match(meta('l4proto'), anonymousSet('tcp', 'udp'));
  const key = (family: IpFamily) =>
    concat(
      address(family, 'saddr'),
      payload('th', 'sport'),
      address(family, 'daddr'),
      payload('th', 'dport'),
      meta('l4proto'),
    );
  return {
    name: `remember_${nameOfReason(reason)}`,
    rules: IP_FAMILIES.map((family) => [withPorts, setUpdate('add', ledgerSet(reason, family), key(family))]),
  };
}

/** The rate limit bounds what the agent must read; it stands in a rule of its own, so the drop is never limited. */
function blockChain(reason: BlockReason, name: string, detail: string, ports: BridgePorts): ChainPlan {
  return {
    name,
    rules: [
      [jump(`remember_${nameOfReason(reason)}`)],
      [
        limit(200, 'second', { burst: 400 }),
        log({ group: BLOCK_GROUP, prefix: blockPrefix(reason, detail), snaplen: BLOCK_SNAPLEN }),
      ],
      ...refuseRules(blockCounter(reason), ports),
      [counter(blockCounter(reason)), drop()],
    ],
  };
}

function portChain(protocol: string, port: number): string {
  return `port_${protocol}_${port}`;
}

function countryChain(reason: BlockReason, country: string): string {
  return `${nameOfReason(reason)}_${country.toLowerCase()}`;
}

function address(family: IpFamily, side: 'saddr' | 'daddr') {
  return payload(family === 4 ? 'ip' : 'ip6', side);
}
