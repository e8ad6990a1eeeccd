// inbox → validate → plan → actuate → probation → report, read top to bottom. Level, not edge: a message only fills
// the inbox and wakes the loop; each pass looks again at what shall be and what is. A new state is in force when its
// probation is confirmed on the disk (probation/); until then, and after any power cut, the former one is.
import { join } from 'node:path';
import type { DesiredState, PolicyException } from '@omamori/contract/desired-state';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import type { ProbeResult, StateReport } from '@omamori/contract/state-report';
import { isoOf } from '../platform/clock.ts';
import {
  appliedBundle,
  BundleOffers,
  failedBundle,
  type LastBundle,
  reportOf,
  type TakeBundle,
} from './bundle/bundle-trial.ts';
import type { ConfigPath, ConfigPathDeps, ConfigView } from './config-path-deps.ts';
import { converge, isConverged, type StepResult } from './converge.ts';
import { readApplied, writeApplied } from './inbox/applied-document.ts';
import { type DocumentInbox, openInbox } from './inbox/document-inbox.ts';
import { withLocal } from './inbox/local-exceptions.ts';
import { CENTER_SILENT, DRIFT, GIVEN_UP, INTERRUPTED, TIMED, TRIED_NEWER } from './pass-notes.ts';
import { basePolicy, makeTarget, type Policy, type Target, type TargetBundle } from './plan/make-target.ts';
import { nextEnd, policyAt } from './plan/policy-at.ts';
import { askBefore, askDuring, askWithFormer, type CenterQuestion } from './probation/ask-center.ts';
import { afterUnanswered, type CenterForm } from './probation/center-form.ts';
import { type Held, holdProbation, takeBaseline } from './probation/hold-probation.ts';
import { openTrialBook, type TrialBook } from './probation/trial-book.ts';
import { type StateReporter, startStateReporter } from './report/state-reporter.ts';
import { authenticateDocument } from './validate/authenticate-document.ts';
import { validateDesired } from './validate/validate-desired.ts';
import { startWakeLoop, type WakeLoop } from './wake-loop.ts';

export type { ConfigLink, ConfigPath, ConfigPathDeps, ConfigView } from './config-path-deps.ts';

const DRIFT_CHECK_MS = 30_000;
type Last = NonNullable<StateReport['last']>;

/** Applies what was applied last (or the base) before it returns. Errors: CFG_INBOX_FAILED; a failing apply is reported and tried again. */
export async function startConfigPath(deps: ConfigPathDeps): Promise<Result<ConfigPath>> {
  const folder = join(deps.dataDir, 'config');
  const authenticate = (bytes: Uint8Array) => authenticateDocument(bytes, deps.trustedKeys, deps.appliance);
  const inbox = await openInbox(folder, authenticate, deps.files);
  if (!inbox.ok) return inbox;
  const applied = await readApplied(folder, authenticate, deps.files);
  if (!applied.ok) deps.log.error(applied.error, 'the applied state is lost; the base is in force');
  const inForce = applied.ok ? applied.value : null;
  const { book, problem } = await openTrialBook(
    folder,
    inForce?.bytes ?? null,
    (bytes) => writeApplied(folder, bytes, deps.files),
    deps.files,
  );
  if (!problem.ok) deps.log.error(problem.error, 'the record of the probation is lost');
  const room = new Room(deps, inbox.value, book, inForce?.desired ?? null);
  if (book.interrupted !== null) {
    const { version } = book.interrupted;
    room.remember({ version, outcome: 'rolled-back', ...INTERRUPTED, steps: [] });
  }
  if (!applied.ok) room.remember({ version: 0, outcome: 'failed', ...said(applied.error), steps: [] });
  await room.start();
  return ok(room);
}

function said(error: CodedError): Pick<Last, 'code' | 'message'> {
  return { code: error.code, message: error.message.slice(0, 500) };
}

class Room implements ConfigPath {
  readonly #deps: ConfigPathDeps;
  readonly #inbox: DocumentInbox;
  readonly #book: TrialBook;
  readonly #ending = new AbortController();
  #nextEnd: NodeJS.Timeout | undefined;
  readonly #reporter: StateReporter;
  readonly #loop: WakeLoop;
  #applied: DesiredState | null;
  #target: Target;
  #bundle: TargetBundle;
  #lastBundle: LastBundle | null = null;
  readonly #offers = new BundleOffers();
  #last: Last | null = null;
  #unsubscribe: (() => void) | undefined;
  #offLocal: (() => void) | undefined;
  /** Until the first pass has run: what it does then is the start, not a repair. */
  #starting = true;
  readonly #center: CenterQuestion;

  constructor(deps: ConfigPathDeps, inbox: DocumentInbox, book: TrialBook, applied: DesiredState | null) {
    this.#deps = deps;
    this.#book = book;
    this.#inbox = inbox;
    this.#applied = applied;
    this.#bundle = deps.target.bundle;
    this.#target = this.#targetNow(applied);
    this.#reporter = startStateReporter(deps.link, deps.clock, deps.log);
    this.#center = {
      ask: (reportId, waitMs) => this.#reporter.ask(this.#standing(), reportId, waitMs),
      answers: () => this.#reporter.answers(),
      answerMs: deps.probes.answerMs,
      clock: deps.clock,
      signal: this.#ending.signal,
    };
    this.#loop = startWakeLoop(() => this.#pass(), deps.driftCheckMs ?? DRIFT_CHECK_MS);
  }

  async start(): Promise<void> {
    this.#deps.onPolicy?.(this.#policy());
    this.#loop.wake();
    await this.#loop.settled();
    this.#offLocal = this.#deps.local?.onChange(() => this.#loop.wake());
    this.#unsubscribe = this.#deps.link.subscribe('desired', (payload) => void this.offer(payload));
  }

  view(): ConfigView {
    return { version: this.#applied?.version ?? 0, policy: this.#policy() };
  }

  settled(): Promise<void> {
    return this.#loop.settled();
  }

  remember(last: Last): void {
    this.#last = last;
  }

  async offer(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return; // the retained document was cleared: nothing is asked
    const offered = await this.#inbox.offer(bytes);
    if (!offered.ok) await this.#refuse(0, offered.error);
    else if (offered.value === 'stored') this.#loop.wake();
  }

  async offerBundle(take: TakeBundle): Promise<Result<void>> {
    const judged = this.#offers.put(take);
    this.#loop.wake();
    return await judged;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    this.#offers.end();
    clearTimeout(this.#nextEnd);
    this.#unsubscribe?.();
    this.#offLocal?.();
    this.#reporter.stop();
    await this.#loop.stop();
  }

  /** One pass: first what shall be by the state in force (start, drift), then what waits in the inbox. */
  async #pass(): Promise<void> {
    const local = this.#local();
    if (await this.#keep()) this.#deps.local?.stands(local);
    await this.#offers.judge((take) => this.#tryBundle(take));
    const waiting = await this.#inbox.waiting();
    if (!waiting.ok) await this.#refuse(0, waiting.error);
    else if (waiting.value !== null) await this.#decide(waiting.value.desired, waiting.value.bytes);
    this.#wakeAtNextEnd();
  }

  /** Timed parts end by the box itself; a timer beyond its 24 days is set again by the pass it wakes. */
  #wakeAtNextEnd(): void {
    clearTimeout(this.#nextEnd);
    const now = this.#deps.clock.nowMs();
    const end = nextEnd(withLocal(this.#policy(), this.#local()), now);
    if (end === null || this.#ending.signal.aborted) return;
    this.#nextEnd = setTimeout(() => this.#loop.wake(), Math.min(end - now + 1, MOST_TIMER_MS));
    this.#nextEnd.unref();
  }

  /** All or nothing: what the engine's test, the kernel or the reload's proof refuses leaves the former bundle in force. */
  async #tryBundle(take: TakeBundle): Promise<Result<void>> {
    const taken = await take();
    if (!taken.ok) return await this.#bundleFailed(null, 'refused', taken.error);
    const { bundle, keep } = taken.value;
    const target = this.#targetNow(this.#applied, bundle);
    const { error } = await converge(this.#deps.machine, target, this.#deps.clock, 'all-or-stop');
    const kept: Result<void> = error === null ? await keep() : { ok: false, error };
    if (!kept.ok) {
      await this.#putBack();
      return await this.#bundleFailed(bundle.version, 'failed', kept.error);
    }
    this.#bundle = bundle;
    this.#target = target;
    this.#lastBundle = appliedBundle(bundle.version);
    this.#deps.log.info({ bundle: bundle.version }, 'a new bundle is in force');
    this.#deps.onPolicy?.(this.#policy());
    await this.#report();
    return kept;
  }

  async #bundleFailed(version: string | null, outcome: 'refused' | 'failed', error: CodedError): Promise<Result<void>> {
    this.#deps.log.warn({ ...error, bundle: version }, 'a bundle is not taken; the former one stands');
    this.#lastBundle = failedBundle(version, outcome, error);
    await this.#report();
    return { ok: false, error };
  }

  #targetNow(desired: DesiredState | null, bundle = this.#bundle): Target {
    const policy: Policy = withLocal(desired ?? basePolicy(this.#deps.centerAddresses), this.#local());
    const held = policyAt(policy, desired?.issuedAt ?? null, this.#deps.clock.nowMs());
    return makeTarget(held, { ...this.#deps.target, bundle });
  }

  #local(): readonly PolicyException[] {
    return this.#deps.local?.waiting() ?? [];
  }

  /** True when the box is what it shall be. */
  async #keep(): Promise<boolean> {
    const former = this.#target;
    this.#target = this.#targetNow(this.#applied);
    const planned = former.rulesetKey !== this.#target.rulesetKey || former.version.name !== this.#target.version.name;
    const converged = await isConverged(this.#deps.machine, this.#target);
    if (converged.ok && converged.value && !this.#starting) return true;
    const repairing = !this.#starting;
    this.#starting = false;
    const { steps, error } = await converge(this.#deps.machine, this.#target, this.#deps.clock, 'as-far-as-possible');
    const version = this.#applied?.version ?? 0;
    if (error !== null && repairing && this.#last?.outcome === 'failed' && this.#last.code === error.code) return false;
    if (error !== null) {
      this.#deps.log.error({ ...error, steps }, 'the state in force cannot be restored; tried again every half minute');
      this.remember({ version, outcome: 'failed', ...said(error), steps: [...steps] });
    } else if (steps.length > 0 && repairing && planned) {
      this.#deps.log.info({ code: 'CFG_TIMED_PART_CHANGED', steps }, 'a timed part of the policy ended or moved');
      this.remember({ version, outcome: 'applied', ...TIMED, steps: [...steps] });
    } else if (steps.length > 0 && repairing) {
      this.#deps.log.warn(
        { code: 'CFG_DRIFT_REPAIRED', steps },
        'the box had been changed from outside and was put back',
      );
      this.remember({ version, outcome: 'applied', ...DRIFT, steps: [...steps] });
    } else this.remember(this.#last ?? { version, outcome: 'applied', code: null, message: null, steps: [...steps] });
    await this.#report();
    return error === null;
  }

  async #decide(desired: DesiredState, bytes: Buffer): Promise<void> {
    const { centerAddresses, clock, knowsCountry, target } = this.#deps;
    const { homeNetworks } = target.engine;
    const neverIsolated = desired.isolation.length === 0 ? [] : await this.#deps.neverIsolated();
    const context = { centerAddresses, homeNetworks, neverIsolated, knowsCountry };
    const verdict = validateDesired(desired, { ...context, applied: this.#applied, nowMs: clock.nowMs() });
    const isNew = verdict.ok && verdict.value === 'apply';
    const code = isNew ? this.#book.objectionTo(desired.version, bytes) : null;
    let waits = false;
    if (!verdict.ok) await this.#refuse(desired.version, verdict.error);
    else if (code?.startsWith('CFG_VERSION_') === true)
      await this.#refuse(desired.version, { code, message: TRIED_NEWER });
    else if (code !== null) await this.#givenUpBefore(desired.version, code);
    else if (isNew) waits = (await this.#apply(desired, bytes)) === 'waits';
    else await this.#report();
    if (waits || this.#ending.signal.aborted) return; // unconfirmed is old: the document is looked at again
    const settled = await this.#inbox.settle(desired.version);
    if (!settled.ok) this.#deps.log.error(settled.error, 'the inbox keeps a decided document');
  }

  /** `waits`: the center's silence, and not the document, is why it is not in force; it stays in the inbox. */
  async #apply(desired: DesiredState, bytes: Buffer): Promise<'decided' | 'waits'> {
    const { version } = desired;
    const form = await askBefore(this.#center);
    if (form === 'later') {
      this.#deps.log.info({ code: 'CFG_CENTER_SILENT', version }, CENTER_SILENT);
      return 'waits';
    }
    const begun = await this.#book.begin(version, bytes);
    if (!begun.ok) return await this.#failed(version, begun.error, []);
    const target = this.#targetNow(desired);
    const before = await takeBaseline(this.#deps.probes);
    const { steps, error } = await converge(this.#deps.machine, target, this.#deps.clock, 'all-or-stop');
    if (error !== null) {
      await this.#putBack();
      await this.#book.abandon();
      return await this.#failed(version, error, steps);
    }
    this.#deps.onPolicy?.(desired);
    const held = await this.#hold(desired, before, steps, form);
    if (!held.ok && held.error.code === 'CFG_PROBATION_INTERRUPTED') return 'waits';
    const kept = held.ok ? await this.#book.confirm(bytes) : null;
    if (held.ok && kept?.ok === true) return await this.#confirmed(desired, target, steps, held.probes);
    await this.#putBack();
    this.#deps.onPolicy?.(this.#policy());
    if (kept !== null && !kept.ok) {
      await this.#book.abandon();
      return await this.#failed(version, kept.error, steps);
    }
    return held.ok ? 'decided' : await this.#giveUp(version, held, held.error, steps);
  }

  /** The first probe is the report itself: it must arrive over the link with the new state in place. */
  async #hold(
    desired: DesiredState,
    before: Awaited<ReturnType<typeof takeBaseline>>,
    steps: readonly StepResult[],
    form: CenterForm,
  ) {
    const { probes, clock } = this.#deps;
    this.remember({ version: desired.version, outcome: 'probation', code: null, message: null, steps: [...steps] });
    return await holdProbation({
      probes,
      before,
      after: await probes.flow(),
      hearCenter: askDuring(this.#center, form),
      answerRequired: form === 'answer',
      engineWanted: desired.ips.mode !== 'off',
      clock,
      signal: this.#ending.signal,
    });
  }

  /** The former state stands again. Only the center's silence may not be the document's fault: then it is asked once more. */
  async #giveUp(version: number, { probes }: Held, error: CodedError, steps: readonly StepResult[]) {
    this.#rolledBackNow(version, error, steps, probes);
    const isSilence = error.code === 'CFG_PROBATION_UNANSWERED';
    const again = isSilence && afterUnanswered(await askWithFormer(this.#center)) === 'postpone';
    if (again && (await this.#book.postpone(error.code))) {
      await this.#report();
      return 'waits' as const;
    }
    if (!again) await this.#book.reject(error.code);
    await this.#report();
    return 'decided' as const;
  }

  async #confirmed(
    desired: DesiredState,
    target: Target,
    steps: readonly StepResult[],
    probes: readonly ProbeResult[],
  ): Promise<'decided'> {
    const { version } = desired;
    this.#applied = desired;
    this.#target = target;
    this.#deps.log.info({ version, steps, probes }, 'desired state applied and confirmed');
    this.remember({ version, outcome: 'applied', code: null, message: null, steps: [...steps], probes: [...probes] });
    await this.#report();
    return 'decided';
  }

  async #putBack(): Promise<void> {
    const back = await converge(this.#deps.machine, this.#target, this.#deps.clock, 'as-far-as-possible');
    if (back.error !== null) this.#deps.log.error(back.error, 'the former state is not whole yet; tried again');
  }

  async #failed(version: number, problem: CodedError, steps: readonly StepResult[]): Promise<'decided'> {
    this.#deps.log.error({ ...problem, version, steps }, 'desired state failed; the former one stands');
    this.remember({ version, outcome: 'failed', ...said(problem), steps: [...steps] });
    await this.#report();
    return 'decided';
  }

  #rolledBackNow(
    version: number,
    problem: CodedError,
    steps: readonly StepResult[],
    probes: readonly ProbeResult[],
  ): void {
    this.#deps.log.error({ ...problem, version, probes }, 'probation failed; the former state stands');
    this.remember({ version, outcome: 'rolled-back', ...said(problem), steps: [...steps], probes: [...probes] });
  }

  async #givenUpBefore(version: number, code: string): Promise<void> {
    this.#rolledBackNow(version, { code, message: GIVEN_UP }, [], []);
    await this.#report();
  }

  async #refuse(version: number, error: CodedError): Promise<void> {
    this.#deps.log.warn({ ...error, version }, 'desired state refused');
    this.remember({ version, outcome: 'refused', ...said(error), steps: [] });
    await this.#report();
  }

  #policy(): Policy {
    return this.#applied ?? basePolicy(this.#deps.centerAddresses);
  }

  /** True when the broker has acknowledged it. */
  async #report(): Promise<boolean> {
    return await this.#reporter.report(this.#standing());
  }

  #standing(): StateReport {
    return {
      v: 1,
      appliance: this.#deps.appliance,
      at: isoOf(this.#deps.clock.nowMs()),
      appliedVersion: this.#applied?.version ?? 0,
      last: this.#last,
      rulesLoaded: this.#deps.rulesLoaded(),
      geoRanges: this.#deps.machine.geoRanges(this.#target),
      ...reportOf(this.#bundle, this.#lastBundle),
    };
  }
}

const MOST_TIMER_MS = 2_147_483_647;
