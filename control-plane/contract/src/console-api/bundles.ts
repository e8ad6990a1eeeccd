// Rule bundles of the service and how they are rolled out.
//   GET  /api/bundles                         → BundlesAnswer
//   GET  /api/bundles/:version                → BundleDetail
//   GET  /api/appliances/:id/bundle           → BoxBundle
//   POST /api/bundles            (packed bundle as octet stream) → BundleTaken; 409 BND_*, DOC_*, CTR_BUNDLE_KNOWN, CTR_BUNDLE_OLD;
//                               503 where the center could not store it
//   POST /api/bundles/:version/dry-run        → 204; the answers come into BundleDetail
//   POST /api/bundles/:version/rollout        StartRollout → 204; 409 CTR_ROLLOUT_*
//   POST /api/bundles/:version/rollout/act    ActOnRollout → 204; 409 CTR_ROLLOUT_*
import { z } from 'zod';
import { bundleVersionSchema } from '../bundle-delivery.ts';
import { bundleDeliverySchema } from '../health.ts';
import { bundleReportSchema } from '../state-report.ts';

const count = z.number().int().min(0);

export const ROLLOUT_STATES = ['running', 'paused', 'stopped', 'done', 'withdrawn'] as const;
/** stopped: by the center itself, see `findings`; withdrawn: the boxes go back to the bundle before. */
export const rolloutStateSchema = z.enum(ROLLOUT_STATES);
export type RolloutState = z.infer<typeof rolloutStateSchema>;

/** Why one box speaks against the bundle. */
export const FINDING_KINDS = ['not-taken', 'blocks', 'memory', 'latency', 'silent', 'uninspected'] as const;
export const rolloutFindingSchema = z.object({
  appliance: z.string(),
  kind: z.enum(FINDING_KINDS),
  /** blocks: an hour; memory: bytes; latency: milliseconds; null where there is no number. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  /** Only of not-taken. */
  code: z.string().nullable(),
});
export type RolloutFinding = z.infer<typeof rolloutFindingSchema>;

export const rolloutSchema = z.object({
  state: rolloutStateSchema,
  /** Of how many rings how many are open. */
  ring: count,
  rings: z.array(count),
  soakMinutes: count,
  startedAt: z.string(),
  startedBy: z.string(),
  stateAt: z.string(),
  /** Null: the center by itself. */
  stateBy: z.string().nullable(),
  reason: z.string().nullable(),
  findings: z.array(rolloutFindingSchema),
  boxes: z.object({ all: count, ordered: count, applied: count, failed: count }),
});
export type Rollout = z.infer<typeof rolloutSchema>;

export const bundleRowSchema = z.object({
  version: z.string(),
  date: z.string(),
  addedAt: z.string(),
  addedBy: z.string(),
  rules: count,
  entries: count,
  sources: count,
  /** Sources whose last good version stands. */
  kept: count,
  /** Entries that no list may block. */
  refused: count,
  bytes: count,
  rollout: rolloutSchema.nullable(),
  /** Boxes that say they run on it. */
  inForce: count,
});
export type BundleRow = z.infer<typeof bundleRowSchema>;

const noteSchema = z.object({
  at: z.string(),
  actor: z.string().nullable(),
  kind: z.enum(['taken', 'refused', 'started', 'ring', 'stopped', 'paused', 'resumed', 'withdrawn', 'done']),
  version: z.string().nullable(),
  text: z.string().nullable(),
});

export const bundlesAnswerSchema = z.object({
  bundles: z.array(bundleRowSchema),
  /** What boxes run on, also bundles that the center never had (those of the image). */
  inForce: z.array(z.object({ version: z.string(), date: z.string(), boxes: count })),
  notes: z.array(noteSchema),
});
export type BundlesAnswer = z.infer<typeof bundlesAnswerSchema>;

export const bundleBoxSchema = z.object({
  appliance: z.string(),
  company: z.string(),
  site: z.string(),
  ring: count,
  state: z.enum(['waiting', 'ordered', 'fetching', 'trying', 'applied', 'failed', 'withdrawn']),
  code: z.string().nullable(),
  orderedAt: z.string().nullable(),
  appliedAt: z.string().nullable(),
});
export type BundleBox = z.infer<typeof bundleBoxSchema>;

export const dryRunSchema = z.object({
  appliance: z.string(),
  company: z.string(),
  site: z.string(),
  askedAt: z.string(),
  answeredAt: z.string().nullable(),
  code: z.string().nullable(),
  /** Days of traffic that were looked at. */
  days: z.number().nullable(),
  looked: count.nullable(),
  /** What the lists would have stopped beyond those in force. */
  lost: z.object({ devices: count, destinations: count, flows: count }).nullable(),
  /** The largest losses. */
  destinations: z.array(
    z.object({ device: z.string(), name: z.string(), list: z.string(), flows: count, lastSeen: z.string() }),
  ),
});
export type DryRun = z.infer<typeof dryRunSchema>;

export const bundleDetailSchema = z.object({
  row: bundleRowSchema,
  sources: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      licence: z.string(),
      attribution: z.string(),
      entries: count,
      kept: z.string().nullable(),
    }),
  ),
  lists: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      entries: count,
      preset: z.string(),
      story: z.string(),
      date: z.string(),
    }),
  ),
  categories: z.array(z.object({ category: z.string(), entries: count, feed: z.string() })),
  /** Null for a bundle built without one. */
  report: z
    .object({
      board: z.string(),
      presets: z.array(
        z.object({
          preset: z.string(),
          rules: count,
          blocking: count,
          leftOut: count,
          estimatedMb: z.number(),
          estimatedSeconds: z.number(),
        }),
      ),
      leftOut: z.array(z.object({ because: z.string(), count })),
      refused: z.array(z.object({ feed: z.string(), entry: z.string(), because: z.string() })),
      refusedInAll: count,
      unreadable: z.array(z.object({ feed: z.string(), count, examples: z.array(z.string()) })),
    })
    .nullable(),
  boxes: z.array(bundleBoxSchema),
  dryRuns: z.array(dryRunSchema),
});
export type BundleDetail = z.infer<typeof bundleDetailSchema>;

export const boxBundleSchema = z.object({
  /** As the box reports it; null: it reported none so far. */
  bundle: bundleReportSchema.nullable(),
  delivery: bundleDeliverySchema.nullable(),
  /** Ordered and not in force yet. */
  ordered: z.string().nullable(),
});
export type BoxBundle = z.infer<typeof boxBundleSchema>;

export const bundleTakenSchema = z.object({ version: bundleVersionSchema });

const reason = z.string().trim().min(1).max(500);

export const startRolloutSchema = z.strictObject({
  /** How long a ring is watched before the next one opens. */
  soakMinutes: z
    .number()
    .int()
    .min(0)
    .max(7 * 24 * 60),
  reason,
});
export type StartRollout = z.infer<typeof startRolloutSchema>;

export const actOnRolloutSchema = z.strictObject({ act: z.enum(['pause', 'go-on', 'withdraw']), reason });
export type ActOnRollout = z.infer<typeof actOnRolloutSchema>;
