// inbox → validate → plan → actuate → probation → report, read top to bottom. Level, not edge: a message only fills
// the inbox and wakes the loop; each pass looks again at what shall be and what is. A new state is in force when its
// probation is confirmed on the disk (probation/); until then, and after any power cut, the former one is.
import { join } from 'node:path';
import { ok, type Result } from '@omamori/contract/result';
import { BundleOffers, type TakeBundle } from './bundle/bundle-trial.ts';
import type { ConfigPath, ConfigPathDeps, ConfigView } from './config-path-deps.ts';
import { decideDocument, type Trial } from './decide-document.ts';
import { readApplied, writeApplied } from './inbox/applied-document.ts';
import { openInbox } from './inbox/document-inbox.ts';
import { withLocal } from './inbox/local-exceptions.ts';
import { keepState } from './keep-state.ts';
import { INTERRUPTED } from './pass-notes.ts';
import { nextEnd } from './plan/policy-at.ts';
import { openTrialBook } from './probation/trial-book.ts';
import { StateInForce, said } from './state-in-force.ts';
import { tryBundle } from './try-bundle.ts';
import { authenticateDocument } from './validate/authenticate-document.ts';
import { startWakeLoop, type WakeLoop } from './wake-loop.ts';

export type { ConfigLink, ConfigPath, ConfigPathDeps, ConfigView } from './config-path-deps.ts';

const DRIFT_CHECK_MS = 30_000;
const MOST_TIMER_MS = 2_147_483_647;

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
  const state = new StateInForce(deps, inForce?.desired ?? null);
  const room = new Room({ state, inbox: inbox.value, book });
  if (book.interrupted !== null) {
    const { version } = book.interrupted;
    state.remember({ version, outcome: 'rolled-back', ...INTERRUPTED, steps: [] });
  }
  if (!applied.ok) state.remember({ version: 0, outcome: 'failed', ...said(applied.error), steps: [] });
  await room.start();
  return ok(room);
}

class Room implements ConfigPath {
  readonly #trial: Trial;
  readonly #state: StateInForce;
  readonly #loop: WakeLoop;
  readonly #offers = new BundleOffers();
  #nextEnd: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #offLocal: (() => void) | undefined;
  /** Until the first pass has run: what it does then is the start, not a repair. */
  #starting = true;

  constructor(trial: Trial) {
    this.#trial = trial;
    this.#state = trial.state;
    this.#loop = startWakeLoop(() => this.#pass(), trial.state.deps.driftCheckMs ?? DRIFT_CHECK_MS);
  }

  async start(): Promise<void> {
    const { deps } = this.#state;
    deps.onPolicy?.(this.#state.policy());
    this.#loop.wake();
    await this.#loop.settled();
    this.#offLocal = deps.local?.onChange(() => this.#loop.wake());
    this.#unsubscribe = deps.link.subscribe('desired', (payload) => void this.offer(payload));
  }

  view(): ConfigView {
    return { version: this.#state.applied?.version ?? 0, policy: this.#state.policy() };
  }

  settled(): Promise<void> {
    return this.#loop.settled();
  }

  async offer(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return; // the retained document was cleared: nothing is asked
    const offered = await this.#trial.inbox.offer(bytes);
    if (!offered.ok) await this.#state.refuse(0, offered.error);
    else if (offered.value === 'stored') this.#loop.wake();
  }

  async offerBundle(take: TakeBundle): Promise<Result<void>> {
    const judged = this.#offers.put(take);
    this.#loop.wake();
    return await judged;
  }

  async stop(): Promise<void> {
    this.#state.stop();
    this.#offers.end();
    clearTimeout(this.#nextEnd);
    this.#unsubscribe?.();
    this.#offLocal?.();
    await this.#loop.stop();
  }

  /** One pass: first what shall be by the state in force (start, drift), then what waits in the inbox. */
  async #pass(): Promise<void> {
    const state = this.#state;
    const local = state.local();
    const isStart = this.#starting;
    this.#starting = false;
    if (await keepState(state, isStart)) state.deps.local?.stands(local);
    await this.#offers.judge((take) => tryBundle(state, take));
    const waiting = await this.#trial.inbox.waiting();
    if (!waiting.ok) await state.refuse(0, waiting.error);
    else if (waiting.value !== null) await decideDocument(this.#trial, waiting.value.desired, waiting.value.bytes);
    this.#wakeAtNextEnd();
  }

  /** Timed parts end by the box itself; a timer beyond its 24 days is set again by the pass it wakes. */
  #wakeAtNextEnd(): void {
    clearTimeout(this.#nextEnd);
    const { deps, ending } = this.#state;
    const now = deps.clock.nowMs();
    const end = nextEnd(withLocal(this.#state.policy(), this.#state.local()), now);
    if (end === null || ending.signal.aborted) return;
    this.#nextEnd = setTimeout(() => this.#loop.wake(), Math.min(end - now + 1, MOST_TIMER_MS));
    this.#nextEnd.unref();
  }
}
