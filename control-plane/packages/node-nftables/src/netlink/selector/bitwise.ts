import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { encodeFlags } from './encode-value.ts';
import type { Loaded } from './loaded.ts';

export const BITWISE_BOOL = 0;
export const BITWISE_LSHIFT = 1;
export const BITWISE_RSHIFT = 2;

/** `[selector, constant]`: and, or, xor as one mask and one xor; shifts by a number of bits. */
export function loadBitwise(
  rule: RuleBuilder,
  operator: '&' | '|' | '^' | '<<' | '>>',
  body: unknown,
  slot: number,
): Loaded | undefined {
  if (!Array.isArray(body) || body.length !== 2) return rule.refuse(`${operator}: two operands`);
  const [left, right] = body as readonly unknown[];
  const loaded = rule.load(left, slot);
  if (loaded === undefined) return undefined;
  const common = { sreg: slot, dreg: slot, len: loaded.bytes };
  if (operator === '<<' || operator === '>>') {
    if (typeof right !== 'number' || right < 0 || right >= loaded.bytes * 8)
      return rule.refuse('shift: bits to shift by');
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, right, true);
    rule.push('bitwise', { ...common, op: operator === '<<' ? BITWISE_LSHIFT : BITWISE_RSHIFT, data });
    return plain(loaded);
  }
  const value = encodeFlags(loaded, flagsOf(right));
  if (value === undefined) return rule.refuse(`${operator}: ${JSON.stringify(right)} is no value of the field`);
  const zeros = new Uint8Array(loaded.bytes);
  const ones = new Uint8Array(loaded.bytes).fill(255);
  const mask = operator === '&' ? value : operator === '|' ? value.map((byte) => ~byte & 255) : ones;
  rule.push('bitwise', { ...common, op: BITWISE_BOOL, mask, xor: operator === '&' ? zeros : value });
  return plain(loaded);
}

/** Flags joined by `|` as libnftables writes them, or a list, or one. */
function flagsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const joined = isRecord(value) ? value['|'] : undefined;
  return Array.isArray(joined) ? joined.flatMap((part) => flagsOf(part)) : [value];
}

/** After an operation the bytes are the field no longer: prefixes are not to cut its load. */
function plain(loaded: Loaded): Loaded {
  const { types, bytes, order, shift } = loaded;
  return { types, bytes, order, ...(shift === undefined ? {} : { shift }) };
}
