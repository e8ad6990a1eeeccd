import type { PolicyPreview } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { wordPolicyProblem } from '../../wording/word-policy-problem.ts';
import { refuseLists } from './check-lists.ts';
import { checkPolicy, checkProtected } from './check-policy.ts';
import { type CheckedAgainst, refuseTimed } from './check-timed.ts';

export interface SentCheck extends CheckedAgainst {
  readonly protectedDestinations: readonly string[];
}

/** All that keeps a policy from being sent; empty when it may be. Call it on what came in, before normalising. */
export function findRefusals(policy: Policy, check: SentCheck): PolicyPreview['problems'] {
  const general = [checkPolicy(policy), checkProtected(check.protectedDestinations)].flatMap((checked) =>
    checked.ok ? [] : [{ code: checked.error.code, message: checked.error.message }],
  );
  const parts = [...refuseLists(policy, check.protectedDestinations), ...refuseTimed(policy, check)];
  return [...general, ...parts.map(wordPolicyProblem)];
}

/** Errors: CTR_POLICY_INVALID, CTR_POLICY_UNPROTECTED, those of `refuseLists` and `refuseTimed`; the first that is found. */
export function checkSent(policy: Policy, check: SentCheck): Result<void> {
  const [refusal] = findRefusals(policy, check);
  return refusal === undefined ? ok(undefined) : err(refusal.code, refusal.message);
}
