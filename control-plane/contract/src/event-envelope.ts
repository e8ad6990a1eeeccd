import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { detectionSchema } from './detection.ts';
import { causeOf, err, ok, type Result } from './result.ts';
import { sightingsSchema } from './sighting.ts';

/** A box epoch: 26 characters, made anew whenever the spool is created; with `sequence` it is the key of a record. */
export const epochSchema = z.string().regex(/^[0-9a-z]{10,32}$/);
export const sequenceSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const spooledRecordSchema = z.object({ sequence: sequenceSchema, detection: detectionSchema });
export type SpooledRecord = z.infer<typeof spooledRecordSchema>;

/** One MQTT message on `events`: at most {@link MAX_BATCH_RECORDS} records, zstd over JSON (RFC 8878, RFC 8259). */
export const eventBatchSchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  epoch: epochSchema,
  /** Records that the box gave up since the epoch began (spool full): the center shows the gap. */
  dropped: z.number().int().min(0),
  records: z.array(spooledRecordSchema).min(1).max(500),
});
export type EventBatch = z.infer<typeof eventBatchSchema>;
export const MAX_BATCH_RECORDS = 500;

/** Message on `ack`, sent after the database commit: inclusive ranges of sequences that are durable at the center. */
export const eventAckSchema = z.object({
  v: z.literal(1),
  epoch: epochSchema,
  ranges: z.array(z.tuple([sequenceSchema, sequenceSchema])).max(500),
  /** How many others had a block by what is in the batch; left out when there was no time to count. */
  others: sightingsSchema.optional(),
});
export type EventAck = z.infer<typeof eventAckSchema>;

/** A batch may grow to this when unpacked: a compressed bomb is refused before it costs memory. */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024;

export function packBatch(batch: EventBatch): Buffer {
  return zstdCompressSync(JSON.stringify(batch), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

/** Unpacks and checks; a damaged, oversized or foreign message is refused by code and costs nothing else. */
export function unpackBatch(bytes: Uint8Array): Result<EventBatch> {
  try {
    const text = zstdDecompressSync(bytes, { maxOutputLength: MAX_BATCH_BYTES }).toString('utf8');
    const parsed = eventBatchSchema.safeParse(JSON.parse(text));
    if (parsed.success) return ok(parsed.data);
    return err('DOC_BATCH_INVALID', 'The batch of events does not have the agreed form.', {
      cause: z.prettifyError(parsed.error).slice(0, 500),
    });
  } catch (thrown) {
    return err('DOC_BATCH_INVALID', 'The batch of events cannot be unpacked.', { cause: causeOf(thrown) });
  }
}

/** Turns acknowledged sequences into the fewest inclusive ranges. */
export function toRanges(sequences: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const sequence of [...sequences].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && sequence <= last[1] + 1) last[1] = Math.max(last[1], sequence);
    else ranges.push([sequence, sequence]);
  }
  return ranges;
}
