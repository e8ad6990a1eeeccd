import { z } from 'zod';

export const stepResultSchema = z.object({
  step: z.string().max(60),
  ok: z.boolean(),
  code: z.string().max(60).nullable(),
  milliseconds: z.number().min(0),
});

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
      outcome: z.enum(['applied', 'refused', 'failed']),
      code: z.string().max(60).nullable(),
      message: z.string().max(500).nullable(),
      steps: z.array(stepResultSchema).max(50),
    })
    .nullable(),
  /** Rules loaded as Suricata itself counts them after its reload; null before the engine is up. */
  rulesLoaded: z.number().int().min(0).nullable(),
  /** Ranges loaded into the country sets, both families together. */
  geoRanges: z.number().int().min(0),
});
export type StateReport = z.infer<typeof stateReportSchema>;
