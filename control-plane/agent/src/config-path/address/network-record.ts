import { join } from 'node:path';
import {
  type BoxNetwork,
  boxNetworkSchema,
  networkNowSchema,
  networkOutcomeSchema,
} from '@omamori/contract/box-network';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type FileDoor, readFileBounded, removeDurably, writeFileDurably } from '../../platform/durable-file.ts';

/**
 * What the disk knows of the box's addresses:
 *   box-network.json        what is in force, written by the one act that confirms a trial; none: as installed
 *   box-network-trial.json  written before anything is touched; found at a start it means: cut short, the former stand
 */
const inForceSchema = z.strictObject({
  v: z.literal(1),
  asked: boxNetworkSchema.nullable(),
  last: networkOutcomeSchema.nullable(),
});
export type InForce = z.infer<typeof inForceSchema>;
const trialSchema = z.strictObject({
  v: z.literal(1),
  former: z.strictObject({ now: networkNowSchema, asked: boxNetworkSchema.nullable() }),
});

const MAX_BYTES = 16 * 1024;
const NOTHING: InForce = { v: 1, asked: null, last: null };

export interface NetworkRecord {
  readInForce(): Promise<Result<InForce>>;
  writeInForce(asked: BoxNetwork | null, last: InForce['last']): Promise<Result<void>>;
  readTrial(): Promise<Result<z.infer<typeof trialSchema>['former'] | null>>;
  writeTrial(former: z.infer<typeof trialSchema>['former']): Promise<Result<void>>;
  endTrial(): Promise<Result<void>>;
}

/** Errors: NET_RECORD_DAMAGED, PLT_WRITE_FAILED. */
export function networkRecord(folder: string, door?: FileDoor): NetworkRecord {
  const inForce = join(folder, 'box-network.json');
  const trial = join(folder, 'box-network-trial.json');
  return {
    async readInForce() {
      const read = await readAs(inForce, inForceSchema, door);
      return read.ok ? ok(read.value ?? NOTHING) : read;
    },
    writeInForce: (asked, last) => {
      const content: InForce = { v: 1, asked, last };
      return writeFileDurably(inForce, JSON.stringify(content), 0o600, door);
    },
    async readTrial() {
      const read = await readAs(trial, trialSchema, door);
      return read.ok ? ok(read.value?.former ?? null) : read;
    },
    writeTrial: (former) => writeFileDurably(trial, JSON.stringify({ v: 1, former }), 0o600, door),
    endTrial: () => removeDurably(trial, door),
  };
}

async function readAs<T>(path: string, schema: z.ZodType<T>, door?: FileDoor): Promise<Result<T | null>> {
  const content = await readFileBounded(path, MAX_BYTES, door);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok(null) : damaged(content.error.code);
  try {
    const parsed = schema.safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? ok(parsed.data) : damaged('form');
  } catch (thrown) {
    return damaged(causeOf(thrown));
  }
}

function damaged(cause: string): Result<never> {
  return err('NET_RECORD_DAMAGED', 'The record of the addresses of the box cannot be read.', { cause });
}
