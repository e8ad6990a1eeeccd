import { type CodedError, ok, type Result } from '@omamori/contract/result';
import type { StateReport } from '@omamori/contract/state-report';
import type { Clock } from '../platform/clock.ts';
import type { Machine } from './actuate/machine.ts';
import type { Target } from './plan/make-target.ts';
import { planSteps, type Step } from './plan/plan-steps.ts';

export type StepResult = NonNullable<StateReport['last']>['steps'][number];

export interface Convergence {
  readonly steps: readonly StepResult[];
  /** Null when the box is what it shall be. */
  readonly error: CodedError | null;
}

/**
 * `all-or-stop` for a new state: the first failure ends it, putting the former state back is the caller's decision.
 * `as-far-as-possible` for the state in force: rules the engine refuses must not keep the kernel's blocks away.
 */
export type ConvergeMode = 'all-or-stop' | 'as-far-as-possible';

export async function converge(
  machine: Machine,
  target: Target,
  clock: Clock,
  mode: ConvergeMode,
): Promise<Convergence> {
  const observed = await machine.observe();
  if (!observed.ok) return { steps: [], error: observed.error };
  const steps: StepResult[] = [];
  let error: CodedError | null = null;
  for (const step of planSteps(target, observed.value)) {
    if (steps.some((done) => !done.ok && NEEDS[step.kind] === done.step)) continue;
    const started = clock.monotonicMs();
    const outcome = await machine.run(step, target);
    const milliseconds = Math.max(0, Math.round(clock.monotonicMs() - started));
    steps.push({ step: step.kind, ok: outcome.ok, code: outcome.ok ? null : outcome.error.code, milliseconds });
    if (outcome.ok) continue;
    error ??= outcome.error;
    if (mode === 'all-or-stop') break;
  }
  return { steps, error };
}

/** Steps that make no sense after another one failed: untested rules are never activated, unfilled sets never used. */
const NEEDS: { readonly [Kind in Step['kind']]?: Step['kind'] } = {
  'activate-rules': 'stage-rules',
  'apply-ruleset': 'fill-sets',
};

/** Whether anything would have to be done; for the drift check. */
export async function isConverged(machine: Machine, target: Target): Promise<Result<boolean>> {
  const observed = await machine.observe();
  return observed.ok ? ok(planSteps(target, observed.value).length === 0) : observed;
}
