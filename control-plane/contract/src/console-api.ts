import { z } from 'zod';
import { finishSchema, personSchema } from './console-api/people.ts';
import { industrySchema, prefectureSchema } from './console-api/place.ts';
import { incidentNoteSchema, triageFields } from './console-api/triage.ts';

import { detectionSchema, SEVERITIES } from './detection.ts';
import { floodBlocksSchema } from './flood-blocks.ts';
import { eventStorageSchema, filesHealthSchema, trustedSchema, uninspectedSchema } from './health.ts';
import { deviceKnowledgeSchema } from './inventory.ts';
import { sightingsSchema } from './sighting.ts';
import { systemStatusSchema } from './system-update.ts';

/**
 * HTTP API of the center for its console, all under /api, JSON, times UTC; the whole of it: `GET /api/openapi.json`.
 * A refusal is `{ error: { code, message } }` with 4xx. Live: `GET /api/live`, server-sent events.
 *
 *   GET  /api/welcome                             → Welcome, open: is the first admin still to be made?
 *   POST /api/first-admin { code, name, displayName, password } → 204, open; 409 PPL_SET_UP_DONE once there is one
 *   POST /api/sign-in { name, password, code? }   → 204 and the cookie, open; 403 PPL_CODE_NEEDED: the same with a code
 *   …    /api/my/…, /api/people…, /api/audit…     : console-api/people.ts, console-api/audit.ts
 *   POST /api/sign-out                            → 204
 *   GET  /api/session                             → Session (401 when not signed in)
 *   GET  /api/fleet                               → FleetAnswer
 *   GET  /api/appliances/:id                      → ApplianceDetail
 *   GET  /api/incidents?state=open|escalated|later|done|all&appliance=&company=&story=&severity=&outcome=&device=&mine=1
 *        &q=&sort=latest|oldest|severity|count&before=<id>&limit=  → IncidentsAnswer
 *   GET  /api/incidents/:id                       → IncidentDetail
 *   POST /api/incidents/:id/state { state, reason? } → IncidentRow
 *   …    /api/incidents/:id/triage, notes, notice, capture, /api/incident-groups : console-api/triage.ts
 *   GET  /api/appliances/:id/policy               → PolicyAnswer
 *   POST /api/appliances/:id/policy/preview { policy } → PolicyPreview
 *   POST /api/appliances/:id/policy/replay { policy } → ReplayAnswer: asks the box, at most 20 s
 *   PUT  /api/appliances/:id/policy { policy, basedOn } → PolicyAnswer, 409 CTR_POLICY_STALE when basedOn is not current
 *   POST /api/appliances/:id/exceptions ExceptionCommand → PolicyAnswer, 409 as above; ends by itself
 *   POST /api/appliances/:id/isolation IsolationCommand → PolicyAnswer, 409 as above
 *   POST /api/appliances/:id/isolation/release ReleaseCommand → PolicyAnswer, 409 as above
 *   GET  /api/appliances/:id/policy/history       → PolicyHistoryAnswer, newest first, at most 200
 *   …    /api/layers, …/policy/layers, …/policy/version, …/policy/preview of a layer : console-api/layers.ts
 *   …    /api/settings, /api/my/choices           : console-api/center-facts.ts
 *   GET  /api/templates/:id/policy                → LayerAnswer (version 0 and empty before the first change)
 *   PUT  /api/templates/:id/policy { layer, basedOn } → LayerAnswer, 409 CTR_POLICY_STALE; every box under it changes
 *   GET  /api/companies/:id/policy, PUT the same { layer, basedOn, template? }: a company by its name
 *   GET  /api/live                                → SSE, `id:` is a cursor (resume with Last-Event-ID);
 *        event `beat` every 15 s, `incident` IncidentRow, `appliance` ApplianceRow, `reload` {} when the cursor is too old
 */
export * from './console-api/policy.ts';

export const APPLIANCE_STATES = ['online', 'late', 'silent', 'never'] as const;
// online: heard; late: no word for 45 s; silent: 90 s or the broker said the session died; never: enrolled, not yet heard

export const languageSchema = z.enum(['ja', 'en']);
export type Language = z.infer<typeof languageSchema>;

export const sessionAnswerSchema = z.object({
  centerVersion: z.string(),
  desk: z.object({ phone: z.string() }),
  person: personSchema,
  /** Not empty: only the own account is open until this is done. */
  finish: finishSchema,
  /** True: companies, boxes and detections are made up; every page says so. */
  simulated: z.boolean().optional(),
});
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;

export const applianceRowSchema = z.object({
  id: z.string(),
  company: z.string(),
  site: z.string(),
  state: z.enum(APPLIANCE_STATES),
  /** When the state began; for `silent` since when nothing was heard. */
  stateSince: z.string().nullable(),
  lastHeard: z.string().nullable(),
  protection: z.enum(['inspecting', 'passing-uninspected', 'starting', 'unknown']),
  /** As the box said last; null from boxes that do not count it. */
  uninspected: uninspectedSchema.nullish(),
  /** Encrypted traffic that it let on without a look inside. */
  trusted: trustedSchema.nullish(),
  /** What its antivirus reads of files, and what not; null while it is off. */
  files: filesHealthSchema.nullish(),
  /** What the box's disk does to detections; null while the box has nothing to tell. */
  eventStorage: eventStorageSchema.nullish(),
  /** Whom the flood guard keeps out, as the box last told. */
  floodBlocks: floodBlocksSchema.nullish(),
  rulesLoaded: z.number().nullable(),
  rulesDate: z.string().nullable(),
  desiredVersion: z.number(),
  appliedVersion: z.number(),
  /**
   * converged: applied equals desired; pending: sent, not confirmed; probation: applied, the box still proves it;
   * rolled-back: it did not prove itself and the box went back; refused, failed, rolled-back: see `refusal`.
   */
  convergence: z.enum(['converged', 'pending', 'probation', 'refused', 'failed', 'rolled-back']),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** When the desired version was handed to the broker; null: not yet. */
  sentAt: z.string().nullish(),
  openIncidents: z.number(),
  blocked24h: z.number(),
  devices: z.number(),
  spoolWaiting: z.number(),
  agentVersion: z.string().nullable(),
  /** The box's own Linux; left out by boxes that do not tell. */
  system: systemStatusSchema.optional(),
  /** Left out where the settings do not say it. */
  prefecture: prefectureSchema.optional(),
  industry: industrySchema.optional(),
});
export type ApplianceRow = z.infer<typeof applianceRowSchema>;

export const fleetAnswerSchema = z.object({ now: z.string(), appliances: z.array(applianceRowSchema) });
export type FleetAnswer = z.infer<typeof fleetAnswerSchema>;

export const deviceRowSchema = z.object({
  mac: z.string(),
  /** The company's own word, else the best name seen, else null. */
  label: z.string().nullable(),
  names: z.array(z.object({ source: z.string(), name: z.string() })),
  addresses: z.array(z.string()),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** Made up by the device itself: it may come back under another one. */
  privateMac: z.boolean(),
  /** What the box found out beyond names and addresses; left out where it says nothing, as boxes before it do. */
  known: deviceKnowledgeSchema.optional(),
});
export type DeviceRow = z.infer<typeof deviceRowSchema>;
export const applianceDetailSchema = z.object({ row: applianceRowSchema, devices: z.array(deviceRowSchema) });
export type ApplianceDetail = z.infer<typeof applianceDetailSchema>;

export const INCIDENT_STATES = ['new', 'confirmed', 'false-positive', 'notified', 'dispatched', 'closed'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

export const incidentRowSchema = z.object({
  id: z.number(),
  appliance: z.string(),
  company: z.string(),
  site: z.string(),
  story: z.string(),
  /** stopped: every detection was blocked; not-stopped: one was not; unknown: only signs. */
  outcome: z.enum(['stopped', 'not-stopped', 'unknown']),
  severity: z.enum(SEVERITIES),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  /** Owner-level title in both languages. */
  title: z.object({ ja: z.string(), en: z.string() }),
  device: z.object({ label: z.string().nullable(), ip: z.string(), mac: z.string().nullable() }).nullable(),
  peer: z.object({ ip: z.string(), country: z.string().nullable(), name: z.string().nullable() }).nullable(),
  /** Different addresses on the other side; `peer` is the first of them. */
  peers: z.number(),
  /** Attempts: the sum of the detections' counts. */
  count: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
  state: z.enum(INCIDENT_STATES),
  notice: z.enum(['none', 'written']),
  /** When the center committed the latest detection of this incident; with its `lastAt` the delay to the console. */
  updatedAt: z.string(),
  ...triageFields,
});
export type IncidentRow = z.infer<typeof incidentRowSchema>;

export const incidentsAnswerSchema = z.object({
  now: z.string(),
  incidents: z.array(incidentRowSchema),
  /** Rows that fit the filter; and without the filter, for the empty state's way out. */
  total: z.number(),
  totalWithoutFilter: z.number(),
});
export type IncidentsAnswer = z.infer<typeof incidentsAnswerSchema>;

export const noticeSchema = z.object({
  id: z.number(),
  language: languageSchema,
  level: z.enum(['urgent', 'check', 'info', 'resolved', 'report']),
  title: z.string(),
  /** Plain text, lines divided by \n: story, device, outcome, what to do, phone. */
  body: z.string(),
  /** Time, partner country, rule name, count: for whoever wants it. */
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  channel: z.literal('outbox'),
  /** File name in the outbox folder. */
  file: z.string(),
  createdAt: z.string(),
  /** 1 is the first; each 続報 (follow-up) counts on. */
  part: z.number().default(1),
  /** When its file stood in the outbox, synced to disk; null: it is still to be written. */
  handedOverAt: z.string().nullable().default(null),
});
export type Notice = z.infer<typeof noticeSchema>;

export const storedDetectionSchema = z.object({
  epoch: z.string(),
  sequence: z.number(),
  receivedAt: z.string(),
  detection: detectionSchema,
});
export type StoredDetection = z.infer<typeof storedDetectionSchema>;

export const incidentDetailSchema = z.object({
  row: incidentRowSchema,
  /** Newest first, at most 200; `detectionTotal` counts all. */
  detections: z.array(storedDetectionSchema),
  detectionTotal: z.number(),
  notices: z.array(noticeSchema),
  history: z.array(z.object({ at: z.string(), actor: z.string(), change: z.string(), reason: z.string().nullable() })),
  /** The same peer address at other appliances. */
  elsewhere: z.object({ appliances: z.number(), incidents: z.number() }),
  /** Oldest first, at most 200. */
  notes: z.array(incidentNoteSchema).default([]),
  /** Other companies with an incident by the same rules and lists; numbers only. */
  others: sightingsSchema.optional(),
  /** Other incidents the reader may see that share something with it, at most 8. */
  similar: z.array(z.object({ because: z.enum(['device', 'peer', 'rule']), row: incidentRowSchema })).default([]),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

export const apiErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
