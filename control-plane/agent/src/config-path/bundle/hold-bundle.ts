// The probation of a bundle: that of a document (center, traffic, engine), then for a while longer whether the engine
// keeps within the machine's memory and stops no more of the office's traffic than under the bundle before.
import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok, type Result } from '@omamori/contract/result';
import type { FlowCounts } from '../../data-plane/read-flow.ts';
import { type MachineMemory, readMachineMemory } from '../../platform/machine-memory.ts';
import { askBefore, askDuring, askWithFormer } from '../probation/ask-center.ts';
import { afterUnanswered, type CenterForm } from '../probation/center-form.ts';
import { type Baseline, holdProbation } from '../probation/hold-probation.ts';
import type { StateInForce } from '../state-in-force.ts';

const WATCH_MS = 10_000;
const EVERY_MS = 500;
/** Fewer stopped packets prove nothing: one bad site with its images is more than that. */
const FEW_STOPPED = 40;
/** Share of the office's packets that may be stopped more than before. */
const MORE_STOPPED = 0.25;
/** Of the machine's memory what must stay free. */
const LEAST_FREE = 0.05;

export interface BundleBaseline extends Baseline {
  readonly form: CenterForm;
}

/** Error: CFG_CENTER_SILENT: it answered in this session and does not now; nothing was touched. */
export async function beforeBundle(state: StateInForce, baseline: Baseline): Promise<Result<BundleBaseline>> {
  const form = await askBefore(state.center);
  if (form === 'later') return err('CFG_CENTER_SILENT', 'The center is silent: a bundle could not be confirmed now.');
  return ok({ ...baseline, form });
}

/** Errors: those of holdProbation, CFG_PROBATION_MEMORY, CFG_PROBATION_STOPPED_MORE. */
export async function holdBundle(state: StateInForce, before: BundleBaseline): Promise<Result<void>> {
  const { clock, probes } = state.deps;
  const after = await probes.flow();
  const held = await holdProbation({
    probes,
    before,
    after,
    hearCenter: askDuring(state.center, before.form),
    answerRequired: before.form === 'answer',
    engineWanted: state.policy().ips.mode !== 'off',
    clock,
    signal: state.ending.signal,
  });
  if (!held.ok) return await unheard(state, held.error.code, held);
  const until = clock.monotonicMs() + (probes.bundleWatchMs ?? WATCH_MS);
  for (;;) {
    const memory = judgeMemory(await readMachineMemory());
    if (!memory.ok) return memory;
    const traffic = judgeStopped(before.flow, after, await probes.flow());
    if (!traffic.ok) return traffic;
    if (clock.monotonicMs() >= until) return ok(undefined);
    if (state.ending.signal.aborted) return err('CFG_PROBATION_INTERRUPTED', 'The agent ended during the probation.');
    await sleep(EVERY_MS, undefined, { ref: false });
  }
}

/** Center away is not the bundle's fault: it is asked once more with the former bundle by whoever puts it back. */
async function unheard(state: StateInForce, code: string, failed: Result<unknown>): Promise<Result<void>> {
  if (failed.ok) return ok(undefined);
  if (code !== 'CFG_PROBATION_UNANSWERED' && code !== 'CFG_PROBATION_CENTER') return failed;
  await state.putBack();
  if (afterUnanswered(await askWithFormer(state.center)) === 'reject') return failed;
  return err('CFG_CENTER_SILENT', 'The center fell silent while a bundle was on trial; it is tried again.');
}

/** Pure. */
export function judgeMemory({ totalBytes, availableBytes }: MachineMemory): Result<void> {
  if (totalBytes === null || availableBytes === null || availableBytes >= totalBytes * LEAST_FREE) return ok(undefined);
  return err('CFG_PROBATION_MEMORY', 'With the new bundle the box has too little memory left.', {
    totalBytes,
    availableBytes,
  });
}

/**
 * Pure. Share of the packets our own rules let on and that did not come out behind the engine: since the table was made
 * against since the bundle stands. Counters that began anew in between prove nothing.
 */
export function judgeStopped(
  before: FlowCounts | null,
  after: FlowCounts | null,
  now: FlowCounts | null,
): Result<void> {
  if (after === null || now === null || now.offered < after.offered) return ok(undefined);
  const offered = now.offered - after.offered;
  const stopped = offered - (now.passed - after.passed);
  if (offered === 0 || stopped < FEW_STOPPED) return ok(undefined);
  const usual = before === null || before.offered === 0 ? 0 : Math.max(0, 1 - before.passed / before.offered);
  if (stopped / offered <= usual + MORE_STOPPED) return ok(undefined);
  return err('CFG_PROBATION_STOPPED_MORE', "With the new bundle far more of the office's traffic was stopped.", {
    offered,
    stopped,
  });
}
