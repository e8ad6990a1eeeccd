import type { AnonymousSet } from './anonymous-set.ts';
import type { BitOperation } from './bit-operation.ts';
import type { BitmaskExpression } from './bitmask.ts';
import type { ConcatExpression } from './concat.ts';
import type { CtExpression } from './ct.ts';
import type { ExtensionHeaderExpression } from './extension-header.ts';
import type { FibExpression } from './fib.ts';
import type { JhashExpression, SymhashExpression } from './hash.ts';
import type { MetaExpression } from './meta.ts';
import type { NumgenExpression } from './numgen.ts';
import type { PayloadExpression } from './payload.ts';
import type { PrefixExpression } from './prefix.ts';
import type { RangeExpression } from './range.ts';
import type { RouteExpression } from './route.ts';
import type { SetReference } from './set-reference.ts';
import type { SocketExpression } from './socket.ts';
import type { TcpOptionExpression } from './tcp-option.ts';

/** What a match looks at. */
export type Selector =
  | PayloadExpression
  | MetaExpression
  | CtExpression
  | ConcatExpression
  | BitmaskExpression
  | BitOperation
  | ExtensionHeaderExpression
  | TcpOptionExpression
  | FibExpression
  | SocketExpression
  | RouteExpression
  | NumgenExpression
  | JhashExpression
  | SymhashExpression;

/** What it is compared with. A plain string starting with '@' is a set reference; booleans ask whether something is there. */
export type MatchValue =
  | SetReference
  | string
  | number
  | boolean
  | readonly string[]
  | PrefixExpression
  | RangeExpression
  | AnonymousSet
  | ConcatExpression;
