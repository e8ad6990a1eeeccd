import type { CtExpression } from './ct.ts';
import type { MetaExpression } from './meta.ts';
import type { PayloadExpression } from './payload.ts';

/** `meta mark | 0x10`, `ct mark ^ 1`, `meta mark << 8`: for what is written; a mask alone is `bitmask`. */
export type BitOperation =
  | { readonly '|': BitOperands }
  | { readonly '^': BitOperands }
  | { readonly '<<': BitOperands }
  | { readonly '>>': BitOperands };

export type BitOperands = readonly [MetaExpression | CtExpression | PayloadExpression | BitOperation, number];

export function bitOr(left: BitOperands[0], right: number): BitOperation {
  return { '|': [left, right] };
}

export function bitXor(left: BitOperands[0], right: number): BitOperation {
  return { '^': [left, right] };
}

export function shiftLeft(left: BitOperands[0], bits: number): BitOperation {
  return { '<<': [left, bits] };
}

export function shiftRight(left: BitOperands[0], bits: number): BitOperation {
  return { '>>': [left, bits] };
}
