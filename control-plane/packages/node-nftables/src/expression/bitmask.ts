import type { CtExpression } from './ct.ts';
import type { MetaExpression } from './meta.ts';
import type { PayloadExpression } from './payload.ts';

/** `meta mark & 0xff`, `tcp flags & (syn | ack)` and the like. */
export interface BitmaskExpression {
  readonly '&': readonly [MetaExpression | CtExpression | PayloadExpression, BitmaskValue];
}

export type BitmaskValue = number | string | readonly string[];

export function bitmask(
  left: MetaExpression | CtExpression | PayloadExpression,
  mask: BitmaskValue,
): BitmaskExpression {
  return { '&': [left, mask] };
}
