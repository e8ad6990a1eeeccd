import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';

/** Seconds without inspection since the agent's data began; by the monotonic clock, kept over restarts. */
export interface UninspectedTime {
  readonly seconds: number;
  /** Counts what passed since the last call when `inspecting` was false until now. */
  advance(inspecting: boolean): void;
  /** Time of which nobody kept count, found out later. */
  add(seconds: number): void;
  /** Error: PLT_WRITE_FAILED. */
  save(): Promise<Result<void>>;
}

const fileSchema = z.strictObject({ v: z.literal(1), seconds: z.number().min(0) });

/** A missing or damaged file starts at 0; `problem` says so, for the log. */
export async function openUninspectedTime(
  path: string,
  clock: Clock,
): Promise<{ time: UninspectedTime; problem: Result<void> }> {
  const read = await readSeconds(path);
  let total = read.ok ? read.value : 0;
  let last = clock.monotonicMs();
  let wasInspecting = false;
  const time: UninspectedTime = {
    get seconds() {
      return total;
    },
    advance(inspecting) {
      const now = clock.monotonicMs();
      if (!wasInspecting) total += Math.max(0, now - last) / 1000;
      last = now;
      wasInspecting = inspecting;
    },
    add(seconds) {
      total += Math.max(0, seconds);
    },
    save: () => writeFileDurably(path, JSON.stringify({ v: 1, seconds: total })),
  };
  return { time, problem: read.ok ? ok(undefined) : read };
}

async function readSeconds(path: string): Promise<Result<number>> {
  const content = await readFileBounded(path, 1024);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok(0) : content;
  try {
    const parsed = fileSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    if (parsed.success) return ok(parsed.data.seconds);
    return err('ENG_TIME_FILE_BAD', 'The count of uninspected seconds is damaged and starts at 0.');
  } catch (thrown) {
    return err('ENG_TIME_FILE_BAD', 'The count of uninspected seconds is damaged and starts at 0.', {
      cause: causeOf(thrown),
    });
  }
}
