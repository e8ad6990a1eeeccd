import type { MatchValue, Selector } from '../expression/expression.ts';

export interface MatchStatement {
  readonly match: { readonly op: MatchOperator; readonly left: Selector; readonly right: MatchValue };
}

export type MatchOperator = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in';

/** `in` is for bit sets such as ct state; everything else compares with `==`. */
export function match(left: Selector, right: MatchValue, op: MatchOperator = '=='): MatchStatement {
  return { match: { op, left, right } };
}
