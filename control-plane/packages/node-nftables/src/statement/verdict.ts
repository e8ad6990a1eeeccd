import type { AcceptStatement } from './accept.ts';
import type { ContinueStatement } from './continue.ts';
import type { DropStatement } from './drop.ts';
import type { GotoStatement, JumpStatement } from './jump.ts';
import type { ReturnStatement } from './return.ts';

export type VerdictStatement =
  | AcceptStatement
  | DropStatement
  | ContinueStatement
  | ReturnStatement
  | JumpStatement
  | GotoStatement;
