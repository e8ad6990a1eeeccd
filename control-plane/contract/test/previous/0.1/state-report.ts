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
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

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
});
export type StateReport = z.infer<typeof stateReportSchema>;
