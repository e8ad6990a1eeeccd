import { type DesiredState, desiredStateSchema, type Policy } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { wordPolicyProblem } from '../../wording/word-policy-problem.ts';
import { refuseLists } from './check-lists.ts';
import { checkPolicy, checkProtected } from './check-policy.ts';
import { normalisePolicy } from './normalise-policy.ts';

export const DOCUMENT_LIFE_MS = 7 * 24 * 60 * 60_000;

export interface ComposeInput {
  readonly appliance: string;
  readonly version: number;
  readonly policy: Policy;
  readonly protectedDestinations: readonly string[];
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
}

/**
 * Pure: what one appliance shall be. The protected destinations of the settings are always in, whatever the policy.
 * Errors: CTR_POLICY_INVALID, CTR_POLICY_UNPROTECTED, those of `refuseLists`.
 */
export function composeDesiredState(input: ComposeInput): Result<DesiredState> {
  const guarded = checkProtected(input.protectedDestinations);
  if (!guarded.ok) return guarded;
  const sound = checkPolicy(input.policy);
  if (!sound.ok) return sound;
  const [refused] = refuseLists(input.policy, input.protectedDestinations);
  if (refused !== undefined) return err(refused.code, wordPolicyProblem(refused).message);
  const parsed = desiredStateSchema.safeParse({
    v: 1,
    appliance: input.appliance,
    version: input.version,
    issuedAt: new Date(input.issuedAt).toISOString(),
    expiresAt: new Date(input.issuedAt + DOCUMENT_LIFE_MS).toISOString(),
    ...normalisePolicy(input.policy),
    protectedDestinations: [...new Set(input.protectedDestinations)].sort(),
  });
  if (parsed.success) return ok(parsed.data);
  return err('CTR_POLICY_INVALID', 'The desired state does not have the agreed form.', {
    cause: z.prettifyError(parsed.error).slice(0, 500),
  });
}
