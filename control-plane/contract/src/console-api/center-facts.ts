import { z } from 'zod';
import { policySchema } from '../desired-state.ts';

/** GET /api/settings → CenterFacts: how the center is set up, for reading; no secrets, no paths. */
export const centerFactsSchema = z.object({
  phone: z.string(),
  secondFactor: z.enum(['required', 'optional']),
  /** Key that signs policies; null when it cannot be read. */
  signingKeyId: z.string().nullable(),
  protectedDestinations: z.array(z.string()),
  /** What a new box begins with. */
  defaultPolicy: policySchema,
  database: z.enum(['embedded', 'postgresql']),
  broker: z.enum(['embedded', 'outside']),
  appliances: z.number(),
  /** How long a session lasts without use, and at most. */
  session: z.object({ idleHours: z.number(), longestHours: z.number() }),
  /** For how many months things are kept; incidents stay. */
  keep: z.object({ detectionMonths: z.number(), evidenceMonths: z.number(), auditMonths: z.number() }),
});
export type CenterFacts = z.infer<typeof centerFactsSchema>;

/** GET, POST /api/my/choices: what the account remembers of the console, whatever the browser. */
export const ownChoicesSchema = z.strictObject({
  /** The first-run tour was seen or put away. */
  tourSeen: z.boolean(),
});
export type OwnChoices = z.infer<typeof ownChoicesSchema>;
