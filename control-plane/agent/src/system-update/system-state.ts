import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type SystemOutcome, type SystemStatus, systemOutcomeSchema } from '@omamori/contract/system-update';
import { z } from 'zod';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';

const MOST_BYTES = 16 * 1024;
const stateSchema = z.strictObject({
  v: z.literal(1),
  /** The highest sequence that was ever confirmed on this box. */
  floor: z.number().int().min(0),
  last: systemOutcomeSchema.nullable(),
});
export type SystemState = z.infer<typeof stateSchema>;
const FRESH: SystemState = { v: 1, floor: 0, last: null };

/** On the data partition: outlives both slots. A box that never updated has none. Errors: UPD_STATE_BAD, PLT_*. */
export async function readState(folder: string): Promise<Result<SystemState>> {
  const bytes = await readFileBounded(join(folder, 'state.json'), MOST_BYTES);
  if (!bytes.ok) return bytes.error.code === 'PLT_FILE_MISSING' ? ok(FRESH) : bytes;
  try {
    return ok(stateSchema.parse(JSON.parse(bytes.value.toString('utf8'))));
  } catch (thrown) {
    return err('UPD_STATE_BAD', 'What the box knows of its updates cannot be read.', { cause: causeOf(thrown) });
  }
}

export function writeState(folder: string, state: SystemState): Promise<Result<void>> {
  return writeFileDurably(join(folder, 'state.json'), JSON.stringify(state));
}

export const outcomeOf = (
  { version, sequence }: { readonly version: string; readonly sequence: number },
  outcome: SystemOutcome['outcome'],
  reason: string | null = null,
): SystemOutcome => ({ version, sequence, outcome, reason, at: new Date().toISOString() });

/** For the agent, which shows it: memory, made anew at every start. */
export function tellStatus(file: string, status: SystemStatus): Promise<Result<void>> {
  return writeFileDurably(file, JSON.stringify(status));
}
