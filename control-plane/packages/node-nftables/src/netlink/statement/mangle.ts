/** `mangle`: writes packet metadata, connection marks or a header field. */

import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { requireHeader } from '../selector/dependencies.ts';
import { encodeFlags, encodeValue } from '../selector/encode-value.ts';
import { EXTHDR_TCPOPT, TCP_OPTIONS } from '../selector/extension-header.ts';
import type { Loaded } from '../selector/loaded.ts';
import { lookupMap } from '../selector/map-lookup.ts';
import { CT_KEYS, META_KEYS } from '../selector/meta-keys.ts';
import { type FieldPlace, placeOf } from '../selector/payload.ts';
import { BASE_NUMBER, HEADERS } from '../selector/payload-fields.ts';
import { CT_DIRECTION } from '../selector/register-key.ts';
import { isSelector, loadSelector } from '../selector/selector.ts';
import { toNetworkOrder } from '../selector/set-lookup.ts';

const CHECKSUM_INET = 1;
const PSEUDO_HEADER = 1;
/** Where the internet checksum of a header lies; fields it covers are written in pairs of bytes. */
const CHECKSUM_OFFSET: Readonly<Record<string, number>> = {
  ip: 10,
  tcp: 16,
  udp: 6,
  icmp: 2,
  icmpv6: 2,
  igmp: 2,
  udplite: 6,
};

export function compileMangle(rule: RuleBuilder, body: unknown): void {
  const { key, value } = isRecord(body) ? body : { key: undefined, value: undefined };
  const [kind, inner] = isRecord(key) ? (Object.entries(key)[0] ?? []) : [];
  if (kind === 'meta' || kind === 'ct') writeKey(rule, kind, inner, value);
  else if (kind === 'payload') writeField(rule, inner, value);
  else if (kind === 'tcp option') writeOption(rule, inner, value);
  else rule.refuse(`mangle: cannot write ${JSON.stringify(key)}`);
}

function writeKey(rule: RuleBuilder, kind: 'meta' | 'ct', body: unknown, value: unknown): void {
  const { key: name, dir } = isRecord(body) ? body : { key: undefined, dir: undefined };
  const keys = kind === 'meta' ? META_KEYS : CT_KEYS;
  const key = typeof name === 'string' ? keys[name] : undefined;
  if (key === undefined) {
    rule.refuse(`mangle: unknown ${kind} key ${String(name)}`);
    return;
  }
  const type = dataType(key.type);
  const like: Loaded = { types: [type], bytes: key.bytes, order: key.order ?? type.order };
  if (!loadValue(rule, like, value)) return;
  if (kind === 'meta') rule.push('meta', { key: key.number, sreg: 0 });
  else
    rule.push('ct', { key: key.number, direction: typeof dir === 'string' ? CT_DIRECTION[dir] : undefined, sreg: 0 });
}

/** Clamping the segment size of connections that begin: a number, or `{ rt: { key: 'mtu' } }`. */
function writeOption(rule: RuleBuilder, body: unknown, value: unknown): void {
  const { name, field: fieldName } = isRecord(body) ? body : { name: undefined, field: undefined };
  const option = typeof name === 'string' ? TCP_OPTIONS[name] : undefined;
  const field = typeof fieldName === 'string' ? option?.fields[fieldName] : undefined;
  if (option === undefined || field === undefined || field.bits % 8 !== 0) {
    rule.refuse(`mangle: unknown option ${String(name)} ${String(fieldName)}`);
    return;
  }
  const bytes = field.bits / 8;
  if (isSelector(value)) {
    const loaded = loadSelector(rule, value, 0);
    if (loaded !== undefined) toNetworkOrder(rule, { ...loaded, bytes }, 0);
  } else if (!loadValue(rule, { types: [dataType('integer')], bytes, order: 'big' }, value)) return;
  rule.push('exthdr', { sreg: 0, type: option.type, offset: field.bit / 8, len: bytes, op: EXTHDR_TCPOPT });
}

function loadValue(rule: RuleBuilder, like: Loaded, value: unknown): boolean {
  if (isRecord(value) && 'map' in value) {
    return lookupMap(rule, value['map'], 0, 0, { types: like.types, bytes: like.bytes }) !== undefined;
  }
  if (isSelector(value)) return loadSelector(rule, value, 0) !== undefined;
  const data = Array.isArray(value) ? encodeFlags(like, value) : encodeValue(like, value);
  if (data === undefined) {
    rule.refuse(`mangle: ${JSON.stringify(value)} is no ${like.types[0]?.name ?? ''}`);
    return false;
  }
  rule.push('immediate', { dreg: 0, data });
  return true;
}

function writeField(rule: RuleBuilder, body: unknown, value: unknown): void {
  const { protocol, field: name } = isRecord(body) ? body : { protocol: undefined, field: undefined };
  const header = typeof protocol === 'string' ? HEADERS[protocol] : undefined;
  const field = typeof name === 'string' ? header?.fields[name] : undefined;
  if (header === undefined || field === undefined) {
    rule.refuse(`mangle: unknown field ${String(protocol)} ${String(name)}`);
    return;
  }
  if (!requireHeader(rule, String(protocol), 0)) return;
  const place = placeOf(BASE_NUMBER[header.base], header.skip, field);
  const checksum = checksumFields(String(protocol), String(name));
  const wide = checksum === undefined ? place : paired(place);
  const like: Loaded = {
    types: [dataType(field.type)],
    bytes: wide.bytes,
    order: 'big',
    ...(wide.shift === 0 && wide.mask === undefined ? {} : { shift: wide.shift }),
  };
  const at = { base: wide.base, offset: wide.offset, len: wide.bytes };
  if (wide.mask === undefined) {
    if (!loadValue(rule, like, value)) return;
  } else if (!mergeValue(rule, { ...wide, mask: wide.mask }, like, value)) return;
  rule.push('payload', { sreg: 0, ...at, ...(checksum ?? {}) });
}

/** A field that shares its bytes: the others are read, kept under the mask, and written back. */
function mergeValue(
  rule: RuleBuilder,
  place: FieldPlace & { readonly mask: Uint8Array },
  like: Loaded,
  value: unknown,
): boolean {
  const xor = encodeValue(like, value);
  if (xor === undefined) {
    rule.refuse(`mangle: ${JSON.stringify(value)} is no ${like.types[0]?.name ?? ''}`);
    return false;
  }
  const { base, offset, bytes } = place;
  rule.push('payload', { dreg: 0, base, offset, len: bytes });
  rule.push('bitwise', { sreg: 0, dreg: 0, op: 0, len: bytes, mask: place.mask.map((byte) => ~byte & 255), xor });
  return true;
}

/** The place grown to even bounds, with a mask when that adds bytes that are not the field's. */
function paired(place: FieldPlace): FieldPlace {
  const before = place.offset % 2;
  const after = (place.offset + place.bytes) % 2;
  if (before === 0 && after === 0) return place;
  const own = place.mask ?? new Uint8Array(place.bytes).fill(255);
  const bytes = place.bytes + before + after;
  const mask = new Uint8Array(bytes);
  mask.set(own, before);
  return { base: place.base, offset: place.offset - before, bytes, shift: place.shift + after * 8, mask };
}

function checksumFields(protocol: string, field: string): object | undefined {
  const offset = CHECKSUM_OFFSET[protocol];
  const isAddress = (protocol === 'ip' || protocol === 'ip6') && (field === 'saddr' || field === 'daddr');
  const flags = isAddress ? { csumFlags: PSEUDO_HEADER } : {};
  if (offset !== undefined) return { csumType: CHECKSUM_INET, csumOffset: offset, ...flags };
  return isAddress ? { csumType: 0, csumOffset: 0, ...flags } : undefined;
}
