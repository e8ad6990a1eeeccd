import type { CtExpression } from '../expression/ct.ts';
import type { MetaExpression } from '../expression/meta.ts';
import type { PayloadExpression } from '../expression/payload.ts';

/** Writes packet metadata or a header field: `meta mark set 5`, `ether daddr set …`. */
export interface MangleStatement {
  readonly mangle: { readonly key: MangleKey; readonly value: MangleValue };
}

export type MangleKey = MetaExpression | CtExpression | PayloadExpression;
export type MangleValue = string | number | MetaExpression | CtExpression;

export function mangle(key: MangleKey, value: MangleValue): MangleStatement {
  return { mangle: { key, value } };
}
