// What people do with incidents beside changing their state: judging, handing over, writing down. Routes of it:
//   POST /api/incidents/:id/triage TriageChange → IncidentRow; a verdict among them needs an analyst
//   POST /api/incidents/:id/notes { text }      → IncidentNote; append-only
//   GET  /api/incidents/:id/capture             → pcap file of the stored excerpts (classic, microseconds, LINKTYPE_RAW)
//   GET  /api/incidents/:id/notice              → NoticePreview: what would be handed over now
//   POST /api/incidents/:id/notice { part }     → 204 once it stands in the outbox; 409 CTR_NOTICE_STALE
//   GET  /api/incident-groups?by=&…             → IncidentGroupsAnswer, same filter as /api/incidents
//   GET  /api/my/views, POST the same           → SavedViews of the signed-in account
import { z } from 'zod';

/** true-positive and false-positive come with the states `confirmed` and `false-positive`. */
export const VERDICTS = ['true-positive', 'false-positive', 'unclear'] as const;
export type IncidentVerdict = (typeof VERDICTS)[number];

/** The longest an incident may be put off. */
export const LONGEST_SNOOZE_DAYS = 7;
export const LONGEST_NOTE = 2_000;
const reason = z.string().max(1_000).nullish();
const incidentId = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const triageChangeSchema = z.discriminatedUnion('kind', [
  /** To whoever asks, or to nobody. */
  z.strictObject({ kind: z.literal('assign'), mine: z.boolean() }),
  /** null: back into the queue now. */
  z.strictObject({ kind: z.literal('snooze'), until: z.iso.datetime().nullable(), reason }),
  z.strictObject({ kind: z.literal('escalate'), on: z.boolean(), reason }),
  /** Closes it as the same as another one, at any appliance the person sees. */
  z.strictObject({ kind: z.literal('duplicate'), of: incidentId, reason }),
  z.strictObject({ kind: z.literal('unclear'), reason: z.string().trim().min(1).max(1_000) }),
]);
export type TriageChange = z.infer<typeof triageChangeSchema>;

/** What rows carry of it; absent in rows of an earlier center. */
export const triageFields = {
  verdict: z.enum(VERDICTS).nullable().default(null),
  /** Name of the account. */
  assignee: z.string().nullable().default(null),
  escalatedAt: z.string().nullable().default(null),
  /** Out of the queue until then. */
  snoozedUntil: z.string().nullable().default(null),
  duplicateOf: z.number().nullable().default(null),
  notes: z.number().default(0),
};

export const noteTextSchema = z.strictObject({ text: z.string().trim().min(1).max(LONGEST_NOTE) });
export const incidentNoteSchema = z.object({ id: z.number(), at: z.string(), author: z.string(), text: z.string() });
export type IncidentNote = z.infer<typeof incidentNoteSchema>;

export const GROUPINGS = ['story', 'company', 'device'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export const incidentGroupSchema = z.object({
  story: z.string(),
  /** null where it is not grouped by. */
  company: z.string().nullable(),
  appliance: z.string().nullable(),
  device: z.object({ label: z.string().nullable(), ip: z.string(), mac: z.string().nullable() }).nullable(),
  incidents: z.number(),
  /** Sum of the attempts. */
  count: z.number(),
  notStopped: z.number(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  firstAt: z.string(),
  lastAt: z.string(),
  /** Title of its newest incident. */
  title: z.object({ ja: z.string(), en: z.string() }),
});
export type IncidentGroup = z.infer<typeof incidentGroupSchema>;
export const incidentGroupsAnswerSchema = z.object({
  now: z.string(),
  /** Newest activity first, at most 200. */
  groups: z.array(incidentGroupSchema),
  total: z.number(),
});
export type IncidentGroupsAnswer = z.infer<typeof incidentGroupsAnswerSchema>;

/** A named view is the query of its address; at most 30 an account. */
export const savedViewsSchema = z.strictObject({
  views: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(60),
        search: z
          .string()
          .max(600)
          .regex(/^[^#\s]*$/),
      }),
    )
    .max(30),
});
export type SavedViews = z.infer<typeof savedViewsSchema>;

const letterSchema = z.object({
  level: z.enum(['urgent', 'check', 'info', 'resolved', 'report']),
  title: z.string(),
  body: z.string(),
  details: z.array(z.object({ label: z.string(), value: z.string() })),
});
export const noticePreviewSchema = z.object({
  /** Number of the part that would be written; 1 is the first. Sent back when it is handed over. */
  part: z.number(),
  letters: z.object({ ja: letterSchema, en: letterSchema }),
  /** Code of the reason why none may be handed over now. */
  refusal: z.string().nullable(),
});
export type NoticePreview = z.infer<typeof noticePreviewSchema>;
export const noticeOrderSchema = z.strictObject({ part: z.number().int().min(1).max(1_000) });
