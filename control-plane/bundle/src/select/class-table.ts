import { SERVICE_FUNCTIONS, SEVERITIES, STORY_KINDS } from '@omamori/contract/detection';
import { z } from 'zod';

/** `rules/classify/classes.yaml`: what a feed's category means here. First match counts; the last one has no key. */
const meaningSchema = z.strictObject({
  /** Words in front of the message after the feed's own name: `ET MALWARE …` has the category MALWARE. */
  categories: z.array(z.string().regex(/^[A-Za-z0-9_.]+$/)).optional(),
  classtypes: z.array(z.string().regex(/^[a-z0-9-]+$/)).optional(),
  function: z.enum(SERVICE_FUNCTIONS),
  story: z.enum(STORY_KINDS),
  /** drop: stopped in the presets that hold the rule; alert: named only; out: not taken at all. */
  action: z.enum(['drop', 'alert', 'out']),
  /** The quietest preset such a rule can be in. */
  preset: z.enum(['connectivity', 'balanced', 'security']),
  why: z.string().min(5).max(200),
});
export type ClassMeaning = z.infer<typeof meaningSchema>;

export const classTableSchema = z.strictObject({
  v: z.literal(1),
  /** Words that stand for a feed in front of the category. */
  prefixes: z.array(z.string().regex(/^[A-Z]{2,12}$/)),
  severities: z.record(z.string(), z.enum(SEVERITIES)),
  meanings: z
    .array(meaningSchema)
    .min(1)
    .refine((rows) => {
      const last = rows.at(-1);
      return last?.categories === undefined && last?.classtypes === undefined;
    }, 'the last meaning is for all other rules and has neither categories nor classtypes'),
});
export type ClassTable = z.infer<typeof classTableSchema>;
