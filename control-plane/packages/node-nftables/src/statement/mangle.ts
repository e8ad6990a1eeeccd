import type { BitOperation } from '../expression/bit-operation.ts';
import type { BitmaskExpression } from '../expression/bitmask.ts';
import type { CtExpression } from '../expression/ct.ts';
import type { JhashExpression, SymhashExpression } from '../expression/hash.ts';
import type { MapExpression } from '../expression/map.ts';
import type { MetaExpression } from '../expression/meta.ts';
import type { NumgenExpression } from '../expression/numgen.ts';
import type { PayloadExpression } from '../expression/payload.ts';
import type { RouteExpression } from '../expression/route.ts';
import type { TcpOptionExpression } from '../expression/tcp-option.ts';

/** Writes packet metadata or a header field: `meta mark set 5`, `ether daddr set …`, `tcp option maxseg size set rt mtu`. */
export interface MangleStatement {
  readonly mangle: { readonly key: MangleKey; readonly value: MangleValue };
}

export type MangleKey = MetaExpression | CtExpression | PayloadExpression | TcpOptionExpression;
export type MangleValue =
  | string
  | number
  | MetaExpression
  | CtExpression
  | MapExpression
  | BitmaskExpression
  | BitOperation
  | NumgenExpression
  | JhashExpression
  | SymhashExpression
  | RouteExpression;

export function mangle(key: MangleKey, value: MangleValue): MangleStatement {
  return { mangle: { key, value } };
}
