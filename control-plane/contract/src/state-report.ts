import { z } from 'zod';

export const stepResultSchema = z.object({
  step: z.string().max(60),
  ok: z.boolean(),
  code: z.string().max(60).nullable(),
  milliseconds: z.number().min(0),
});

/** What probation asked of a new state, design.md §5; `not-proved`: nothing spoke against it, nobody could prove it. */
export const probeResultSchema = z.object({
  probe: z.enum(['center', 'lan-to-wan', 'engine']),
  outcome: z.enum(['passed', 'failed', 'not-proved']),
  /** CFG_PROBATION_* when failed. */
  code: z.string().max(60).nullable(),
  /**
   * Only of the probe `center`: what was heard. center: the acknowledgement of a report made during this probation,
   * sent after the database's commit; link: only the broker's, from a center that acknowledges no reports (before 0.2).
   */
  heard: z.enum(['center', 'link', 'nothing']).optional(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

/** The signed bundle that the box runs on, with its lists; `last`: the fate of the last one that arrived, none so far without it. */
export const bundleReportSchema = z.object({
  version: z.string().max(20),
  date: z.iso.date(),
  lists: z
    .array(
      z.object({
        id: z.string().max(40),
        kind: z.string().max(20),
        entries: z.number().int().min(0),
        /** Of the feed. */
        date: z.iso.date(),
      }),
    )
    .max(400),
  last: z
    .object({
      /** Null when it could not be read so far. */
      version: z.string().max(20).nullable(),
      /** failed: tried and put back, or with BND_WITHDRAWN taken back later by the center's word. */
      outcome: z.enum(['applied', 'refused', 'failed']),
      code: z.string().max(60).nullable(),
      message: z.string().max(500).nullable(),
    })
    .optional(),
});
export type BundleReport = z.infer<typeof bundleReportSchema>;

/** Message on `reported`, retained: what the appliance really runs and how the last desired state fared. */
export const stateReportSchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  /** Version in force; 0 before the first one. */
  appliedVersion: z.number().int().min(0),
  /** The last document looked at, and its fate. */
  last: z
    .object({
      version: z.number().int().min(0),
      /** probation: stands but is not confirmed; rolled-back: the probation failed, the former state stands again. */
      outcome: z.enum(['applied', 'refused', 'failed', 'probation', 'rolled-back']),
      code: z.string().max(60).nullable(),
      message: z.string().max(500).nullable(),
      steps: z.array(stepResultSchema).max(50),
      /** Only where a probation was held. */
      probes: z.array(probeResultSchema).max(8).optional(),
    })
    .nullable(),
  /** Rules loaded as Suricata itself counts them after its reload; null before the engine is up. */
  rulesLoaded: z.number().int().min(0).nullable(),
  /** Ranges loaded into the country sets, both families together. */
  geoRanges: z.number().int().min(0),
  /** Left out by a box of before bundles were reported. */
  bundle: bundleReportSchema.optional(),
  /** The center names it in its acknowledgement. A box before 0.2 sends none and is sent no acknowledgement. */
  reportId: z.uuid().optional(),
});
export type StateReport = z.infer<typeof stateReportSchema>;

/**
 * Message on `ack`, besides the acknowledgement of events: the report with this id is in the center's database (or a
 * newer one is). A box before 0.2 knows no `kind` and lets it pass.
 */
export const reportAckSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('report'),
  reportId: z.uuid(),
});
export type ReportAck = z.infer<typeof reportAckSchema>;
