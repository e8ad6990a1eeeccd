import type { CtExpression } from './ct.ts';
import type { FibExpression } from './fib.ts';
import type { MetaExpression } from './meta.ts';
import type { PayloadExpression } from './payload.ts';
import type { PrefixExpression } from './prefix.ts';
import type { RangeExpression } from './range.ts';

/** Several fields as one key: `ip saddr . tcp dport`. Values when it stands in an element, selectors in a rule. */
export interface ConcatExpression {
  readonly concat: readonly ConcatPart[];
}

export type ConcatPart =
  | string
  | number
  | PayloadExpression
  | MetaExpression
  | CtExpression
  | FibExpression
  | PrefixExpression
  | RangeExpression;

export function concat(...parts: readonly ConcatPart[]): ConcatExpression {
  return { concat: parts };
}
