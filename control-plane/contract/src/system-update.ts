import { z } from 'zod';

/** A slot is a root of the appliance's own Linux; two stand on the disk, one runs. */
export const slotSchema = z.enum(['a', 'b']);
export type Slot = z.infer<typeof slotSchema>;

/** Pieces are written, verified and taken up again one by one; the last of a part is shorter. */
export const SYSTEM_CHUNK_BYTES = 4 * 1024 * 1024;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** `at` and `packed` are bytes in the package behind the manifest: one zstd frame (RFC 8878) a chunk. */
const chunkSchema = z.strictObject({
  sha256,
  at: z.number().int().min(0),
  packed: z
    .number()
    .int()
    .min(1)
    .max(SYSTEM_CHUNK_BYTES + 65_536),
});

const part = (mostBytes: number) =>
  z.strictObject({
    bytes: z.number().int().min(1).max(mostBytes),
    chunks: z.array(chunkSchema).min(1).max(4096),
  });

/** Payload of the signed document `system-manifest`: one version of the box's Linux, for one kind of box. */
export const systemManifestSchema = z.strictObject({
  product: z.literal('omamori'),
  board: z.string().regex(/^[a-z0-9-]{2,40}$/),
  arch: z.enum(['arm64']),
  version: z.string().regex(/^[0-9A-Za-z.-]{1,40}$/),
  /** Grows with every version that is published; a box never goes below the highest it has confirmed. */
  sequence: z.number().int().min(1).max(9_999_999_999),
  root: part(8 * 1024 ** 3),
  kernel: part(256 * 1024 ** 2),
  initrd: part(256 * 1024 ** 2),
});
export type SystemManifest = z.infer<typeof systemManifestSchema>;
export type SystemPart = SystemManifest['root'];

/** How the last update ended; trying: written and started, not yet found good. */
export const systemOutcomeSchema = z.strictObject({
  version: z.string().max(40),
  sequence: z.number().int().min(1),
  outcome: z.enum(['writing', 'trying', 'confirmed', 'returned']),
  /** What was missing when it was given up; null when it never came so far as to say. */
  reason: z.string().max(60).nullable(),
  at: z.iso.datetime({ precision: 3 }),
});
export type SystemOutcome = z.infer<typeof systemOutcomeSchema>;

/** What the box tells of its Linux. */
export const systemStatusSchema = z.object({
  slot: slotSchema,
  version: z.string().max(40),
  /** On trial itself: the next start may be the other slot's. */
  trial: z.boolean(),
  last: systemOutcomeSchema.nullable(),
});
export type SystemStatus = z.infer<typeof systemStatusSchema>;
