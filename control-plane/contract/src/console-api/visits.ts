import { z } from 'zod';
import { networkHealthSchema } from '../box-network.ts';
import { exceptionSchema } from '../desired-state.ts';

/**
 *   GET  /api/appliances/:id/box-page   → BoxPage
 *   POST /api/appliances/:id/visit-code → VisitCode; 409 CTR_VISIT_NO_SECRET, CTR_VISIT_TOO_MANY
 *   POST /api/appliances/:id/local-exceptions/end { exception } → nothing; 409 CTR_BOX_AWAY, CTR_COMMAND_REFUSED, 504 CTR_BOX_LATE
 */
export const boxPageSchema = z.object({
  /** SHA-256 of the certificate of the box's own page, 64 hex digits; null before it was told. */
  fingerprint: z.string().nullable(),
  /** Whether codes of visits can be given out for it. */
  visits: z.boolean(),
  /** Timed exceptions that were made at the box, as it last told. */
  localExceptions: z.array(exceptionSchema),
  /** The box's own addresses, as it last told; absent before it did. */
  network: networkHealthSchema.optional(),
});
export type BoxPage = z.infer<typeof boxPageSchema>;

/** POST /api/appliances/:id/local-exceptions/end: asks the box to end one of them. */
export const endLocalExceptionSchema = z.strictObject({ exception: exceptionSchema.shape.id });

export const visitCodeSchema = z.object({
  /** Twelve digits; opens the box's page once. */
  code: z.string().regex(/^\d{12}$/),
  /** The visit is over then, at the latest. */
  endsAt: z.string(),
});
export type VisitCode = z.infer<typeof visitCodeSchema>;
