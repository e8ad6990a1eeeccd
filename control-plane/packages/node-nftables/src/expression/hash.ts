import type { ConcatExpression } from './concat.ts';
import type { CtExpression } from './ct.ts';
import type { MetaExpression } from './meta.ts';
import type { PayloadExpression } from './payload.ts';

/** A number below `mod` (plus offset) from fields of the packet. */
export interface JhashExpression {
  readonly jhash: {
    readonly mod: number;
    readonly expr: HashedField;
    readonly offset?: number;
    readonly seed?: number;
  };
}

/** The same for both directions of a connection. */
export interface SymhashExpression {
  readonly symhash: { readonly mod: number; readonly offset?: number };
}

export type HashedField = PayloadExpression | MetaExpression | CtExpression | ConcatExpression;

export function jhash(
  expr: HashedField,
  mod: number,
  options: { readonly offset?: number; readonly seed?: number } = {},
): JhashExpression {
  return { jhash: { mod, ...options, expr } };
}

export function symhash(mod: number, offset?: number): SymhashExpression {
  return { symhash: offset === undefined ? { mod } : { mod, offset } };
}
