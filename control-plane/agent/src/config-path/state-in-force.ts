// What is in force on this box, what was tried last, and how both are told: the one book that every pass reads and
// writes. Only one pass runs at a time, so nothing here needs a lock.
import type { DesiredState, PolicyException } from '@omamori/contract/desired-state';
import type { CodedError } from '@omamori/contract/result';
import type { ProbeResult, StateReport } from '@omamori/contract/state-report';
import { isoOf } from '../platform/clock.ts';
import { type LastBundle, reportOf } from './bundle/bundle-trial.ts';
import type { ConfigPathDeps } from './config-path-deps.ts';
import { converge, type StepResult } from './converge.ts';
import { withLocal } from './inbox/local-exceptions.ts';
import { basePolicy, makeTarget, type Policy, type Target, type TargetBundle } from './plan/make-target.ts';
import { policyAt } from './plan/policy-at.ts';
import type { CenterQuestion } from './probation/ask-center.ts';
import { type StateReporter, startStateReporter } from './report/state-reporter.ts';

export type Last = NonNullable<StateReport['last']>;

export class StateInForce {
  readonly deps: ConfigPathDeps;
  /** Aborted by the stop of the path. */
  readonly ending = new AbortController();
  readonly center: CenterQuestion;
  applied: DesiredState | null;
  target: Target;
  bundle: TargetBundle;
  lastBundle: LastBundle | null = null;
  last: Last | null = null;
  readonly #reporter: StateReporter;

  constructor(deps: ConfigPathDeps, applied: DesiredState | null) {
    this.deps = deps;
    this.applied = applied;
    this.bundle = deps.target.bundle;
    this.target = this.targetNow(applied);
    this.#reporter = startStateReporter(deps.link, deps.clock, deps.log);
    this.center = {
      ask: (reportId, waitMs) => this.#reporter.ask(this.#standing(), reportId, waitMs),
      answers: () => this.#reporter.answers(),
      answerMs: deps.probes.answerMs,
      clock: deps.clock,
      signal: this.ending.signal,
    };
  }

  stop(): void {
    this.ending.abort();
    this.#reporter.stop();
  }

  policy(): Policy {
    return this.applied ?? basePolicy(this.deps.centerAddresses);
  }

  /** Timed exceptions made at the box. */
  local(): readonly PolicyException[] {
    return this.deps.local?.waiting() ?? [];
  }

  targetNow(desired: DesiredState | null, bundle = this.bundle): Target {
    const policy: Policy = withLocal(desired ?? basePolicy(this.deps.centerAddresses), this.local());
    const held = policyAt(policy, desired?.issuedAt ?? null, this.deps.clock.nowMs());
    return makeTarget(held, { ...this.deps.target, bundle });
  }

  /** The former state stands again, as far as the box lets it. */
  async putBack(): Promise<void> {
    const back = await converge(this.deps.machine, this.target, this.deps.clock, 'as-far-as-possible');
    if (back.error !== null) this.deps.log.error(back.error, 'the former state is not whole yet; tried again');
  }

  remember(last: Last): void {
    this.last = last;
  }

  async refuse(version: number, error: CodedError): Promise<void> {
    this.deps.log.warn({ ...error, version }, 'desired state refused');
    this.remember({ version, outcome: 'refused', ...said(error), steps: [] });
    await this.report();
  }

  async failed(version: number, problem: CodedError, steps: readonly StepResult[]): Promise<'decided'> {
    this.deps.log.error({ ...problem, version, steps }, 'desired state failed; the former one stands');
    this.remember({ version, outcome: 'failed', ...said(problem), steps: [...steps] });
    await this.report();
    return 'decided';
  }

  rolledBack(version: number, problem: CodedError, steps: readonly StepResult[], probes: readonly ProbeResult[]): void {
    this.deps.log.error({ ...problem, version, probes }, 'probation failed; the former state stands');
    this.remember({ version, outcome: 'rolled-back', ...said(problem), steps: [...steps], probes: [...probes] });
  }

  /** True when the broker has acknowledged it. */
  async report(): Promise<boolean> {
    return await this.#reporter.report(this.#standing());
  }

  #standing(): StateReport {
    return {
      v: 1,
      appliance: this.deps.appliance,
      at: isoOf(this.deps.clock.nowMs()),
      appliedVersion: this.applied?.version ?? 0,
      last: this.last,
      rulesLoaded: this.deps.rulesLoaded(),
      geoRanges: this.deps.machine.geoRanges(this.target),
      ...reportOf(this.bundle, this.lastBundle),
    };
  }
}

export function said(error: CodedError): Pick<Last, 'code' | 'message'> {
  return { code: error.code, message: error.message.slice(0, 500) };
}
