import { z } from 'zod';
import { exceptionSchema } from './desired-state.ts';

/**
 * What the inspection is doing, ux.md §5.3:
 * inspecting – packets go through the engine; passing-uninspected – traffic flows, engine away, nftables blocks stand;
 * starting – the engine loads its rules.
 */
export const protectionSchema = z.enum(['inspecting', 'passing-uninspected', 'starting']);
export type Protection = z.infer<typeof protectionSchema>;

/** What the box's disk does to detections; left out while there is nothing to tell (an older center does not look at it). */
export const eventStorageSchema = z.object({
  /** Code of what the disk refuses at present; null when it takes everything again. */
  trouble: z.string().max(40).nullable(),
  /** Detections that wait in memory for the disk. */
  heldInMemory: z.number().int().min(0),
  /** Since the agent began: told to the center although no disk had them at that time. */
  toldUnstored: z.number().int().min(0),
  /** Packets that found no room in memory; the kernel's ledger gives them back within its hour. */
  refused: z.number().int().min(0),
  /** Detections of a form the contract does not allow, left out. */
  invalid: z.number().int().min(0),
  /** Lines of the engine that could not be read, as after a write that a full disk cut. */
  linesUnreadable: z.number().int().min(0),
  /** Times the detections file was cut or gone before it was read, and the bytes known to be lost by it. */
  eveGaps: z.number().int().min(0),
  eveBytesLost: z.number().int().min(0),
});
export type EventStorage = z.infer<typeof eventStorageSchema>;

const volume = { packets: z.number().int().min(0), bytes: z.number().int().min(0) };

/**
 * What went through the box without inspection, counted by the kernel packet by packet (bytes from the IP header on):
 * since the agent's data began, and on the box's own day of it.
 */
export const uninspectedSchema = z.object({
  ...volume,
  today: z.object({ day: z.string().max(10), seconds: z.number().min(0), ...volume }),
});
export type Uninspected = z.infer<typeof uninspectedSchema>;

/** Message on `health`, every 20 s and at each change of `protection`. */
export const healthSchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  protection: protectionSchema,
  protectionSince: z.iso.datetime({ precision: 3 }),
  /** Seconds without inspection since the agent's data began, exact to the health interval. */
  uninspectedSeconds: z.number().min(0),
  /** Absent from agents before it was counted. */
  uninspected: uninspectedSchema.optional(),
  rulesLoaded: z.number().int().min(0).nullable(),
  rulesDate: z.iso.date().nullable(),
  spool: z.object({ waiting: z.number().int().min(0), dropped: z.number().int().min(0) }),
  eventStorage: eventStorageSchema.optional(),
  memoryBytes: z.number().int().min(0),
  clockSynced: z.boolean(),
  agentVersion: z.string().max(40),
  /** SHA-256 of the certificate of the box's own page, for the technician to compare. */
  pageFingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Timed exceptions that were made at the box; left out when there are none. */
  localExceptions: z.array(exceptionSchema).max(16).optional(),
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
