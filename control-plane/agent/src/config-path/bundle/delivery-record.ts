import { bundleVersionSchema } from '@omamori/contract/bundle-delivery';
import type { Result } from '@omamori/contract/result';
import { z } from 'zod';
import { readFileBounded, writeFileDurably } from '../../platform/durable-file.ts';

/** What delivery must not forget over a restart. */
const recordSchema = z.strictObject({
  v: z.literal(1),
  /** Of the newest order: an older one that comes again is not obeyed. */
  issuedAt: z.iso.datetime({ precision: 3 }).nullable(),
  /** The order that was tried and failed for good; not tried again under the same attempt. */
  givenUp: z
    .strictObject({ version: bundleVersionSchema, attempt: z.number().int().min(1), code: z.string().max(60) })
    .nullable(),
  /** Newest last. */
  answered: z.array(z.uuid()).max(16),
});
export type DeliveryRecord = z.infer<typeof recordSchema>;

const MAX_BYTES = 8192;
const EMPTY: DeliveryRecord = { v: 1, issuedAt: null, givenUp: null, answered: [] };

/** A damaged record begins anew: at worst a failed bundle is tried once more. */
export async function readDeliveryRecord(path: string): Promise<DeliveryRecord> {
  const content = await readFileBounded(path, MAX_BYTES);
  if (!content.ok) return EMPTY;
  try {
    const parsed = recordSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? parsed.data : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Error: PLT_WRITE_FAILED. */
export async function writeDeliveryRecord(path: string, record: DeliveryRecord): Promise<Result<void>> {
  return await writeFileDurably(path, JSON.stringify(record));
}
