/** Addresses and ports of snat, dnat, masquerade and redirect: through registers, so that maps may choose them. */
import { padded } from '../datatype/bytes.ts';
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { encodeValue } from '../selector/encode-value.ts';
import type { Loaded } from '../selector/loaded.ts';
import { lookupMap } from '../selector/map-lookup.ts';
import { isSelector, loadSelector } from '../selector/selector.ts';

export const NAT_FLAGS: Readonly<Record<string, number>> = { random: 4, 'fully-random': 16, persistent: 8, netmap: 64 };
export const PORTS_GIVEN = 2;
/** One full register each: nft never packs them closer. */
const REGISTER_SLOTS = 4;

export interface Bounds {
  readonly low: number;
  readonly high: number | undefined;
  readonly next: number;
  /** A map may give address and port together. */
  readonly portSlot?: number | undefined;
}

export function loadPorts(rule: RuleBuilder, port: unknown, slot: number): Bounds | undefined {
  return loadBounds(rule, port, { types: [dataType('inet_service')], bytes: 2, order: 'big' }, slot);
}

export function loadBounds(rule: RuleBuilder, value: unknown, like: Loaded, slot: number): Bounds | undefined {
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

export function natFlags(rule: RuleBuilder, flags: unknown): number | undefined {
  let bits = 0;
  for (const flag of flags === undefined ? [] : Array.isArray(flags) ? flags : [flags]) {
    const bit = NAT_FLAGS[String(flag)];
    if (bit === undefined) return rule.refuse(`unknown flag ${String(flag)}`);
    bits |= bit;
  }
  return bits;
}

/** masquerade and redirect: only ports. */
export function compilePorts(rule: RuleBuilder, name: 'masq' | 'redir', body: unknown): void {
  const { port, flags } = isRecord(body) ? body : ({} as Record<string, unknown>);
  const bits = natFlags(rule, flags);
  const ports = loadPorts(rule, port, 0);
  const all = (bits ?? 0) | (ports === undefined ? 0 : PORTS_GIVEN);
  rule.push(name, {
    ...(ports === undefined ? {} : { protoMin: ports.low, protoMax: ports.high }),
    ...(all === 0 ? {} : { flags: all }),
  });
}
