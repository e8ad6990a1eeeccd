import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { requireHeader } from './dependencies.ts';
import type { Loaded } from './loaded.ts';
import { BASE_NUMBER, HEADERS, type HeaderField } from './payload-fields.ts';

/** Where a field lies: whole bytes around it, and the mask when it does not fill them. */
export interface FieldPlace {
  readonly base: number;
  readonly offset: number;
  readonly bytes: number;
  readonly shift: number;
  readonly mask: Uint8Array | undefined;
}

export function placeOf(base: number, skip: number, field: HeaderField): FieldPlace {
  const first = skip + field.bit;
  const offset = Math.floor(first / 8);
  const bytes = Math.ceil((first + field.bits) / 8) - offset;
  const shift = (offset + bytes) * 8 - first - field.bits;
  if (shift === 0 && field.bits === bytes * 8) return { base, offset, bytes, shift, mask: undefined };
  return { base, offset, bytes, shift, mask: maskBytes(bytes, field.bits, shift) };
}

function maskBytes(bytes: number, bits: number, shift: number): Uint8Array {
  let value = ((1n << BigInt(bits)) - 1n) << BigInt(shift);
  const mask = new Uint8Array(bytes);
  for (let index = bytes - 1; index >= 0; index -= 1) {
    mask[index] = Number(value & 255n);
    value >>= 8n;
  }
  return mask;
}

/** `{ protocol, field }`, or raw `{ base, offset, len }` in bits. */
export function loadPayload(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  if (!isRecord(body)) return rule.refuse('payload: not an object');
  if ('base' in body) return loadRaw(rule, body, slot);
  const { protocol, field: fieldName } = body;
  const header = typeof protocol === 'string' && Object.hasOwn(HEADERS, protocol) ? HEADERS[protocol] : undefined;
  if (header === undefined) return rule.refuse(`unknown header ${String(protocol)}`);
  const field =
    typeof fieldName === 'string' && Object.hasOwn(header.fields, fieldName) ? header.fields[fieldName] : undefined;
  if (field === undefined) return rule.refuse(`unknown field ${String(protocol)} ${String(fieldName)}`);
  if (!requireHeader(rule, String(protocol), slot)) return undefined;
  const place = placeOf(BASE_NUMBER[header.base], header.skip, field);
  return pushLoad(rule, place, dataType(field.type), slot);
}

export function pushLoad(rule: RuleBuilder, place: FieldPlace, type: Loaded['types'][number], slot: number): Loaded {
  const { base, offset, bytes, mask, shift } = place;
  const payloadIndex = rule.expressions.length;
  rule.push('payload', { dreg: slot, base, offset, len: bytes });
  if (mask === undefined) return { types: [type], bytes, order: 'big', payloadIndex };
  rule.push('bitwise', { sreg: slot, dreg: slot, op: 0, len: bytes, mask, xor: new Uint8Array(bytes) });
  return { types: [type], bytes, order: 'big', shift };
}

const RAW_BASES: Readonly<Record<string, number>> = { ll: 0, nh: 1, th: 2, ih: 3 };

function loadRaw(rule: RuleBuilder, body: Record<string, unknown>, slot: number): Loaded | undefined {
  const { base, offset, len } = body;
  const number = typeof base === 'string' ? RAW_BASES[base] : undefined;
  if (number === undefined || typeof offset !== 'number' || typeof len !== 'number' || len < 1 || len > 128) {
    return rule.refuse('payload: base ll, nh, th or ih, offset and len in bits');
  }
  const place = placeOf(number, 0, { type: 'integer', bit: offset, bits: len });
  return pushLoad(rule, place, dataType('integer'), slot);
}
