import { z } from 'zod';
import { policySchema } from './desired-state.ts';
import { detectionSchema, SEVERITIES } from './detection.ts';

/**
 * HTTP API of the center for its console, all under /api, JSON, times UTC. Every route but `sign-in` needs the
 * session cookie; a refusal is `{ error: { code, message } }` with 4xx. Live: `GET /api/live`, server-sent events.
 *
 *   POST /api/sign-in { code }                    → 204 and the cookie
 *   POST /api/sign-out                            → 204
 *   GET  /api/session                             → Session (401 when not signed in)
 *   GET  /api/fleet                               → FleetAnswer
 *   GET  /api/appliances/:id                      → ApplianceDetail
 *   GET  /api/incidents?state=open|done|all&appliance=&q=&before=<id>&limit=  → IncidentsAnswer, newest activity first
 *   GET  /api/incidents/:id                       → IncidentDetail
 *   POST /api/incidents/:id/state { state, reason? } → IncidentRow
 *   GET  /api/appliances/:id/policy               → PolicyAnswer
 *   POST /api/appliances/:id/policy/preview { policy } → PolicyPreview
 *   PUT  /api/appliances/:id/policy { policy, basedOn } → PolicyAnswer, 409 CTR_POLICY_STALE when basedOn is not current
 *   GET  /api/live                                → SSE, `id:` is a cursor (resume with Last-Event-ID);
 *        event `incident` IncidentRow, `appliance` ApplianceRow, `reload` {} when the cursor is too old
 */
export const APPLIANCE_STATES = ['online', 'late', 'silent', 'never'] as const;
// online: heard; late: no word for 45 s; silent: 90 s or the broker said the session died; never: enrolled, not yet heard

export const languageSchema = z.enum(['ja', 'en']);
export type Language = z.infer<typeof languageSchema>;

export const sessionAnswerSchema = z.object({ centerVersion: z.string(), desk: z.object({ phone: z.string() }) });
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
  rulesLoaded: z.number().nullable(),
  rulesDate: z.string().nullable(),
  desiredVersion: z.number(),
  appliedVersion: z.number(),
  /** converged: applied equals desired; pending: sent, not confirmed; refused/failed: see `refusal`. */
  convergence: z.enum(['converged', 'pending', 'refused', 'failed']),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  openIncidents: z.number(),
  blocked24h: z.number(),
  devices: z.number(),
  spoolWaiting: z.number(),
  agentVersion: z.string().nullable(),
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
});
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
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

export const policyAnswerSchema = z.object({
  appliance: z.string(),
  version: z.number(),
  policy: policySchema,
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type PolicyAnswer = z.infer<typeof policyAnswerSchema>;

/** What the change would do, in words that the console can show as they are. */
export const policyPreviewSchema = z.object({
  sentences: z.object({ ja: z.array(z.string()), en: z.array(z.string()) }),
  /** Detections of the last 7 days that touch what is changed: how often the added or removed rule was in play. */
  touched: z.number(),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

export const apiErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
