/** Selectors that are one key: meta, ct, fib, socket, rt. */
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import type { Loaded } from './loaded.ts';
import { CT_KEYS, FIB_RESULTS, META_KEYS, type RegisterKey, RT_KEYS, SOCKET_KEYS } from './meta-keys.ts';

export const FIB_FLAGS: Readonly<Record<string, number>> = {
  saddr: 1,
  daddr: 2,
  mark: 4,
  iif: 8,
  oif: 16,
  present: 32,
};
export const CT_DIRECTION: Readonly<Record<string, number>> = { original: 0, reply: 1 };

export function loadMeta(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const key = findKey(rule, 'meta', META_KEYS, isRecord(body) ? body['key'] : undefined);
  if (key !== undefined) rule.push('meta', { key: key.number, dreg: slot });
  return key && loaded(key);
}

export function loadCt(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const { key: name, dir } = isRecord(body) ? body : { key: undefined, dir: undefined };
  const key = findKey(rule, 'ct', CT_KEYS, name);
  if (key === undefined) return undefined;
  const direction = typeof dir === 'string' ? CT_DIRECTION[dir] : undefined;
  if (dir !== undefined && direction === undefined) return rule.refuse(`ct: unknown direction ${String(dir)}`);
  rule.push('ct', { key: key.number, dreg: slot, direction });
  return loaded(key);
}

export function loadFib(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const { result, flags } = isRecord(body) ? body : { result: undefined, flags: undefined };
  const key = findKey(rule, 'fib', FIB_RESULTS, result);
  const names = Array.isArray(flags) ? flags : [flags];
  let bits = 0;
  for (const flag of names) {
    const bit = typeof flag === 'string' ? FIB_FLAGS[flag] : undefined;
    if (bit === undefined) return rule.refuse(`fib: unknown flag ${String(flag)}`);
    bits |= bit;
  }
  if (key !== undefined) rule.push('fib', { result: key.number, dreg: slot, flags: bits });
  return key && loaded(key);
}

export function loadSocket(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const key = findKey(rule, 'socket', SOCKET_KEYS, isRecord(body) ? body['key'] : undefined);
  if (key !== undefined) rule.push('socket', { key: key.number, dreg: slot, level: 0 });
  return key && loaded(key);
}

export function loadRt(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  const { key: name, family } = isRecord(body) ? body : { key: undefined, family: undefined };
  if (name === 'nexthop' && family === 'ip6') {
    rule.push('rt', { key: 2, dreg: slot });
    return { types: [dataType('ipv6_addr')], bytes: 16, order: 'big' };
  }
  const key = findKey(rule, 'rt', RT_KEYS, name);
  if (key !== undefined) rule.push('rt', { key: key.number, dreg: slot });
  return key && loaded(key);
}

function findKey(
  rule: RuleBuilder,
  kind: string,
  keys: Readonly<Record<string, RegisterKey>>,
  name: unknown,
): RegisterKey | undefined {
  const key = typeof name === 'string' && Object.hasOwn(keys, name) ? keys[name] : undefined;
  return key ?? rule.refuse(`unknown ${kind} key ${String(name)}`);
}

function loaded(key: RegisterKey): Loaded {
  const type = dataType(key.type);
  return { types: [type], bytes: key.bytes, order: key.order ?? type.order };
}
