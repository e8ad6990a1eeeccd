// The audit log of the console: who did what to what, when and from where. Append-only, hash-chained.
import { z } from 'zod';

const factSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const auditEntrySchema = z.object({
  /** 1, 2, 3 … without a gap; the oldest may be gone, see `begins` of the verdict. */
  number: z.number(),
  at: z.string(),
  /** Name of the account; `center` and `host` for the program and for whoever works at the machine. */
  actor: z.string(),
  act: z.string(),
  target: z.string().nullable(),
  /** `done`, or the code of the refusal. */
  outcome: z.string(),
  /** Address the request came from; empty for acts at the machine. */
  source: z.string(),
  detail: z.record(z.string(), factSchema),
  /** `hash` of the entry before; of the first 64 zeros. */
  previous: z.string(),
  /** SHA-256 in hex over the canonical JSON (RFC 8785) of this entry without `hash`. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditAnswerSchema = z.object({
  /** Newest first. */
  entries: z.array(auditEntrySchema),
  total: z.number(),
  /** Every act that occurs in the log, for the filter. */
  acts: z.array(z.string()),
});
export type AuditAnswer = z.infer<typeof auditAnswerSchema>;

export const auditVerdictSchema = z.object({
  ok: z.boolean(),
  entries: z.number(),
  /** Hash of the last entry: written down elsewhere it proves later that nothing before it was changed. */
  head: z.string(),
  /** Number of the first entry that does not fit; null when all do. */
  firstBad: z.number().nullable(),
  /**
   * Last entry that was removed because its time was over, and when: signed by the center, the chain begins after it.
   * Null: nothing was removed.
   */
  begins: z.object({ number: z.number(), hash: z.string(), at: z.string() }).nullish(),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
