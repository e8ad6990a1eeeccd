import type { EngineLoad } from '@omamori/contract/health';
import { residentBytes } from '../platform/machine-memory.ts';
import { readEngineProcess, readQueues } from './engine-probe.ts';
import type { QueueRow } from './engine-queues.ts';

const EVERY_MS = 1000;
/** Samples a mean is taken over. */
const MOST_SAMPLES = 60;
/** Below it a single waiting packet would look like a slow engine. */
const FEW_VERDICTS = 50;

interface Sample {
  readonly atMs: number;
  readonly waiting: number;
  readonly judged: number;
}

export interface EngineLoadWatch {
  now(): EngineLoad;
  stop(): void;
}

/** Looks at the queues once a second; reading them costs the engine nothing. */
export function watchEngineLoad(pidFile: string, nowMs: () => number, everyMs = EVERY_MS): EngineLoadWatch {
  const samples: Sample[] = [];
  let memoryBytes: number | null = null;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const [process, rows] = await Promise.all([readEngineProcess(pidFile), readQueues()]);
      memoryBytes = process === null ? null : await residentBytes(process.pid);
      samples.push(sampleOf(rows, nowMs()));
      if (samples.length > MOST_SAMPLES) samples.shift();
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { now: () => ({ memoryBytes, waitMs: meanWaitMs(samples) }), stop: () => clearInterval(timer) };
}

function sampleOf(rows: readonly QueueRow[], atMs: number): Sample {
  return {
    atMs,
    waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
    judged: rows.reduce((sum, row) => sum + row.judged, 0),
  };
}

/** Pure. Little's law: mean length of the queues through the rate of verdicts; null where too few were given. */
export function meanWaitMs(samples: readonly Sample[]): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.judged < first.judged) return null;
  const verdicts = last.judged - first.judged;
  if (verdicts < FEW_VERDICTS) return null;
  const length = samples.reduce((sum, { waiting }) => sum + waiting, 0) / samples.length;
  return Math.round((length / verdicts) * (last.atMs - first.atMs) * 100) / 100;
}
