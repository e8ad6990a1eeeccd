import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { desiredStateSchema } from './desired-state.ts';
import { replayReportSchema } from './replay-report.ts';
import { causeOf, err, ok, type Result } from './result.ts';

const time = z.iso.datetime({ precision: 3 });

/**
 * Payload of a signed `command` document on the topic `command`, never retained: named to one appliance, runs once
 * (the box remembers the id before it acts), refused after `expiresAt`. Strict: what a box does not know it refuses.
 */
export const commandSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  appliance: z.string(),
  issuedAt: time,
  expiresAt: time,
  command: z.discriminatedUnion('kind', [
    /** Changes nothing: what would the state have stopped of the traffic that the box remembers? */
    z.strictObject({ kind: z.literal('replay-policy'), desired: desiredStateSchema }),
    /** Ends a timed exception that was made at the box's own page; one that has ended already is no error. */
    z.strictObject({ kind: z.literal('end-local-exception'), exception: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
    /** Ends what the flood guard keeps out of an address or MAC before its time; nothing to end is no error. */
    z.strictObject({ kind: z.literal('release-source'), source: z.string().min(2).max(45) }),
  ]),
});
export type Command = z.infer<typeof commandSchema>;

/** A command lives shortly: a box that was away must not do what was asked of it hours ago. */
export const LONGEST_COMMAND_LIFE_MS = 60 * 60_000;

/** Message on `result`, zstd over JSON, not retained. */
export const commandResultSchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  id: z.uuid(),
  at: time,
  outcome: z.enum(['done', 'refused', 'failed']),
  /** Null when done. */
  code: z.string().max(60).nullable(),
  message: z.string().max(500).nullable(),
  /** Of a `replay-policy` that is done. */
  replay: replayReportSchema.optional(),
});
export type CommandResult = z.infer<typeof commandResultSchema>;

/** A report at its limits has 0.6 MB unpacked. */
export const MAX_RESULT_BYTES = 2 * 1024 * 1024;

export function packResult(result: CommandResult): Buffer {
  return zstdCompressSync(JSON.stringify(result), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
}

/** Error: DOC_RESULT_INVALID, also for what would grow beyond {@link MAX_RESULT_BYTES}. */
export function unpackResult(bytes: Uint8Array): Result<CommandResult> {
  try {
    const text = zstdDecompressSync(bytes, { maxOutputLength: MAX_RESULT_BYTES }).toString('utf8');
    const parsed = commandResultSchema.safeParse(JSON.parse(text));
    if (parsed.success) return ok(parsed.data);
    return err('DOC_RESULT_INVALID', 'The result of a command does not have the agreed form.', {
      cause: z.prettifyError(parsed.error).slice(0, 500),
    });
  } catch (thrown) {
    return err('DOC_RESULT_INVALID', 'The result of a command cannot be unpacked.', { cause: causeOf(thrown) });
  }
}
