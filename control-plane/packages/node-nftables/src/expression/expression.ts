import type { AnonymousSet } from './anonymous-set.ts';
import type { BitmaskExpression } from './bitmask.ts';
import type { ConcatExpression } from './concat.ts';
import type { CtExpression } from './ct.ts';
import type { MetaExpression } from './meta.ts';
import type { PayloadExpression } from './payload.ts';
import type { PrefixExpression } from './prefix.ts';
import type { RangeExpression } from './range.ts';
import type { SetReference } from './set-reference.ts';

/** What a match looks at. */
export type Selector = PayloadExpression | MetaExpression | CtExpression | ConcatExpression | BitmaskExpression;

/** What it is compared with. A plain string starting with '@' is a set reference. */
export type MatchValue =
  | SetReference
  | string
  | number
  | readonly string[]
  | PrefixExpression
  | RangeExpression
  | AnonymousSet
  | ConcatExpression;
