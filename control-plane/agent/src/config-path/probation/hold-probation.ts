// A new state stands but is not in force yet: it must hear the center, carry the office's packets and see the engine
// at work, each once within the window. The first that has not done so at its end names the failure (ADR 0011).
import { setTimeout as sleep } from 'node:timers/promises';
import type { Protection } from '@omamori/contract/health';
import { err, ok, type Result } from '@omamori/contract/result';
import type { ProbeResult } from '@omamori/contract/state-report';
import type { FlowCounts } from '../../data-plane/read-flow.ts';
import type { Clock } from '../../platform/clock.ts';

export interface ProbationProbes {
  readonly engine: () => Protection;
  /** Packets of the office so far; null when the kernel cannot say. */
  readonly flow: () => Promise<FlowCounts | null>;
  /** From the change to the last probe; the way back needs the rest of the 60 s. Default 40 s. */
  readonly windowMs?: number;
  /** An office that sends nothing for so long proves nothing and is not waited for. Default 3 s. */
  readonly idleMs?: number;
  readonly everyMs?: number;
}

export interface Baseline {
  readonly engine: Protection;
  readonly flow: FlowCounts | null;
}

export interface ProbationInput {
  readonly probes: ProbationProbes;
  /** Taken before anything was touched. */
  readonly before: Baseline;
  /** Taken when all steps were done. */
  readonly after: FlowCounts | null;
  /** True once the broker has acknowledged a message that was sent after the change. */
  readonly hearCenter: () => Promise<boolean>;
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

/** Errors: CFG_PROBATION_CENTER, CFG_PROBATION_TRAFFIC, CFG_PROBATION_ENGINE, CFG_PROBATION_INTERRUPTED (orderly stop). */
export async function holdProbation(input: ProbationInput): Promise<Held> {
  const { clock, probes, signal } = input;
  const started = clock.monotonicMs();
  const ear = listenFor(input.hearCenter);
  let center: Outcome = 'waiting';
  let traffic: Outcome = 'waiting';
  let engine: Outcome = 'waiting';
  for (;;) {
    const sinceMs = clock.monotonicMs() - started;
    if (center === 'waiting' && (await ear.heardWithin(probes.everyMs ?? EVERY_MS))) center = 'passed';
    if (traffic === 'waiting')
      traffic = judgeTraffic(input.after, await probes.flow(), sinceMs, probes.idleMs ?? IDLE_MS);
    engine = judgeEngine(input); // asked each time: it must be at work at the end, not once
    if (traffic === 'failed' || ![center, traffic, engine].includes('waiting')) break;
    if (signal.aborted) return stopped(center, traffic, engine);
    if (sinceMs >= (probes.windowMs ?? WINDOW_MS)) break;
    await sleep(probes.everyMs ?? EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return verdictOf(center, traffic, engine);
}

/** Asks again and again, one question at a time; a broker that hangs must not hold up the look at the traffic. */
function listenFor(hearCenter: () => Promise<boolean>) {
  let asking: Promise<void> | null = null;
  let heard = false;
  const ask = async (): Promise<void> => {
    heard = (await hearCenter()) || heard;
    asking = null;
  };
  return {
    async heardWithin(ms: number): Promise<boolean> {
      asking ??= ask();
      await Promise.race([asking, sleep(ms, undefined, { ref: false })]);
      return heard;
    },
  };
}

/**
 * Passed when one packet of the office came out behind the engine; silence is no failure, being held up is one, and
 * that at once: the office must not be without traffic for three seconds.
 */
export function judgeTraffic(
  after: FlowCounts | null,
  now: FlowCounts | null,
  sinceMs: number,
  idleMs: number,
): Outcome {
  if (after === null || now === null) return sinceMs >= idleMs ? 'not-proved' : 'waiting';
  if (now.passed > after.passed) return 'passed';
  const isHeldUp = now.offered - after.offered >= FEW_PACKETS;
  if (isHeldUp) return sinceMs >= HELD_UP_MS ? 'failed' : 'waiting';
  return sinceMs >= idleMs ? 'not-proved' : 'waiting';
}

/** An engine that did not inspect before the change is not the new state's fault. */
function judgeEngine({ probes, before, engineWanted }: ProbationInput): Outcome {
  if (!engineWanted) return 'not-proved';
  if (probes.engine() === 'inspecting') return 'passed';
  return before.engine === 'inspecting' ? 'waiting' : 'not-proved';
}

function verdictOf(center: Outcome, traffic: Outcome, engine: Outcome): Held {
  // When one has failed early, the others simply were not finished.
  const late = (outcome: Outcome): Outcome => (traffic === 'failed' && outcome === 'waiting' ? 'not-proved' : outcome);
  const results = [
    resultOf('center', late(center), 'CFG_PROBATION_CENTER'),
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

function failureOf({ probe }: ProbeResult): Result<never> {
  if (probe === 'center')
    return err('CFG_PROBATION_CENTER', 'With the new state the center was not heard; the former one stands again.');
  if (probe === 'engine')
    return err('CFG_PROBATION_ENGINE', 'With the new state the engine did not inspect; the former one stands again.');
  return err('CFG_PROBATION_TRAFFIC', 'With the new state nothing of the office got out; the former one stands again.');
}

function stopped(center: Outcome, traffic: Outcome, engine: Outcome): Held {
  const { probes } = verdictOf(center, traffic, engine);
  return { ...err('CFG_PROBATION_INTERRUPTED', 'The agent ended during the probation; unconfirmed is old.'), probes };
}
