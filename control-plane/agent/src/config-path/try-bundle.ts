import type { CodedError, Result } from '@omamori/contract/result';
import {
  appliedBundle,
  failedBundle,
  type OfferedBundle,
  type TakeBundle,
  withdrawnBundle,
} from './bundle/bundle-trial.ts';
import { beforeBundle, holdBundle } from './bundle/hold-bundle.ts';
import { converge } from './converge.ts';
import { takeBaseline } from './probation/hold-probation.ts';
import type { StateInForce } from './state-in-force.ts';

/**
 * All or nothing: what the engine's test, the kernel, the reload's proof or the probation refuses leaves the former
 * bundle in force. CFG_CENTER_SILENT: nothing is decided, it may come again.
 */
export async function tryBundle(state: StateInForce, take: TakeBundle): Promise<Result<void>> {
  const taken = await take();
  if (!taken.ok) return await bundleFailed(state, null, 'refused', taken.error);
  const offered = taken.value;
  const { bundle, keep } = offered;
  const target = state.targetNow(state.applied, bundle);
  const stands = await standUp(state, offered, target);
  const kept: Result<void> = stands.ok ? await keep() : stands;
  if (!kept.ok) {
    await state.putBack();
    state.deps.onPolicy?.(state.policy());
    if (kept.error.code === 'CFG_CENTER_SILENT') return kept;
    return await bundleFailed(state, bundle.version, 'failed', kept.error);
  }
  state.bundle = bundle;
  state.target = target;
  const { insteadOf } = offered;
  state.lastBundle = insteadOf === undefined ? appliedBundle(bundle.version) : withdrawnBundle(insteadOf);
  state.deps.log.info({ bundle: bundle.version, insteadOf }, 'another bundle is in force');
  state.deps.onPolicy?.(state.policy());
  await state.report();
  return kept;
}

async function standUp(
  state: StateInForce,
  offered: OfferedBundle,
  target: StateInForce['target'],
): Promise<Result<void>> {
  const { clock, machine, probes } = state.deps;
  const isBack = offered.insteadOf !== undefined;
  const before = isBack ? null : await beforeBundle(state, await takeBaseline(probes));
  if (before !== null && !before.ok) return before;
  const { error } = await converge(machine, target, clock, isBack ? 'as-far-as-possible' : 'all-or-stop');
  if (error !== null) return { ok: false, error };
  return before === null ? { ok: true, value: undefined } : await holdBundle(state, before.value);
}

async function bundleFailed(
  state: StateInForce,
  version: string | null,
  outcome: 'refused' | 'failed',
  error: CodedError,
): Promise<Result<void>> {
  state.deps.log.warn({ ...error, bundle: version }, 'a bundle is not taken; the former one stands');
  state.lastBundle = failedBundle(version, outcome, error);
  await state.report();
  return { ok: false, error };
}
