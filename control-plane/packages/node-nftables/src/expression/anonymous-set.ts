import type { ConcatExpression } from './concat.ts';
import type { PrefixExpression } from './prefix.ts';
import type { RangeExpression } from './range.ts';

/** Values written in the rule itself: `{ 80, 443 }`. Constant; for anything that changes use a named set. */
export interface AnonymousSet {
  readonly set: readonly AnonymousSetMember[];
}

export type AnonymousSetMember = string | number | PrefixExpression | RangeExpression | ConcatExpression;

export function anonymousSet(...members: readonly AnonymousSetMember[]): AnonymousSet {
  return { set: members };
}
