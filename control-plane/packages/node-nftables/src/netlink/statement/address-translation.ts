/** snat, dnat, masquerade, redirect: addresses and ports through registers, so that maps may choose them. */
import { padded } from '../datatype/bytes.ts';
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { encodeValue } from '../selector/encode-value.ts';
import type { Loaded } from '../selector/loaded.ts';
import { lookupMap } from '../selector/map-lookup.ts';
import { isSelector, loadSelector } from '../selector/selector.ts';

export const NAT_FLAGS: Readonly<Record<string, number>> = { random: 4, 'fully-random': 16, persistent: 8, netmap: 64 };
export const NAT_TYPE: Readonly<Record<string, number>> = { snat: 0, dnat: 1 };
const PORTS_GIVEN = 2;
const NF_FAMILY: Readonly<Record<string, number>> = { ip: 2, ip6: 10 };
/** One full register each: nft never packs them closer. */
const REGISTER_SLOTS = 4;

export function compileTranslation(rule: RuleBuilder, name: 'snat' | 'dnat', body: unknown): void {
  const { family: given, addr, port, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const family = typeof given === 'string' ? given : rule.family === 'inet' ? guessFamily(addr) : rule.family;
  const number = NF_FAMILY[family];
  const bits = natFlags(rule, flags);
  if (number === undefined || bits === undefined) {
    rule.refuse(`${name}: family ip or ip6`);
    return;
  }
  const type = dataType(family === 'ip' ? 'ipv4_addr' : 'ipv6_addr');
  const address = loadBounds(rule, addr, { types: [type], bytes: type.bytes, order: 'big' }, 0);
  const pairSlot = address?.portSlot;
  const ports = pairSlot === undefined ? loadPorts(rule, port, address?.next ?? 0) : { low: pairSlot, high: undefined };
  const all = bits | (ports === undefined || pairSlot !== undefined ? 0 : PORTS_GIVEN);
  rule.push('nat', {
    type: NAT_TYPE[name],
    family: number,
    ...(address === undefined ? {} : { addrMin: address.low, addrMax: address.high }),
    ...(ports === undefined ? {} : { protoMin: ports.low, protoMax: ports.high }),
    ...(all === 0 ? {} : { flags: all }),
  });
}

export function compileMasquerade(rule: RuleBuilder, body: unknown): void {
  compilePorts(rule, 'masq', body);
}

export function compileRedirect(rule: RuleBuilder, body: unknown): void {
  compilePorts(rule, 'redir', body);
}

function compilePorts(rule: RuleBuilder, name: 'masq' | 'redir', body: unknown): void {
  const { port, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const bits = natFlags(rule, flags);
  const ports = loadPorts(rule, port, 0);
  const all = (bits ?? 0) | (ports === undefined ? 0 : PORTS_GIVEN);
  rule.push(name, {
    ...(ports === undefined ? {} : { protoMin: ports.low, protoMax: ports.high }),
    ...(all === 0 ? {} : { flags: all }),
  });
}

interface Bounds {
  readonly low: number;
  readonly high: number | undefined;
  readonly next: number;
  /** A map may give address and port together. */
  readonly portSlot?: number | undefined;
}

function loadPorts(rule: RuleBuilder, port: unknown, slot: number): Bounds | undefined {
  return loadBounds(rule, port, { types: [dataType('inet_service')], bytes: 2, order: 'big' }, slot);
}

function loadBounds(rule: RuleBuilder, value: unknown, like: Loaded, slot: number): Bounds | undefined {
  if (value === undefined || value === null) return undefined;
  if (isRecord(value) && 'map' in value) {
    const found = lookupMap(rule, value['map'], slot, slot, { types: like.types, bytes: like.bytes });
    const portSlot = found?.types.length === 2 ? slot + padded(like.bytes) / 4 : undefined;
    return { low: slot, high: undefined, next: slot + REGISTER_SLOTS, portSlot };
  }
  if (isSelector(value)) {
    loadSelector(rule, value, slot);
    return { low: slot, high: undefined, next: slot + REGISTER_SLOTS };
  }
  const range = isRecord(value) && Array.isArray(value['range']) ? value['range'] : [value];
  let next = slot;
  for (const bound of range) {
    const data = encodeValue(like, bound);
    if (data === undefined) return rule.refuse(`${JSON.stringify(value)} is no ${like.types[0]?.name ?? ''}`);
    rule.push('immediate', { dreg: next, data });
    next += REGISTER_SLOTS;
  }
  return { low: slot, high: range.length > 1 ? slot + REGISTER_SLOTS : undefined, next };
}

function natFlags(rule: RuleBuilder, flags: unknown): number | undefined {
  let bits = 0;
  for (const flag of flags === undefined ? [] : Array.isArray(flags) ? flags : [flags]) {
    const bit = NAT_FLAGS[String(flag)];
    if (bit === undefined) return rule.refuse(`unknown flag ${String(flag)}`);
    bits |= bit;
  }
  return bits;
}

function guessFamily(address: unknown): string {
  return JSON.stringify(address ?? '').includes(':') && dataType('ipv6_addr').encode(address, 16) !== undefined
    ? 'ip6'
    : 'ip';
}
