/** `match`: what the packet has to be. */

import { bytesOfText } from '../datatype/bytes.ts';
import { dataType } from '../datatype/datatype.ts';
import { boundsOf, isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { learnFromMatch } from '../selector/dependencies.ts';
import { encodeFlags, encodeValue } from '../selector/encode-value.ts';
import type { Loaded } from '../selector/loaded.ts';
import { prefixBounds } from '../selector/prefix-bounds.ts';
import { loadSelector } from '../selector/selector.ts';
import { isIntervalMember, keyTypes, prepareLookup, toNetworkOrder } from '../selector/set-lookup.ts';

export const CMP = { '==': 0, '!=': 1, '<': 2, '<=': 3, '>': 4, '>=': 5 } as const;
const RANGE_NEQ = 1;
const LOOKUP_INVERTED = 1;
type Operator = keyof typeof CMP;

export function compileMatch(rule: RuleBuilder, body: unknown): void {
  const { op, left, right } = isRecord(body) ? body : { op: undefined, left: undefined, right: undefined };
  const operator = op === undefined ? 'in' : op;
  if (operator !== 'in' && (typeof operator !== 'string' || !Object.hasOwn(CMP, operator))) {
    rule.refuse(`match: unknown operator ${String(operator)}`);
    return;
  }
  const loaded = loadSelector(rule, left, 0);
  if (loaded === undefined) return;
  if (typeof right === 'boolean' || right === 'exists' || right === 'missing') {
    askPresence(rule, loaded, operator === 'in' ? '==' : (operator as Operator), right);
    return;
  }
  const value = loaded.types[0]?.name === 'iface_index' ? withIndexes(rule, right) : right;
  if (operator === 'in') compareAny(rule, loaded, value);
  else compileComparison(rule, loaded, operator as Operator, left, value);
}

function compileComparison(rule: RuleBuilder, loaded: Loaded, op: Operator, left: unknown, right: unknown): void {
  if (typeof right === 'string' && right.startsWith('@')) lookupNamed(rule, loaded, op, right.slice(1));
  else if (isRecord(right) && 'set' in right) lookupAnonymous(rule, loaded, op, right['set']);
  else if (Array.isArray(right)) compareWith(rule, loaded, op, encodeFlags(loaded, right), right);
  else if (isRecord(right) && 'range' in right) compareRange(rule, loaded, op, right);
  else if (isRecord(right) && 'prefix' in right) comparePrefix(rule, loaded, op, right);
  else if (typeof right === 'string' && right.endsWith('*') && loaded.types[0]?.name === 'ifname') {
    compareNameStart(rule, op, right);
  } else {
    const data = compareSingle(rule, loaded, op, right);
    if (op === '==' && data !== undefined) learn(rule, left, data);
  }
}

/** Names of interfaces as their numbers of today; rules that shall outlive an interface say iifname. */
function withIndexes(rule: RuleBuilder, value: unknown): unknown {
  if (isRecord(value) && Array.isArray(value['set']))
    return { set: value['set'].map((member) => withIndexes(rule, member)) };
  if (typeof value !== 'string' || value.startsWith('@') || /^\d+$/.test(value)) return value;
  return rule.scope.interfaceIndex(value) ?? rule.refuse(`NFT_NOT_FOUND interface ${value}`);
}

function compareSingle(rule: RuleBuilder, loaded: Loaded, op: Operator, right: unknown): Uint8Array | undefined {
  const isOrdered = op !== '==' && op !== '!=';
  const turned = isOrdered ? toNetworkOrder(rule, loaded, 0) : loaded;
  const data = encodeValue(turned, right);
  compareWith(rule, turned, op, data, right);
  return data;
}

const FIB_PRESENT = 32;

/** `exists` and `missing` of headers, options and routes; a route is asked for otherwise than its interface. */
function askPresence(rule: RuleBuilder, loaded: Loaded, op: Operator, value: unknown): void {
  const last = rule.expressions.at(-1);
  const isRoute = last?.name === 'fib';
  if (isRoute) rule.expressions[rule.expressions.length - 1] = { ...last, flags: (last.flags ?? 0) | FIB_PRESENT };
  const number = value === true || value === 'exists' ? 1 : 0;
  const data = encodeValue(isRoute ? { ...loaded, types: [dataType('integer')], order: 'host' } : loaded, number);
  compareWith(rule, loaded, op, data, value);
}

function compareWith(
  rule: RuleBuilder,
  loaded: Loaded,
  op: Operator,
  data: Uint8Array | undefined,
  right: unknown,
): void {
  if (data !== undefined) rule.push('cmp', { sreg: 0, op: CMP[op], data });
  else rule.refuse(`match: ${JSON.stringify(right)} is no ${loaded.types.map((type) => type.name).join(' . ')}`);
}

/** "Any of these bits"; for types that are no sets of bits the same as equal, for sets as a lookup. */
function compareAny(rule: RuleBuilder, loaded: Loaded, right: unknown): void {
  const isFlags = loaded.types.length === 1 && loaded.types[0]?.isBitmask === true;
  const isPlain = Array.isArray(right) || (typeof right === 'string' && !right.startsWith('@'));
  if (!isFlags || !isPlain) {
    const set = Array.isArray(right) ? { set: right } : right;
    compileComparison(rule, loaded, '==', undefined, set);
    return;
  }
  const mask = encodeFlags(loaded, Array.isArray(right) ? right : [right]);
  if (mask === undefined) {
    rule.refuse(`match: ${JSON.stringify(right)} are no flags of ${loaded.types[0]?.name ?? ''}`);
    return;
  }
  const zeros = new Uint8Array(loaded.bytes);
  rule.push('bitwise', { sreg: 0, dreg: 0, len: loaded.bytes, mask, xor: zeros });
  rule.push('cmp', { sreg: 0, op: CMP['!='], data: zeros });
}

function lookupNamed(rule: RuleBuilder, loaded: Loaded, op: Operator, name: string): void {
  const found = rule.scope.findSet(name);
  if (found === undefined) {
    rule.refuse(`NFT_NOT_FOUND set ${name}`);
    return;
  }
  prepareLookup(rule, loaded, found.declaration, 0);
  rule.push('lookup', { sreg: 0, set: name, setId: found.id, ...inverted(op) });
}

function lookupAnonymous(rule: RuleBuilder, loaded: Loaded, op: Operator, members: unknown): void {
  const elements = Array.isArray(members) ? members : [members];
  const only: unknown = elements[0];
  // Intervals stay a set even when they are one: several may have been merged into it.
  const isPlain = !isRecord(only);
  if (elements.length === 1 && isPlain) {
    compileComparison(rule, loaded, op, undefined, only);
    return;
  }
  const isInterval = elements.some(isIntervalMember);
  const key = isInterval && loaded.types.length === 1 ? toNetworkOrder(rule, loaded, 0) : loaded;
  const added = rule.scope.addAnonymousSet({ ...keyTypes(key), isInterval, elements });
  if ('refused' in added) {
    rule.refuse(`match: ${JSON.stringify(added.refused)} is no ${loaded.types.map((type) => type.name).join(' . ')}`);
  } else rule.push('lookup', { sreg: 0, set: added.name, setId: added.id, ...inverted(op) });
}

function inverted(op: Operator): { readonly flags?: number } {
  return op === '!=' ? { flags: LOOKUP_INVERTED } : {};
}

function compareRange(rule: RuleBuilder, loaded: Loaded, op: Operator, right: Record<string, unknown>): void {
  const turned = toNetworkOrder(rule, loaded, 0);
  const type = turned.types[0];
  const [low, high] = (type === undefined ? undefined : boundsOf(type, right)) ?? [];
  const from = encodeValue(turned, low);
  const to = encodeValue(turned, high);
  if (from === undefined || to === undefined || Buffer.compare(from, to) > 0 || (op !== '==' && op !== '!=')) {
    rule.refuse(`match: ${JSON.stringify(right)} is no range of ${type?.name ?? 'the field'}`);
  } else if (op === '!=') rule.push('range', { sreg: 0, op: RANGE_NEQ, from, to });
  else {
    rule.push('cmp', { sreg: 0, op: CMP['>='], data: from });
    rule.push('cmp', { sreg: 0, op: CMP['<='], data: to });
  }
}

/** Whole bytes of a header field are compared by loading fewer of them; other prefixes under a mask. */
function comparePrefix(rule: RuleBuilder, loaded: Loaded, op: Operator, right: Record<string, unknown>): void {
  const prefix = prefixBounds(loaded, right['prefix']);
  if (prefix === undefined || (op !== '==' && op !== '!=')) {
    rule.refuse(`match: ${JSON.stringify(right)} is no prefix of ${loaded.types[0]?.name ?? 'the field'}`);
    return;
  }
  const { value, mask, bits } = prefix;
  const load = loaded.payloadIndex === undefined ? undefined : rule.expressions[loaded.payloadIndex];
  if (bits > 0 && bits % 8 === 0 && load?.name === 'payload') {
    rule.expressions[loaded.payloadIndex ?? 0] = { ...load, len: bits / 8 };
    rule.push('cmp', { sreg: 0, op: CMP[op], data: value.slice(0, bits / 8) });
    return;
  }
  rule.push('bitwise', { sreg: 0, dreg: 0, len: loaded.bytes, mask, xor: new Uint8Array(loaded.bytes) });
  rule.push('cmp', { sreg: 0, op: CMP[op], data: value });
}

/** `eth*`: the first bytes of an interface's name. */
function compareNameStart(rule: RuleBuilder, op: Operator, pattern: string): void {
  const start = pattern.slice(0, -1);
  const data = bytesOfText(start, 16)?.slice(0, Buffer.byteLength(start));
  if (data === undefined || data.length === 0 || (op !== '==' && op !== '!='))
    rule.refuse(`match: not a name: ${pattern}`);
  else rule.push('cmp', { sreg: 0, op: CMP[op], data });
}

function learn(rule: RuleBuilder, left: unknown, data: Uint8Array): void {
  const [kind, body] = isRecord(left) ? (Object.entries(left)[0] ?? []) : [];
  if (kind === 'meta' && isRecord(body)) learnFromMatch(rule, 'meta', String(body['key']), data);
  if (kind === 'payload' && isRecord(body)) {
    learnFromMatch(rule, 'payload', `${String(body['protocol'])} ${String(body['field'])}`, data);
  }
}
