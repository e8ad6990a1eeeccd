import type { AcceptStatement } from './accept.ts';
import type { CounterStatement } from './counter.ts';
import type { DropStatement } from './drop.ts';
import type { GotoStatement, JumpStatement } from './jump.ts';
import type { LimitStatement } from './limit.ts';
import type { LogStatement } from './log.ts';
import type { MangleStatement } from './mangle.ts';
import type { MatchStatement } from './match.ts';
import type { QueueStatement } from './queue.ts';
import type { RedirectStatement } from './redirect.ts';
import type { RejectStatement } from './reject.ts';
import type { ReturnStatement } from './return.ts';
import type { SetUpdateStatement } from './set-update.ts';

export type Statement =
  | MatchStatement
  | AcceptStatement
  | DropStatement
  | ReturnStatement
  | JumpStatement
  | GotoStatement
  | RejectStatement
  | LogStatement
  | CounterStatement
  | LimitStatement
  | MangleStatement
  | SetUpdateStatement
  | QueueStatement
  | RedirectStatement;
