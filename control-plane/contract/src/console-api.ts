import { z } from 'zod';
import { finishSchema, personSchema } from './console-api/people.ts';
import { industrySchema, prefectureSchema } from './console-api/place.ts';
import { incidentNoteSchema, triageFields } from './console-api/triage.ts';
import {
  addressListSchema,
  domainListSchema,
  exceptionSchema,
  exceptionTargetSchema,
  failModesSchema,
  isolationSchema,
  policySchema,
  portPolicySchema,
} from './desired-state.ts';
import { detectionSchema, SEVERITIES } from './detection.ts';
import { eventStorageSchema, uninspectedSchema } from './health.ts';
import { deviceKnowledgeSchema } from './inventory.ts';
import { replayReportSchema } from './replay-report.ts';

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
  /** What the box's disk does to detections; null while the box has nothing to tell. */
  eventStorage: eventStorageSchema.nullish(),
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
  /** Other incidents the reader may see that share something with it, at most 8. */
  similar: z.array(z.object({ because: z.enum(['device', 'peer', 'rule']), row: incidentRowSchema })).default([]),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

const nothing = { mode: null, preset: null, disabledRules: [] };

/**
 * What a template, a company or an appliance says of a policy. Lists add up over the layers; a scalar that is null is
 * said by the layer above (template → company → appliance), at last by {@link DEFAULT_SCALARS}.
 */
export const policyLayerSchema = z.strictObject({
  geo: policySchema.shape.geo.default({ blockInbound: [], blockOutbound: [], except: [] }),
  ports: z.array(portPolicySchema).max(64).default([]),
  addressLists: z.array(addressListSchema).max(32).default([]),
  domainLists: z.array(domainListSchema).max(32).default([]),
  disabledLists: policySchema.shape.disabledLists,
  ips: z
    .strictObject({
      mode: policySchema.shape.ips.shape.mode.nullable().default(null),
      preset: z.enum(['connectivity', 'balanced', 'security']).nullable().default(null),
      disabledRules: policySchema.shape.ips.shape.disabledRules.default([]),
    })
    .default(nothing),
  isolation: z.array(isolationSchema).max(64).default([]),
  exceptions: z.array(exceptionSchema).max(256).default([]),
  failModes: z
    .strictObject({
      engineDead: failModesSchema.shape.engineDead.nullable().default(null),
      queueFull: failModesSchema.shape.queueFull.nullable().default(null),
    })
    .default({ engineDead: null, queueFull: null }),
});
export type PolicyLayer = z.infer<typeof policyLayerSchema>;

/** What holds where no layer says anything. */
export const DEFAULT_SCALARS = { mode: 'block', preset: 'balanced', engineDead: 'open', queueFull: 'open' } as const;

export const policyAnswerSchema = z.object({
  appliance: z.string(),
  version: z.number(),
  /** What this appliance says itself; scalars it does not say stand as they are inherited. This is what is edited. */
  policy: policySchema,
  /** What template and company say; the box gets both together. */
  inherited: policySchema.optional(),
  updatedAt: z.string(),
  updatedBy: z.string(),
});
export type PolicyAnswer = z.infer<typeof policyAnswerSchema>;

export const layerAnswerSchema = z.object({
  scope: z.enum(['template', 'company']),
  name: z.string(),
  version: z.number(),
  layer: policyLayerSchema,
  /** Of a company: the template under it; null for a template. */
  template: z.string().nullable(),
  /** Boxes that get their policy from it. */
  appliances: z.number(),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
});
export type LayerAnswer = z.infer<typeof layerAnswerSchema>;

const reason = z.string().trim().min(1).max(200);
const basedOn = z.number().int().min(0);

/** The longest an exception may last. */
export const LONGEST_EXCEPTION_DAYS = 30;
export const exceptionCommandSchema = z.strictObject({
  target: exceptionTargetSchema,
  device: exceptionSchema.shape.device,
  until: exceptionSchema.shape.until,
  reason,
  basedOn,
});
export type ExceptionCommand = z.infer<typeof exceptionCommandSchema>;

export const isolationCommandSchema = z.strictObject({
  mac: isolationSchema.shape.mac,
  /** null: until somebody releases it. */
  until: isolationSchema.shape.until,
  reason,
  basedOn,
});
export type IsolationCommand = z.infer<typeof isolationCommandSchema>;

export const releaseCommandSchema = z.strictObject({ mac: isolationSchema.shape.mac, reason, basedOn });
export type ReleaseCommand = z.infer<typeof releaseCommandSchema>;

export const policyHistoryAnswerSchema = z.object({
  entries: z.array(
    z.object({
      at: z.string(),
      actor: z.string(),
      version: z.number(),
      action: z.enum(['policy', 'exception', 'isolation', 'release', 'layers', 'ended', 'passed', 'first']),
      reason: z.string().nullable(),
    }),
  ),
});
export type PolicyHistoryAnswer = z.infer<typeof policyHistoryAnswerSchema>;

/** What the change would do, in words that the console can show as they are. */
export const policyPreviewSchema = z.object({
  sentences: z.object({ ja: z.array(z.string()), en: z.array(z.string()) }),
  /** Detections of the last 7 days that touch what is changed: how often the added or removed rule was in play. */
  touched: z.number(),
  problems: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      /** The message in both languages, where the center has words for it. */
      words: z.object({ ja: z.string(), en: z.string() }).optional(),
    }),
  ),
});
export type PolicyPreview = z.infer<typeof policyPreviewSchema>;

/**
 * What the box says its stored traffic would have lost. away: it is not connected, nobody was asked; late: it did not
 * answer in time (a box of an earlier version never does); refused: it answered with `code`.
 */
export const replayAnswerSchema = z.object({
  outcome: z.enum(['answered', 'away', 'late', 'refused']),
  code: z.string().nullable(),
  /** Devices by the company's own word where there is one. */
  report: replayReportSchema.nullable(),
});
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>;

export const apiErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
