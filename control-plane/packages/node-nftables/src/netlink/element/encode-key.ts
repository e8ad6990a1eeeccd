import { formatIpv4, formatIpv6 } from '../../parse-address.ts';
import { parseIpv4Range, parseIpv6Range } from '../../parse-range.ts';
import { bigOfBytes, bytesOfNumber, padded } from '../datatype/bytes.ts';
import type { DataType } from '../datatype/datatype.ts';
import { orderOf, partBytes, type SetDeclaration } from './set-declaration.ts';

/** Inclusive bounds, equal for a single value. */
export interface KeyBounds {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/** A key in libnftables-json form; undefined when it is none of the set. */
export function encodeKey(declaration: SetDeclaration, value: unknown): KeyBounds | undefined {
  const { types } = declaration;
  if (types.length === 1) return types[0] === undefined ? undefined : encodePart(declaration, types[0], value);
  const parts = isRecord(value) && Array.isArray(value['concat']) ? value['concat'] : undefined;
  if (parts === undefined || parts.length !== types.length) return undefined;
  const bounds = types.map((type, index) => encodePart(declaration, type, parts[index]));
  const low = join(bounds.map((bound) => bound?.low));
  const high = join(bounds.map((bound) => bound?.high));
  return low === undefined || high === undefined ? undefined : { low, high };
}

function encodePart(declaration: SetDeclaration, type: DataType, value: unknown): KeyBounds | undefined {
  const one = (single: unknown): Uint8Array | undefined => encodeSingle(declaration, type, single);
  if (isRecord(value) && !('|' in value)) {
    const [from, to] = boundsOf(type, value) ?? [];
    const low = one(from);
    const high = one(to);
    return low === undefined || high === undefined || Buffer.compare(low, high) > 0 ? undefined : { low, high };
  }
  if (typeof value === 'string' && /[/-]/.test(value) && type.id >= 7 && type.id <= 8) {
    const bounds = addressBounds(type, value);
    return bounds === undefined ? undefined : encodePart(declaration, type, { range: bounds });
  }
  const key = one(value);
  return key === undefined ? undefined : { low: key, high: key };
}

function encodeSingle(declaration: SetDeclaration, type: DataType, value: unknown): Uint8Array | undefined {
  const bytes = partBytes(declaration, type);
  const encoded = type.encode(value, bytes);
  if (encoded === undefined || type.name === 'ifname') return encoded;
  const shifted =
    declaration.shift === undefined
      ? encoded
      : bytesOfNumber(bigOfBytes(encoded, type.order) << BigInt(declaration.shift), bytes, type.order);
  return orderOf(declaration, type) === type.order ? shifted : shifted?.reverse();
}

/** Both ends of `{ range: [a, b] }` or `{ prefix: { addr, len } }`. */
export function boundsOf(type: DataType, value: Record<string, unknown>): readonly [unknown, unknown] | undefined {
  const { range, prefix } = value;
  if (Array.isArray(range) && range.length === 2) return [range[0], range[1]];
  if (!isRecord(prefix)) return undefined;
  const { addr, len } = prefix;
  if (typeof addr === 'string') return addressBounds(type, `${addr}/${String(len)}`);
  if (typeof addr !== 'number' || typeof len !== 'number' || len < 0 || len > type.bytes * 8) return undefined;
  const size = 2 ** (type.bytes * 8 - len);
  const from = Math.floor(addr / size) * size;
  return [from, from + size - 1];
}

function addressBounds(type: DataType, text: string): readonly [string, string] | undefined {
  if (type.name === 'ipv4_addr') {
    const range = parseIpv4Range(text);
    return range === undefined ? undefined : [formatIpv4(range.from), formatIpv4(range.to)];
  }
  const range = type.name === 'ipv6_addr' ? parseIpv6Range(text) : undefined;
  return range === undefined ? undefined : [formatIpv6(range.from), formatIpv6(range.to)];
}

/** Parts of a concatenated key start at multiples of four bytes. */
function join(parts: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + padded(part?.length ?? 0), 0));
  let offset = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    joined.set(part, offset);
    offset += padded(part.length);
  }
  return joined;
}

/** The next value, or undefined behind the last one. */
export function successor(bytes: Uint8Array): Uint8Array | undefined {
  const next = Uint8Array.from(bytes);
  for (let index = next.length - 1; index >= 0; index -= 1) {
    const value = next[index] as number;
    next[index] = (value + 1) & 255;
    if (value !== 255) return next;
  }
  return undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
