import { z } from 'zod';

/** `report.json` of a bundle: what was refused and left out, and why; for people, no box reads it. */
export const REPORT_FILE = 'report.json';
export const MOST_REFUSALS_KEPT = 500;

const count = z.number().int().min(0);

export const buildReportSchema = z.object({
  v: z.literal(1),
  board: z.string().max(40),
  presets: z.array(
    z.object({
      preset: z.string().max(20),
      rules: count,
      blocking: count,
      leftOut: count,
      estimatedMb: z.number(),
      estimatedSeconds: z.number(),
    }),
  ),
  /** Rules by reason. */
  leftOut: z.array(z.object({ because: z.string().max(200), count })).max(200),
  /** Entries that no list may block; the first {@link MOST_REFUSALS_KEPT}. */
  refused: z
    .array(z.object({ feed: z.string().max(60), entry: z.string().max(300), because: z.string().max(200) }))
    .max(MOST_REFUSALS_KEPT),
  refusedInAll: count,
  unreadable: z
    .array(z.object({ feed: z.string().max(60), count, examples: z.array(z.string().max(120)).max(5) }))
    .max(500),
});
export type BuildReport = z.infer<typeof buildReportSchema>;
