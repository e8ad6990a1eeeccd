// The one ruleset generator: desired state → what the kernel shall hold. Pure: it reads nothing and decides nothing
// about the present state; build-transaction.ts turns its answer into one atomic document.
import type { DesiredState, Floods, WebGuard } from '@omamori/contract/desired-state';
import { mangle, match, meta } from 'node-nftables';
import type { AddressPrefix, IpFamily } from '../../platform/address-prefix.ts';
import { outermostPrefixes } from '../../platform/address-prefix.ts';
import type { FeedList } from '../feed-list.ts';
import { answerChain } from './answer-chain.ts';
import { discoveryRules } from './discovery-rules.ts';
import { exceptionSets } from './exception-rules.ts';
import { floodTable } from './flood-table.ts';
import { flowCounterChains } from './flow-counters.ts';
import { forwardChains } from './forward-chains.ts';
import { ownInputChain } from './own-input-chain.ts';
import { notOnChain, refuseChain } from './refuse-chains.ts';
import {
  ANSWER_TABLE,
  ANSWERED_COUNTER,
  addressListSet,
  allowSet,
  BLOCK_REASONS,
  BRIDGE_TABLE,
  blockCounter,
  countrySet,
  feedSet,
  geoExceptSet,
  INSPECTED_COUNTER,
  IP_FAMILIES,
  ISOLATED_COUNTER,
  ISOLATED_SET,
  ledgerSet,
  MARK_FROM_WAN,
  NOT_ON_COUNTER,
  OFFERED_COUNTER,
  OWN_REFUSED_COUNTER,
  OWN_TABLE,
  PASSED_COUNTER,
  protectedSet,
  QUIC_COUNTER,
  REFUSE_TABLE,
  REFUSED_COUNTER,
  TRUSTED_COUNTER,
  UNINSPECTED_COUNTER,
} from './ruleset-names.ts';
import type { BundleSetPlan, ChainPlan, RulesetPlan, SetPlan, TablePlan } from './ruleset-plan.ts';
import { trustTable } from './trust-table.ts';

export interface BridgePorts {
  readonly lan: string;
  readonly wan: string;
  readonly bridge: string;
}

export type RulesetInput = Pick<
  DesiredState,
  'geo' | 'ports' | 'protectedDestinations' | 'addressLists' | 'isolation' | 'exceptions'
> & {
  readonly floods?: Floods;
  readonly trustedFlows?: DesiredState['trustedFlows'];
  readonly webGuard?: Pick<WebGuard, 'quic'>;
};

/** An address list of the bundle that the policy uses (feed-list.ts); its addresses are filled in from the bundle. */
export type FeedAddresses = Pick<FeedList, 'id' | 'direction'>;

/** How long a blocked attempt is remembered in the kernel, and how many; beyond it only the ledger stays short. */
const LEDGER_SECONDS = 3600;
const LEDGER_SIZE = 16_384;

export function generateRuleset(
  input: RulesetInput,
  ports: BridgePorts,
  feeds: readonly FeedAddresses[] = [],
  homeNetworks: readonly string[] = [],
): RulesetPlan {
  const bridge: TablePlan = {
    ref: BRIDGE_TABLE,
    counters: [
      ...BLOCK_REASONS.map(blockCounter),
      ISOLATED_COUNTER,
      OFFERED_COUNTER,
      PASSED_COUNTER,
      ANSWERED_COUNTER,
      INSPECTED_COUNTER,
      UNINSPECTED_COUNTER,
      TRUSTED_COUNTER,
      REFUSED_COUNTER,
      NOT_ON_COUNTER,
      QUIC_COUNTER,
    ],
    sets: [
      ...ledgerSets(),
      ...protectedSets(input),
      ...allowSets(input),
      isolatedSet(input),
      ...geoExceptSets(input),
      ...addressListSets(input),
      ...exceptionSets(input.exceptions),
    ],
    chains: [preroutingChain(ports), ...forwardChains(input, ports, feeds), ...flowCounterChains(ports), notOnChain()],
  };
  const answer: TablePlan = { ref: ANSWER_TABLE, counters: [], sets: [], chains: [answerChain()] };
  const own: TablePlan = { ref: OWN_TABLE, counters: [OWN_REFUSED_COUNTER], sets: [], chains: [ownInputChain()] };
  const refuse: TablePlan = { ref: REFUSE_TABLE, counters: [], sets: [], chains: [refuseChain()] };
  const trust = input.trustedFlows === undefined ? [] : [trustTable(input.trustedFlows)];
  const floods = input.floods === undefined ? [] : [floodTable(input.floods, input, homeNetworks)];
  return {
    tables: [bridge, answer, own, refuse, ...floods, ...trust],
    bundleSets: [...countrySets(input), ...feedSets(feeds)],
  };
}

/** The mark comes first: every later table tells the sides apart by it, not by a port's name. */
function preroutingChain(ports: BridgePorts): ChainPlan {
  return {
    name: 'prerouting',
    base: { type: 'filter', hook: 'prerouting', prio: -300, policy: 'accept' },
    rules: [[match(meta('iifname'), ports.wan), mangle(meta('mark'), MARK_FROM_WAN)], ...discoveryRules(ports.lan)],
  };
}

function ledgerSets(): SetPlan[] {
  return BLOCK_REASONS.flatMap((reason) =>
    IP_FAMILIES.map((family): SetPlan => {
      const address = addressType(family);
      return {
        name: ledgerSet(reason, family),
        type: [address, 'inet_service', address, 'inet_service', 'inet_proto'],
        flags: ['timeout', 'dynamic'],
        timeout: LEDGER_SECONDS,
        size: LEDGER_SIZE,
        stmt: [{ counter: null }],
        contents: 'kernel',
      };
    }),
  );
}

function protectedSets(input: RulesetInput): SetPlan[] {
  return IP_FAMILIES.map((family) => listedSet(protectedSet(family), family, input.protectedDestinations));
}

function allowSets(input: RulesetInput): SetPlan[] {
  return input.ports.flatMap(({ protocol, port, allow }) =>
    IP_FAMILIES.map((family) => listedSet(allowSet(protocol, port, family), family, allow)),
  );
}

function listedSet(name: string, family: IpFamily, texts: readonly string[]): SetPlan {
  const contents: AddressPrefix[] = outermostPrefixes(texts, family);
  return { name, type: addressType(family), flags: ['interval'], contents };
}

function isolatedSet({ isolation }: RulesetInput): SetPlan {
  const contents = [...new Set(isolation.map(({ mac }) => mac))].sort();
  return { name: ISOLATED_SET, type: 'ether_addr', flags: [], contents };
}

function geoExceptSets({ geo }: RulesetInput): SetPlan[] {
  if (geo.except.length === 0) return [];
  return IP_FAMILIES.map((family) => listedSet(geoExceptSet(family), family, geo.except));
}

function addressListSets({ addressLists }: RulesetInput): SetPlan[] {
  return addressLists.flatMap(({ name, entries }) =>
    IP_FAMILIES.map((family) => listedSet(addressListSet(name, family), family, entries)),
  );
}

/** Only countries that a rule uses are loaded. */
function countrySets(input: RulesetInput): BundleSetPlan[] {
  const excepted = input.exceptions.flatMap(({ target }) => (target.kind === 'country' ? [target.country] : []));
  const used = [...new Set([...input.geo.blockInbound, ...input.geo.blockOutbound, ...excepted])].sort();
  return used.flatMap((country) =>
    IP_FAMILIES.map((family) => ({
      name: countrySet(country, family),
      type: addressType(family),
      family,
      from: { country },
    })),
  );
}

function feedSets(feeds: readonly FeedAddresses[]): BundleSetPlan[] {
  return feeds.flatMap(({ id }) =>
    IP_FAMILIES.map((family) => ({ name: feedSet(id, family), type: addressType(family), family, from: { list: id } })),
  );
}

function addressType(family: IpFamily): 'ipv4_addr' | 'ipv6_addr' {
  return family === 4 ? 'ipv4_addr' : 'ipv6_addr';
}
