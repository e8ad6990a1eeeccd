// One document on trial: asked, applied, held through its probation, and in force only when that is written (ADR 0011).
import type { DesiredState } from '@omamori/contract/desired-state';
import type { CodedError } from '@omamori/contract/result';
import type { ProbeResult } from '@omamori/contract/state-report';
import { converge, type StepResult } from './converge.ts';
import { CENTER_SILENT } from './pass-notes.ts';
import type { Target } from './plan/make-target.ts';
import { askBefore, askDuring, askWithFormer } from './probation/ask-center.ts';
import { afterUnanswered, type CenterForm } from './probation/center-form.ts';
import { type Held, holdProbation, takeBaseline, watchOffice } from './probation/hold-probation.ts';
import type { TrialBook } from './probation/trial-book.ts';
import type { StateInForce } from './state-in-force.ts';

/** `waits`: the center's silence, and not the document, is why it is not in force; it stays in the inbox. */
export async function tryDocument(
  state: StateInForce,
  book: TrialBook,
  desired: DesiredState,
  bytes: Buffer,
): Promise<'decided' | 'waits'> {
  const { version } = desired;
  const first = await takeBaseline(state.deps.probes);
  const form = await askBefore(state.center);
  if (form === 'later') {
    state.deps.log.info({ code: 'CFG_CENTER_SILENT', version }, CENTER_SILENT);
    return 'waits';
  }
  const before = await watchOffice(state.deps.probes, first, state.deps.clock);
  const begun = await book.begin(version, bytes);
  if (!begun.ok) return await state.failed(version, begun.error, []);
  const target = state.targetNow(desired);
  const { steps, error } = await converge(state.deps.machine, target, state.deps.clock, 'all-or-stop');
  if (error !== null) {
    await state.putBack();
    await book.abandon();
    return await state.failed(version, error, steps);
  }
  state.deps.onPolicy?.(desired);
  const held = await holdDocument(state, desired, before, steps, form);
  if (!held.ok && held.error.code === 'CFG_PROBATION_INTERRUPTED') return 'waits';
  const kept = held.ok ? await book.confirm(bytes) : null;
  if (held.ok && kept?.ok === true) return await confirmed(state, desired, target, steps, held.probes);
  await state.putBack();
  state.deps.onPolicy?.(state.policy());
  if (kept !== null && !kept.ok) {
    await book.abandon();
    return await state.failed(version, kept.error, steps);
  }
  return held.ok ? 'decided' : await giveUp(state, book, version, held, held.error, steps);
}

/** The first probe is the report itself: it must arrive over the link with the new state in place. */
async function holdDocument(
  state: StateInForce,
  desired: DesiredState,
  before: Awaited<ReturnType<typeof takeBaseline>>,
  steps: readonly StepResult[],
  form: CenterForm,
) {
  const { probes, clock } = state.deps;
  state.remember({ version: desired.version, outcome: 'probation', code: null, message: null, steps: [...steps] });
  return await holdProbation({
    probes,
    before,
    after: await probes.flow(),
    hearCenter: askDuring(state.center, form),
    answerRequired: form === 'answer',
    engineWanted: desired.ips.mode !== 'off',
    clock,
    signal: state.ending.signal,
  });
}

/** The former state stands again. Only the center's silence may not be the document's fault: then it is asked once more. */
async function giveUp(
  state: StateInForce,
  book: TrialBook,
  version: number,
  { probes }: Held,
  error: CodedError,
  steps: readonly StepResult[],
) {
  state.rolledBack(version, error, steps, probes);
  const isSilence = error.code === 'CFG_PROBATION_UNANSWERED';
  const again = isSilence && afterUnanswered(await askWithFormer(state.center)) === 'postpone';
  if (again && (await book.postpone(error.code))) {
    await state.report();
    return 'waits' as const;
  }
  if (!again) await book.reject(error.code);
  await state.report();
  return 'decided' as const;
}

async function confirmed(
  state: StateInForce,
  desired: DesiredState,
  target: Target,
  steps: readonly StepResult[],
  probes: readonly ProbeResult[],
): Promise<'decided'> {
  const { version } = desired;
  state.applied = desired;
  state.target = target;
  state.deps.log.info({ version, steps, probes }, 'desired state applied and confirmed');
  state.remember({ version, outcome: 'applied', code: null, message: null, steps: [...steps], probes: [...probes] });
  await state.report();
  return 'decided';
}
