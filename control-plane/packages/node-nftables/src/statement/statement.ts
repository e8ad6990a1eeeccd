import type { AcceptStatement } from './accept.ts';
import type { ContinueStatement } from './continue.ts';
import type { CounterStatement } from './counter.ts';
import type { CtHelperStatement } from './ct-alg.ts';
import type { CtCountStatement } from './ct-count.ts';
import type { CtExpectationStatement } from './ct-expectation.ts';
import type { CtTimeoutStatement } from './ct-timeout.ts';
import type { DnatStatement } from './dnat.ts';
import type { DropStatement } from './drop.ts';
import type { DupStatement } from './dup.ts';
import type { FlowStatement } from './flow.ts';
import type { FwdStatement } from './fwd.ts';
import type { GotoStatement, JumpStatement } from './jump.ts';
import type { LastStatement } from './last.ts';
import type { LimitStatement } from './limit.ts';
import type { LogStatement } from './log.ts';
import type { MangleStatement } from './mangle.ts';
import type { MapUpdateStatement } from './map-update.ts';
import type { MasqueradeStatement } from './masquerade.ts';
import type { MatchStatement } from './match.ts';
import type { MeterStatement } from './meter.ts';
import type { NotrackStatement } from './notrack.ts';
import type { QueueStatement } from './queue.ts';
import type { QuotaStatement } from './quota.ts';
import type { RedirectStatement } from './redirect.ts';
import type { RejectStatement } from './reject.ts';
import type { ReturnStatement } from './return.ts';
import type { SetUpdateStatement } from './set-update.ts';
import type { SnatStatement } from './snat.ts';
import type { SynproxyStatement } from './synproxy.ts';
import type { TproxyStatement } from './tproxy.ts';
import type { VerdictMapStatement } from './verdict-map.ts';

export type Statement =
  | AcceptStatement
  | ContinueStatement
  | CounterStatement
  | CtCountStatement
  | CtExpectationStatement
  | CtHelperStatement
  | CtTimeoutStatement
  | DnatStatement
  | DropStatement
  | DupStatement
  | FlowStatement
  | FwdStatement
  | GotoStatement
  | JumpStatement
  | LastStatement
  | LimitStatement
  | LogStatement
  | MangleStatement
  | MapUpdateStatement
  | MasqueradeStatement
  | MatchStatement
  | MeterStatement
  | NotrackStatement
  | QueueStatement
  | QuotaStatement
  | RedirectStatement
  | RejectStatement
  | ReturnStatement
  | SetUpdateStatement
  | SnatStatement
  | SynproxyStatement
  | TproxyStatement
  | VerdictMapStatement;

export type StatementName = Statement extends infer S ? (S extends unknown ? keyof S : never) : never;
