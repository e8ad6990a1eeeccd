// A new state stands but is not in force yet: it must hear the center, carry the office's packets and see the engine
// at work, each once within the window. The first that has not done so at its end names the failure (ADR 0011).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Protection } from '@omamori/contract/health';
import { err, ok, type Result } from '@omamori/contract/result';
import type { ProbeResult } from '@omamori/contract/state-report';
import type { FlowCounts } from '../../data-plane/read-flow.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Heard } from '../report/state-reporter.ts';
import { centerCode, isCenterHeard } from './center-form.ts';

export interface ProbationProbes {
  readonly engine: () => Protection;
  /** Packets of the office so far; null when the kernel cannot say. */
  readonly flow: () => Promise<FlowCounts | null>;
  /** From the change to the last probe; the way back needs the rest of the 60 s. Default 40 s. */
  readonly windowMs?: number;
  /** An office that sends nothing for so long proves nothing and is not waited for. Default 3 s. */
  readonly idleMs?: number;
  readonly everyMs?: number;
  /** Longer without an acknowledgement the center counts as silent. Default 3 s. */
  readonly answerMs?: number;
  /** How long a new bundle is watched after that. Default 10 s. */
  readonly bundleWatchMs?: number;
}

export interface Baseline {
  readonly engine: Protection;
  readonly flow: FlowCounts | null;
  /** For a while before anything was touched the office sent, and nothing of it got out (watchOffice). */
  readonly heldUp?: boolean;
}

export interface ProbationInput {
  readonly probes: ProbationProbes;
  /** Taken before anything was touched. */
  readonly before: Baseline;
  /** Taken when all steps were done. */
  readonly after: FlowCounts | null;
  /** Sends a report that was made after the change, and says who has taken it. */
  readonly hearCenter: () => Promise<Heard>;
  /** The center acknowledged a report before the change: with the new state it must as well. Else the broker is enough. */
  readonly answerRequired: boolean;
  /** False for a policy that switches the engine off. */
  readonly engineWanted: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export type Held = Result<readonly ProbeResult[]> & { readonly probes: readonly ProbeResult[] };
type Outcome = ProbeResult['outcome'] | 'waiting';

const WINDOW_MS = 40_000;
const IDLE_MS = 3000;
const EVERY_MS = 250;
/** The longest stall of a reload was 47 ms (measured under 20 live downloads): this is no hiccup. */
const HELD_UP_MS = 1200;
/** Below it a lone retransmission or a broadcast is taken for an office that cannot get out. */
const FEW_PACKETS = 5;

export async function takeBaseline(probes: ProbationProbes): Promise<Baseline> {
  return { engine: probes.engine(), flow: await probes.flow() };
}

/**
 * An office that sends nothing but repetitions of what the engine has condemned (a virus that was cut off, seconds ago)
 * looks held up under any policy. So it is watched before anything is touched: a third of the idle time at most, and not
 * a moment longer once a packet gets out. What begins with the change is the change's.
 */
export async function watchOffice(probes: ProbationProbes, before: Baseline, clock: Clock): Promise<Baseline> {
  const from = before.flow;
  const forMs = (probes.idleMs ?? IDLE_MS) / 3;
  const began = clock.monotonicMs();
  if (from === null || forMs <= 0) return before;
  for (;;) {
    const now = await probes.flow();
    if (now === null || now.passed !== from.passed) return before;
    const elapsed = clock.monotonicMs() - began;
    if (elapsed >= forMs) return { ...before, heldUp: now.offered > from.offered };
    await sleep(Math.min(probes.everyMs ?? EVERY_MS, forMs));
  }
}

/**
 * Errors: CFG_PROBATION_CENTER, CFG_PROBATION_UNANSWERED (the broker is heard, the center is not),
 * CFG_PROBATION_TRAFFIC, CFG_PROBATION_ENGINE, CFG_PROBATION_INTERRUPTED (orderly stop).
 */
export async function holdProbation(input: ProbationInput): Promise<Held> {
  const { clock, probes, signal } = input;
  const started = clock.monotonicMs();
  const ear = listenFor(input.hearCenter);
  let center: Outcome = 'waiting';
  let traffic: Outcome = 'waiting';
  let engine: Outcome = 'waiting';
  const heldBefore = input.before.heldUp === true;
  for (;;) {
    const sinceMs = clock.monotonicMs() - started;
    if (center === 'waiting') {
      const heard = await ear.heardWithin(probes.everyMs ?? EVERY_MS);
      center = isCenterHeard(heard, input.answerRequired) ? 'passed' : 'waiting';
    }
    if (traffic === 'waiting')
      traffic = judgeTraffic(input.after, await probes.flow(), sinceMs, probes.idleMs ?? IDLE_MS, heldBefore);
    engine = judgeEngine(input); // asked each time: it must be at work at the end, not once
    if (traffic === 'failed' || ![center, traffic, engine].includes('waiting')) break;
    if (signal.aborted) return stopped(center, traffic, engine, ear.heard());
    if (sinceMs >= (probes.windowMs ?? WINDOW_MS)) break;
    await sleep(probes.everyMs ?? EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return verdictOf(center, traffic, engine, ear.heard());
}

/** Asks again and again, one question at a time; a broker that hangs must not hold up the look at the traffic. */
function listenFor(hearCenter: () => Promise<Heard>) {
  let asking: Promise<void> | null = null;
  let most: Heard = 'nothing';
  const ask = async (): Promise<void> => {
    const heard = await hearCenter();
    if (most === 'nothing' || heard === 'center') most = heard;
    asking = null;
  };
  return {
    heard: () => most,
    async heardWithin(ms: number): Promise<Heard> {
      asking ??= ask();
      await Promise.race([asking, sleep(ms, undefined, { ref: false })]);
      return most;
    },
  };
}

/**
 * Passed when one packet of the office came out behind the engine; silence is no failure, being held up is one, and
 * that at once: the office must not be without traffic for three seconds. What was held up before the change as well
 * proves nothing.
 */
export function judgeTraffic(
  after: FlowCounts | null,
  now: FlowCounts | null,
  sinceMs: number,
  idleMs: number,
  heldBefore = false,
): Outcome {
  if (after === null || now === null) return sinceMs >= idleMs ? 'not-proved' : 'waiting';
  if (now.passed > after.passed) return 'passed';
  const isStuck = now.offered - after.offered >= FEW_PACKETS;
  if (isStuck && !heldBefore) return sinceMs >= HELD_UP_MS ? 'failed' : 'waiting';
  return sinceMs >= idleMs ? 'not-proved' : 'waiting';
}

/** An engine that did not inspect before the change is not the new state's fault. */
function judgeEngine({ probes, before, engineWanted }: ProbationInput): Outcome {
  if (!engineWanted) return 'not-proved';
  if (probes.engine() === 'inspecting') return 'passed';
  return before.engine === 'inspecting' ? 'waiting' : 'not-proved';
}

function verdictOf(center: Outcome, traffic: Outcome, engine: Outcome, heard: Heard): Held {
  // When one has failed early, the others simply were not finished.
  const late = (outcome: Outcome): Outcome => (traffic === 'failed' && outcome === 'waiting' ? 'not-proved' : outcome);
  const results = [
    { ...resultOf('center', late(center), centerCode(heard)), heard },
    resultOf('lan-to-wan', traffic, 'CFG_PROBATION_TRAFFIC'),
    resultOf('engine', late(engine), 'CFG_PROBATION_ENGINE'),
  ];
  const failed = results.find(({ outcome }) => outcome === 'failed');
  if (failed === undefined) return { ...ok(results), probes: results };
  return { ...failureOf(failed), probes: results };
}

function resultOf(probe: ProbeResult['probe'], outcome: Outcome, code: string): ProbeResult {
  return outcome === 'waiting' || outcome === 'failed'
    ? { probe, outcome: 'failed', code }
    : { probe, outcome, code: null };
}

function failureOf({ probe, code }: ProbeResult): Result<never> {
  if (code === 'CFG_PROBATION_UNANSWERED')
    return err(code, 'With the new state the center acknowledged no report; the former one stands again.');
  if (probe === 'center')
    return err('CFG_PROBATION_CENTER', 'With the new state the center was not heard; the former one stands again.');
  if (probe === 'engine')
    return err('CFG_PROBATION_ENGINE', 'With the new state the engine did not inspect; the former one stands again.');
  return err('CFG_PROBATION_TRAFFIC', 'With the new state nothing of the office got out; the former one stands again.');
}

function stopped(center: Outcome, traffic: Outcome, engine: Outcome, heard: Heard): Held {
  const { probes } = verdictOf(center, traffic, engine, heard);
  return { ...err('CFG_PROBATION_INTERRUPTED', 'The agent ended during the probation; unconfirmed is old.'), probes };
}
