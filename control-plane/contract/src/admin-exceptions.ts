import { z } from 'zod';
import { exceptionSchema, exceptionTargetSchema } from './desired-state.ts';

/** What the page may ask for: minutes, never for ever; a day at most. */
export const adminExceptionRequestSchema = z.strictObject({
  target: exceptionTargetSchema,
  device: exceptionSchema.shape.device,
  minutes: z.number().int().min(1).max(1440),
});
export type AdminExceptionRequest = z.infer<typeof adminExceptionRequestSchema>;

/**
 * An exception made at the box and how it stands: waiting – not yet in rules and kernel; in-force; overruled – the
 * center's document says otherwise (same id, or the device is isolated).
 */
export const adminExceptionSchema = exceptionSchema.extend({
  state: z.enum(['waiting', 'in-force', 'overruled']),
  /** Of the device, as the box knows it. */
  deviceName: z.string().nullable(),
});
export type AdminException = z.infer<typeof adminExceptionSchema>;
export const adminExceptionsSchema = z.object({ now: z.string(), exceptions: z.array(adminExceptionSchema).max(16) });
export type AdminExceptions = z.infer<typeof adminExceptionsSchema>;
