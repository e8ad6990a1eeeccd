import { z } from 'zod';
import { applicationHealthSchema } from './application-hours.ts';
import { networkHealthSchema } from './box-network.ts';
import { exceptionSchema } from './desired-state.ts';
import { floodBlocksSchema } from './flood-blocks.ts';
import { offDutyHealthSchema } from './off-duty.ts';
import { systemStatusSchema } from './system-update.ts';

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

/** How the bundle that the center ordered comes along. */
export const bundleDeliverySchema = z.object({
  version: z.string().max(20),
  /** waiting: nothing to be heard from the center at present; trying: complete, on trial; given-up: see code. */
  state: z.enum(['fetching', 'waiting', 'trying', 'given-up']),
  bytes: z.object({ have: z.number().int().min(0), of: z.number().int().min(0) }),
  code: z.string().max(60).nullable(),
});
export type BundleDelivery = z.infer<typeof bundleDeliverySchema>;

/** What the engine costs; null where it is away or its system does not say. */
export const engineLoadSchema = z.object({
  /** Resident set of the engine's process. */
  memoryBytes: z.number().int().min(0).nullable(),
  /** Mean time a packet waited for its verdict lately, from the queues' lengths and the verdicts' rate. */
  waitMs: z.number().min(0).nullable(),
});
export type EngineLoad = z.infer<typeof engineLoadSchema>;

/** What the engine released: encrypted conversations after their handshake, let on by policy without a look inside. */
export const trustedSchema = z.object({ ...volume, today: z.object({ day: z.string().max(10), ...volume }) });
export type Trusted = z.infer<typeof trustedSchema>;

/** What the antivirus does with files on their way; packets and bytes are the kernel's count since it was switched on. */
export const filesHealthSchema = z.object({
  /** away: switched on, and nobody reads: everything goes on and is counted as unread. */
  state: z.enum(['reading', 'away']),
  /** The scanner answers; without it files are judged by hash lists alone. */
  scanner: z.boolean(),
  files: z.number().int().min(0),
  viruses: z.number().int().min(0),
  /** Files that nobody could judge: too large, too late, no scanner, an encoding that cannot be opened. */
  unjudged: z.number().int().min(0),
  /** Those by reason, as verdict.ts of the agent names it. */
  unjudgedBy: z.record(z.string().max(40), z.number().int().min(0)).optional(),
  /** Connections that could not be read along, by reason: encrypted, compressed, upgraded, not-understood. */
  unreadBy: z.record(z.string().max(40), z.number().int().min(0)).optional(),
  /** Hashes that lists and the scanner's own finds have. */
  knownHashes: z.number().int().min(0).optional(),
  /** While switched on, since the agent's start: nobody read. */
  unreadSeconds: z.number().min(0).optional(),
  readBytes: z.number().int().min(0),
  /** Exact also over a death of the agent: the kernel counts. */
  unreadBytes: z.number().int().min(0),
});
export type FilesHealth = z.infer<typeof filesHealthSchema>;

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
  /** Left out where nothing was released. */
  trusted: trustedSchema.optional(),
  rulesLoaded: z.number().int().min(0).nullable(),
  rulesDate: z.iso.date().nullable(),
  spool: z.object({ waiting: z.number().int().min(0), dropped: z.number().int().min(0) }),
  eventStorage: eventStorageSchema.optional(),
  /** Absent without an order under way. */
  bundleDelivery: bundleDeliverySchema.optional(),
  /** Left out while the antivirus is off. */
  files: filesHealthSchema.optional(),
  /** Absent from agents before it was measured. */
  engineLoad: engineLoadSchema.optional(),
  memoryBytes: z.number().int().min(0),
  clockSynced: z.boolean(),
  agentVersion: z.string().max(40),
  /** SHA-256 of the certificate of the box's own page, for the technician to compare. */
  pageFingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** The box's own addresses; absent from agents that do not tell. */
  network: networkHealthSchema.optional(),
  /** The box's own Linux; left out where it has no two slots. */
  system: systemStatusSchema.optional(),
  /** Timed exceptions that were made at the box; left out when there are none. */
  localExceptions: z.array(exceptionSchema).max(16).optional(),
  /** Whom the flood guard keeps out; left out when nobody. */
  floodBlocks: floodBlocksSchema.optional(),
  /** Use of sites that have nothing to do with work; left out when nothing was counted. */
  offDuty: offDutyHealthSchema.optional(),
  /** What ran where, by the hour; left out where nothing new was seen. */
  applications: applicationHealthSchema.optional(),
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
