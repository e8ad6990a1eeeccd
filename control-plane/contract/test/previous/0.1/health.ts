import { z } from 'zod';

/**
 * What the inspection is doing, ux.md §5.3:
 * inspecting – packets go through the engine; passing-uninspected – traffic flows, engine away, nftables blocks stand;
 * starting – the engine loads its rules.
 */
export const protectionSchema = z.enum(['inspecting', 'passing-uninspected', 'starting']);
export type Protection = z.infer<typeof protectionSchema>;

/** Message on `health`, every 20 s and at each change of `protection`. */
export const healthSchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  protection: protectionSchema,
  protectionSince: z.iso.datetime({ precision: 3 }),
  /** Seconds without inspection since the agent's data began, exact to the health interval. */
  uninspectedSeconds: z.number().min(0),
  rulesLoaded: z.number().int().min(0).nullable(),
  rulesDate: z.iso.date().nullable(),
  spool: z.object({ waiting: z.number().int().min(0), dropped: z.number().int().min(0) }),
  memoryBytes: z.number().int().min(0),
  clockSynced: z.boolean(),
  agentVersion: z.string().max(40),
});
export type Health = z.infer<typeof healthSchema>;

/** Messages on `birth` and (as last will) `death`: a stale will of an old session must not mark a live box dead. */
export const sessionSchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  /** Random id of the MQTT session; `death` counts only for the session it names. */
  session: z.string().max(40),
  at: z.iso.datetime({ precision: 3 }).nullable(),
  agentVersion: z.string().max(40),
});
export type SessionMessage = z.infer<typeof sessionSchema>;
