// Dry run of a bundle: the same policy with the new lists and with those in force, against the traffic that the box
// remembers. Rules of the engine and lists of pages are not replayed: they need the packets themselves.

import type { ReplayReport } from '@omamori/contract/replay-report';
import type { Result } from '@omamori/contract/result';
import type { Policy } from '../config-path/plan/make-target.ts';
import type { FeedList } from '../data-plane/feed-list.ts';
import { type JudgeContext, judgeBy } from './judge-conversation.ts';
import { type ReplayScope, replayJudges } from './replay-policy.ts';

export interface BundleReplayInput extends Omit<JudgeContext, 'feeds'>, ReplayScope {
  readonly policy: Policy;
  readonly proposed: readonly FeedList[];
  readonly inForce: readonly FeedList[];
}

/** Errors: HST_OPEN_FAILED, RPL_RULE_UNKNOWN, RPL_ABORTED. */
export async function replayBundle(input: BundleReplayInput): Promise<Result<ReplayReport>> {
  const judge = (feeds: readonly FeedList[]) => judgeBy(input.policy, { ...input, feeds });
  const [proposed, inForce] = [judge(input.proposed), judge(input.inForce)];
  if (!proposed.ok) return proposed;
  if (!inForce.ok) return inForce;
  return await replayJudges(proposed.value, inForce.value, input);
}
