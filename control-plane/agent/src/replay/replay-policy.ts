// Policy replay: the proposed policy against the traffic that the box remembers. Which devices would have lost which
// destinations, and by what? Signatures are not replayed: they need the packets themselves.
import { setImmediate } from 'node:timers/promises';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { err, ok, type Result } from '@omamori/contract/result';
import type { Policy } from '../config-path/plan/make-target.ts';
import { openHistoryForReading } from '../event-path/history/open-history.ts';
import { HISTORY_DAYS, HOUR_MS, readConversations, readGaps } from '../event-path/history/read-history.ts';
import { LossCollector, type LossNames } from './collect-losses.ts';
import { type ConversationJudge, type JudgeContext, judgeBy } from './judge-conversation.ts';

/** Where the traffic is, and who is named in the report. */
export interface ReplayScope extends LossNames {
  readonly historyPath: string;
  readonly nowMs: number;
  readonly signal?: AbortSignal;
}

export interface ReplayInput extends JudgeContext, ReplayScope {
  readonly proposed: Policy;
  readonly inForce: Policy;
}

/** The agent goes on with its other work after so many conversations. */
const TURN = 1000;
/** The clock may be set while records are under way: a day beyond now still belongs to the window. */
const AHEAD_MS = 24 * HOUR_MS;

/** Errors: HST_OPEN_FAILED, RPL_RULE_UNKNOWN, RPL_ABORTED. */
export async function replayPolicy(input: ReplayInput): Promise<Result<ReplayReport>> {
  const [proposed, inForce] = [judgeBy(input.proposed, input), judgeBy(input.inForce, input)];
  if (!proposed.ok) return proposed;
  if (!inForce.ok) return inForce;
  return await replayJudges(proposed.value, inForce.value, input);
}

/** What one judge stops and the other lets pass. Errors: HST_OPEN_FAILED, RPL_ABORTED. */
export async function replayJudges(
  proposed: ConversationJudge,
  inForce: ConversationJudge,
  input: ReplayScope,
): Promise<Result<ReplayReport>> {
  const opened = openHistoryForReading(input.historyPath);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    const losses = new LossCollector();
    const sinceMs = input.nowMs - HISTORY_DAYS * 24 * HOUR_MS;
    let turn = 0;
    for (const conversation of readConversations(database, sinceMs, input.nowMs + AHEAD_MS)) {
      losses.look(conversation);
      const by = proposed(conversation);
      if (by !== null && inForce(conversation) !== null) losses.alreadyLost(conversation, by);
      else if (by !== null) losses.lose(conversation, by);
      turn += 1;
      if (turn % TURN === 0) await setImmediate();
      if (input.signal?.aborted === true) return err('RPL_ABORTED', 'The replay was broken off.');
    }
    return ok(losses.report(input, readGaps(database)));
  } finally {
    database.close();
  }
}
