import { converge, isConverged } from './converge.ts';
import { DRIFT, TIMED } from './pass-notes.ts';
import { type StateInForce, said } from './state-in-force.ts';

/**
 * Start, drift and timed parts: the box is made what it shall be, and true says that it is. What the start does is
 * no repair.
 */
export async function keepState(state: StateInForce, isStart: boolean): Promise<boolean> {
  const former = state.target;
  state.target = state.targetNow(state.applied);
  const planned = former.rulesetKey !== state.target.rulesetKey || former.version.name !== state.target.version.name;
  const converged = await isConverged(state.deps.machine, state.target);
  if (converged.ok && converged.value && !isStart) return true;
  const repairing = !isStart;
  const { steps, error } = await converge(state.deps.machine, state.target, state.deps.clock, 'as-far-as-possible');
  const version = state.applied?.version ?? 0;
  if (error !== null && repairing && state.last?.outcome === 'failed' && state.last.code === error.code) return false;
  if (error !== null) {
    state.deps.log.error({ ...error, steps }, 'the state in force cannot be restored; tried again every half minute');
    state.remember({ version, outcome: 'failed', ...said(error), steps: [...steps] });
  } else if (steps.length > 0 && repairing && planned) {
    state.deps.log.info({ code: 'CFG_TIMED_PART_CHANGED', steps }, 'a timed part of the policy ended or moved');
    state.remember({ version, outcome: 'applied', ...TIMED, steps: [...steps] });
  } else if (steps.length > 0 && repairing) {
    state.deps.log.warn(
      { code: 'CFG_DRIFT_REPAIRED', steps },
      'the box had been changed from outside and was put back',
    );
    state.remember({ version, outcome: 'applied', ...DRIFT, steps: [...steps] });
  } else state.remember(state.last ?? { version, outcome: 'applied', code: null, message: null, steps: [...steps] });
  await state.report();
  return error === null;
}
