import type { StoppingPart } from '@omamori/contract/replay-report';
import { ok, type Result } from '@omamori/contract/result';
import type { Policy } from '../config-path/plan/make-target.ts';
import { policyAt } from '../config-path/plan/policy-at.ts';
import { type FeedList, feedAddressLists } from '../data-plane/feed-list.ts';
import { isListed } from '../data-plane/feed-table.ts';
import { type BridgePorts, generateRuleset } from '../data-plane/ruleset/generate-ruleset.ts';
import { compileRuleset, type PacketVerdict } from '../data-plane/ruleset/judge-packet.ts';
import { FEED_MARK } from '../data-plane/ruleset/ruleset-names.ts';
import { compileDomainLists } from '../data-plane/suricata/judge-name.ts';
import type { Conversation } from '../event-path/history/conversation.ts';

/** Which part of a policy stops a conversation. */
export interface StoppedBy {
  readonly part: StoppingPart;
  readonly id: string;
}

export type ConversationJudge = (conversation: Conversation) => StoppedBy | null;

export interface JudgeContext {
  readonly ports: BridgePorts;
  readonly countryOf: (ip: string) => string | null;
  /** The lists of the bundle in force; those of pages (URLs) are not judged: the history holds no paths. */
  readonly feeds?: readonly FeedList[];
  readonly nowMs: number;
}

const PARTS: Readonly<Record<string, StoppingPart>> = {
  port: 'port',
  'geo-in': 'country',
  'geo-out': 'country',
  list: 'address-list',
};

/**
 * In the data plane's own order: first the kernel's rules, generated as for a real apply and interpreted, then the
 * engine's domain lists. The parts with an end are taken as they are at `nowMs`. Error: RPL_RULE_UNKNOWN.
 */
export function judgeBy(
  policy: Policy,
  { ports, countryOf, feeds = [], nowMs }: JudgeContext,
): Result<ConversationJudge> {
  const held = policyAt(policy, null, nowMs);
  const addresses = feedAddressLists(feeds, held);
  const byId = new Map(addresses.map((list) => [list.id, list]));
  const hasAddress = (id: string, ip: string): boolean => {
    const list = byId.get(id);
    return list !== undefined && isListed(list, ip);
  };
  const compiled = compileRuleset(generateRuleset(held, ports, addresses), countryOf, hasAddress);
  if (!compiled.ok) return compiled;
  const packetOf = firstPacket(ports);
  const listOf = compileDomainLists(held, feeds);
  return ok((conversation) => {
    const verdict = compiled.value(packetOf(conversation));
    if (!verdict.passes) return stoppedBy(verdict, conversation);
    const list = listOf(conversation);
    return list === null ? null : { part: 'domain-list', id: list };
  });
}

/** Source ports are not kept: no rule about them concerns what the history holds (DHCP is not in it). */
function firstPacket(ports: BridgePorts) {
  return ({ direction, ip, peer, mac, protocol, port }: Conversation) => {
    const outbound = direction === 'outbound';
    return {
      port: outbound ? ports.lan : ports.wan,
      source: outbound ? ip : peer,
      destination: outbound ? peer : ip,
      sourceMac: outbound ? mac : null,
      destinationMac: outbound ? null : mac,
      protocol,
      sourcePort: null,
      destinationPort: port === 0 ? null : port,
    };
  };
}

/** Only an isolated device is cut off without a message. */
function stoppedBy({ said }: PacketVerdict, { mac, ip }: Conversation): StoppedBy {
  if (said === null) return { part: 'isolation', id: mac ?? ip };
  const [, reason = '', ...detail] = said.split(':');
  return { part: PARTS[reason] ?? 'address-list', id: detail.join(':').replace(FEED_MARK, '').slice(0, 80) };
}
