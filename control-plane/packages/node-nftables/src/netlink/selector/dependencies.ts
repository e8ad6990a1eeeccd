/**
 * What a header field stands on: before a TCP port is looked at, the packet has to be TCP. The matches that say so are
 * the ones nft writes, so that any nft lists the rule as it was meant.
 */
import { bytesOfNumber } from '../datatype/bytes.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { META_KEYS } from './meta-keys.ts';
import {
  HEADERS,
  NETWORK_ETHER_TYPE,
  NETWORK_NF_PROTOCOL,
  TRANSPORT_NETWORK,
  TRANSPORT_PROTOCOL,
  VLAN_ETHER_TYPE,
} from './payload-fields.ts';

const ARPHRD_ETHER = 1;
const CMP_EQ = 0;

/** False when the header cannot occur here (the rule is then refused). */
export function requireHeader(rule: RuleBuilder, protocol: string, slot: number): boolean {
  const base = HEADERS[protocol]?.base;
  if (base === 'network') return requireNetwork(rule, protocol, slot, false);
  if (base === 'transport') return protocol === 'th' || requireTransport(rule, protocol, slot);
  return protocol === 'vlan' ? requireVlan(rule, slot) : requireEther(rule, slot);
}

function requireNetwork(rule: RuleBuilder, protocol: string, slot: number, forTransport: boolean): boolean {
  const { protocols, family } = rule;
  if (protocols.network === protocol) return true;
  if (protocols.network !== undefined) {
    rule.refuse(`${protocol} cannot follow ${protocols.network} in one rule`);
    return false;
  }
  const etherType = NETWORK_ETHER_TYPE[protocol] ?? 0;
  if (family === 'inet') {
    const number = NETWORK_NF_PROTOCOL[protocol];
    if (number === undefined) {
      rule.refuse(`${protocol} does not occur in an inet table`);
      return false;
    }
    pushMeta(rule, 'nfproto', slot, Uint8Array.of(number));
  } else if (protocols.link === 'vlan') {
    pushPayloadType(rule, slot, 16, etherType);
  } else if (family === 'bridge' && (forTransport || protocol === 'arp')) {
    pushPayloadType(rule, slot, 12, etherType);
  } else pushMeta(rule, 'protocol', slot, bytesOfNumber(etherType, 2, 'big') ?? new Uint8Array(2));
  protocols.network = protocol;
  return true;
}

function requireTransport(rule: RuleBuilder, protocol: string, slot: number): boolean {
  const number = TRANSPORT_PROTOCOL[protocol] ?? 0;
  const network = TRANSPORT_NETWORK[protocol];
  if (network !== undefined && !requireNetwork(rule, network, slot, true)) return false;
  if (rule.protocols.transport === number) return true;
  if (rule.protocols.transport !== undefined) {
    rule.refuse(`${protocol} contradicts the transport protocol before it`);
    return false;
  }
  pushMeta(rule, 'l4proto', slot, Uint8Array.of(number));
  rule.protocols.transport = number;
  return true;
}

function requireVlan(rule: RuleBuilder, slot: number): boolean {
  if (rule.protocols.link === 'vlan') return true;
  if (!requireEther(rule, slot)) return false;
  pushPayloadType(rule, slot, 12, VLAN_ETHER_TYPE);
  rule.protocols.link = 'vlan';
  return true;
}

/** Where packets may come from links without an Ethernet header. */
function requireEther(rule: RuleBuilder, slot: number): boolean {
  if (rule.family === 'bridge' || rule.protocols.link !== undefined) return true;
  pushMeta(rule, 'iiftype', slot, Uint8Array.of(ARPHRD_ETHER, 0));
  rule.protocols.link = 'ether';
  return true;
}

function pushMeta(rule: RuleBuilder, key: string, slot: number, data: Uint8Array): void {
  rule.push('meta', { key: META_KEYS[key]?.number, dreg: slot });
  rule.push('cmp', { sreg: slot, op: CMP_EQ, data });
}

function pushPayloadType(rule: RuleBuilder, slot: number, offset: number, etherType: number): void {
  rule.push('payload', { dreg: slot, base: 0, offset, len: 2 });
  rule.push('cmp', { sreg: slot, op: CMP_EQ, data: bytesOfNumber(etherType, 2, 'big') });
}

/** TCP resets, ICMP answers and extension headers are for one transport or network protocol only. */
export function requireProtocol(rule: RuleBuilder, protocol: string): boolean {
  return HEADERS[protocol]?.base === 'network'
    ? requireNetwork(rule, protocol, 0, true)
    : requireTransport(rule, protocol, 0);
}

/** A match of the rule's own that says what the packet is; what follows need not ask again. */
export function learnFromMatch(rule: RuleBuilder, kind: string, name: string, data: Uint8Array): void {
  const { protocols } = rule;
  const big = data.reduce((sum, byte) => sum * 256 + byte, 0);
  const networkOfEther = Object.entries(NETWORK_ETHER_TYPE).find(([, type]) => type === big)?.[0];
  if (kind === 'meta' && name === 'l4proto') protocols.transport = data[0];
  else if (kind === 'meta' && name === 'nfproto') {
    protocols.network = Object.entries(NETWORK_NF_PROTOCOL).find(([, number]) => number === data[0])?.[0];
  } else if (name === 'ip protocol' || name === 'ip6 nexthdr') protocols.transport = data[0];
  else if (name === 'ether type' && big === VLAN_ETHER_TYPE) protocols.link = 'vlan';
  else if ((kind === 'meta' && name === 'protocol') || name === 'ether type' || name === 'vlan type') {
    protocols.network ??= networkOfEther;
  }
}
