import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { BootClock } from '../platform/boot-clock.ts';
import type { TrialSeen } from './judge-trial.ts';
import { heardSchema } from './note-heard.ts';

/** The agent speaks every 20 s. */
const FRESH_MS = 90_000;
const FORWARDING = '3';

export interface TrialPlaces {
  /** /sys/class/net */
  readonly netFolder: string;
  readonly heardFile: string;
  readonly clock: BootClock;
}

/** What cannot be read is not there. */
export function lookAtTrial({ netFolder, heardFile, clock }: TrialPlaces): () => Promise<TrialSeen> {
  return async () => {
    const states = await Promise.all(['lan', 'wan'].map((port) => readOrNull(join(netFolder, port, 'brport/state'))));
    const heard = parseHeard(await readOrNull(heardFile));
    const fresh = heard !== null && heard.bootId === clock.bootId && clock.nowMs() - heard.atMs < FRESH_MS;
    return {
      bridge: states.every((state) => state?.trim() === FORWARDING),
      center: fresh && heard.center,
      engine: fresh && heard.protection === 'inspecting',
    };
  };
}

const readOrNull = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null); // not there is an answer

function parseHeard(text: string | null): z.infer<typeof heardSchema> | null {
  if (text === null) return null;
  try {
    return heardSchema.parse(JSON.parse(text));
  } catch {
    return null; // half a file: looked at again in two seconds
  }
}
