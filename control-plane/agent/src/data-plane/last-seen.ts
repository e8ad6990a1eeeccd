import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { BootClock } from '../platform/boot-clock.ts';
import type { EngineProcess } from './engine-probe.ts';

/**
 * What the agent saw at its last look, kept in the run folder (memory: written every second at no cost to the card):
 * an agent that starts learns from it for how long nobody watched.
 */
const seenSchema = z.strictObject({
  v: z.literal(1),
  bootId: z.string().max(64),
  /** Of the boot clock. */
  atMs: z.number().min(0),
  inspecting: z.boolean(),
  engine: z.strictObject({ pid: z.number().int(), start: z.number().int() }).nullable(),
});
export type LastSeen = z.infer<typeof seenSchema>;

/** Null when there is none, or none that can be read: then nothing is known. */
export async function readLastSeen(path: string): Promise<LastSeen | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const parsed = seenSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // empty or torn: the same as none
  }
}

export async function writeLastSeen(path: string, seen: LastSeen): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(seen));
  await rename(`${path}.new`, path);
}

/**
 * Seconds without inspection that nobody counted while the agent was away. Nothing, if the engine that inspected then is
 * the same process now; else the whole time, as nobody knows when it ended: rather too much than too little. After a
 * boot: all of the time since.
 */
export function unwatchedSeconds(
  seen: LastSeen | null,
  now: { readonly clock: BootClock; readonly engine: EngineProcess | null; readonly rebooted: boolean },
): number {
  if (seen?.bootId !== now.clock.bootId) return now.rebooted ? now.clock.nowMs() / 1000 : 0;
  const { engine } = seen;
  const same = engine !== null && engine.pid === now.engine?.pid && engine.start === now.engine.start;
  return seen.inspecting && same ? 0 : Math.max(0, now.clock.nowMs() - seen.atMs) / 1000;
}
