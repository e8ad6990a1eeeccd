// inbox → validate → plan → actuate → report, read top to bottom. Level, not edge: a message only fills the inbox and
// wakes the loop; each pass looks again at what shall be and what is. Probation (hear the center again within 60 s,
// else the former state) is issue #4: until then a state is in force as soon as every step has succeeded.
import { join } from 'node:path';
import type { DesiredState } from '@omamori/contract/desired-state';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { type Clock, isoOf } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Machine } from './actuate/machine.ts';
import { converge, isConverged, type StepResult } from './converge.ts';
import { readApplied, writeApplied } from './inbox/applied-document.ts';
import { type DocumentInbox, openInbox } from './inbox/document-inbox.ts';
import { basePolicy, makeTarget, type Policy, type Target, type TargetContext } from './plan/make-target.ts';
import { type ReportLink, type StateReporter, startStateReporter } from './report/state-reporter.ts';
import { authenticateDocument } from './validate/authenticate-document.ts';
import { validateDesired } from './validate/validate-desired.ts';
import { startWakeLoop, type WakeLoop } from './wake-loop.ts';

export interface ConfigPathDeps {
  readonly appliance: string;
  readonly dataDir: string;
  readonly trustedKeys: TrustedKeys;
  readonly centerAddresses: readonly string[];
  readonly target: TargetContext;
  readonly machine: Machine;
  readonly knowsCountry: (country: string) => boolean;
  readonly link: ConfigLink;
  readonly clock: Clock;
  readonly log: Log;
  /** The engine's own count of rules, null before it is up. */
  readonly rulesLoaded: () => number | null;
  /** Told which policy is in force, at the start and at each change. */
  readonly onPolicy?: (policy: Policy) => void;
  readonly driftCheckMs?: number;
}

/** The part of the mqtt-link that this path uses; `MqttLink` fits. */
export interface ConfigLink extends ReportLink {
  subscribe(channel: 'desired', onMessage: (payload: Buffer) => void): () => void;
}

export interface ConfigView {
  /** 0 before the first applied document. */
  readonly version: number;
  readonly policy: Policy;
}

export interface ConfigPath {
  view(): ConfigView;
  /** Resolves when the pass that is due or under way has ended; for tests and an orderly stop. */
  settled(): Promise<void>;
  /** As a message on `desired`. */
  offer(bytes: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

const DRIFT_CHECK_MS = 30_000;
type Last = NonNullable<StateReport['last']>;

/** Applies what was applied last (or the base) before it returns. Errors: CFG_INBOX_FAILED; a failing apply is reported and tried again. */
export async function startConfigPath(deps: ConfigPathDeps): Promise<Result<ConfigPath>> {
  const folder = join(deps.dataDir, 'config');
  const authenticate = (bytes: Uint8Array) => authenticateDocument(bytes, deps.trustedKeys, deps.appliance);
  const inbox = await openInbox(folder, authenticate);
  if (!inbox.ok) return inbox;
  const applied = await readApplied(folder, authenticate);
  if (!applied.ok) deps.log.error(applied.error, 'the applied state is lost; the base is in force');
  const room = new Room(deps, folder, inbox.value, applied.ok ? applied.value : null);
  if (!applied.ok) room.remember({ version: 0, outcome: 'failed', ...said(applied.error), steps: [] });
  await room.start();
  return ok(room);
}

function said(error: CodedError): Pick<Last, 'code' | 'message'> {
  return { code: error.code, message: error.message.slice(0, 500) };
}

class Room implements ConfigPath {
  readonly #deps: ConfigPathDeps;
  readonly #folder: string;
  readonly #inbox: DocumentInbox;
  readonly #reporter: StateReporter;
  readonly #loop: WakeLoop;
  #applied: DesiredState | null;
  #target: Target;
  #last: Last | null = null;
  #unsubscribe: (() => void) | undefined;
  /** Until the first pass has run: what it does then is the start, not a repair. */
  #starting = true;

  constructor(deps: ConfigPathDeps, folder: string, inbox: DocumentInbox, applied: DesiredState | null) {
    this.#deps = deps;
    this.#folder = folder;
    this.#inbox = inbox;
    this.#applied = applied;
    this.#target = makeTarget(this.#policy(), deps.target);
    this.#reporter = startStateReporter(deps.link, deps.log);
    this.#loop = startWakeLoop(() => this.#pass(), deps.driftCheckMs ?? DRIFT_CHECK_MS);
  }

  async start(): Promise<void> {
    this.#deps.onPolicy?.(this.#policy());
    this.#loop.wake();
    await this.#loop.settled();
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

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#reporter.stop();
    await this.#loop.stop();
  }

  /** One pass: first what shall be by the state in force (start, drift), then what waits in the inbox. */
  async #pass(): Promise<void> {
    await this.#keep();
    const waiting = await this.#inbox.waiting();
    if (!waiting.ok) await this.#refuse(0, waiting.error);
    else if (waiting.value !== null) await this.#decide(waiting.value.desired, waiting.value.bytes);
  }

  async #keep(): Promise<void> {
    const converged = await isConverged(this.#deps.machine, this.#target);
    if (converged.ok && converged.value && !this.#starting) return;
    const repairing = !this.#starting;
    this.#starting = false;
    const { steps, error } = await converge(this.#deps.machine, this.#target, this.#deps.clock, 'as-far-as-possible');
    const version = this.#applied?.version ?? 0;
    if (error !== null && repairing && this.#last?.outcome === 'failed' && this.#last.code === error.code) return;
    if (error !== null) {
      this.#deps.log.error({ ...error, steps }, 'the state in force cannot be restored; tried again every half minute');
      this.remember({ version, outcome: 'failed', ...said(error), steps: [...steps] });
    } else if (steps.length > 0 && repairing) {
      this.#deps.log.warn(
        { code: 'CFG_DRIFT_REPAIRED', steps },
        'the box had been changed from outside and was put back',
      );
      this.remember({ version, outcome: 'applied', ...DRIFT, steps: [...steps] });
    } else this.remember(this.#last ?? { version, outcome: 'applied', code: null, message: null, steps: [...steps] });
    await this.#report();
  }

  async #decide(desired: DesiredState, bytes: Buffer): Promise<void> {
    const { centerAddresses, clock, knowsCountry } = this.#deps;
    const context = { applied: this.#applied, nowMs: clock.nowMs(), centerAddresses, knowsCountry };
    const verdict = validateDesired(desired, context);
    if (!verdict.ok) await this.#refuse(desired.version, verdict.error);
    else if (verdict.value === 'apply') await this.#apply(desired, bytes);
    else await this.#report();
    const settled = await this.#inbox.settle(desired.version);
    if (!settled.ok) this.#deps.log.error(settled.error, 'the inbox keeps a decided document');
  }

  async #apply(desired: DesiredState, bytes: Buffer): Promise<void> {
    const target = makeTarget(desired, this.#deps.target);
    const { steps, error } = await converge(this.#deps.machine, target, this.#deps.clock, 'all-or-stop');
    const kept = error === null ? await writeApplied(this.#folder, bytes) : null;
    const problem = error ?? (kept !== null && !kept.ok ? kept.error : null);
    if (problem !== null) return await this.#putBack(desired.version, problem, steps);
    this.#applied = desired;
    this.#target = target;
    this.#deps.onPolicy?.(desired);
    this.#deps.log.info({ version: desired.version, steps }, 'desired state applied');
    this.remember({ version: desired.version, outcome: 'applied', code: null, message: null, steps: [...steps] });
    await this.#report();
  }

  async #putBack(version: number, problem: CodedError, steps: readonly StepResult[]): Promise<void> {
    this.#deps.log.error({ ...problem, version, steps }, 'desired state failed; the former one is put back');
    const back = await converge(this.#deps.machine, this.#target, this.#deps.clock, 'as-far-as-possible');
    if (back.error !== null) this.#deps.log.error(back.error, 'the former state is not whole yet; tried again');
    this.remember({ version, outcome: 'failed', ...said(problem), steps: [...steps] });
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

  async #report(): Promise<void> {
    await this.#reporter.report({
      v: 1,
      appliance: this.#deps.appliance,
      at: isoOf(this.#deps.clock.nowMs()),
      appliedVersion: this.#applied?.version ?? 0,
      last: this.#last,
      rulesLoaded: this.#deps.rulesLoaded(),
      geoRanges: this.#deps.machine.geoRanges(this.#target),
    });
  }
}

const DRIFT = {
  code: 'CFG_DRIFT_REPAIRED',
  message: 'The rules on the box had been changed from outside and were put back.',
} as const;
