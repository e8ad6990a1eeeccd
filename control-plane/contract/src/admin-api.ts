import { z } from 'zod';
import { exceptionTargetSchema } from './desired-state.ts';
import { filesHealthSchema, protectionSchema, trustedSchema, uninspectedSchema } from './health.ts';
import { systemStatusSchema } from './system-update.ts';

/**
 * HTTPS API of the box for its own page, under /api, JSON, times UTC; from the LAN side only.
 * Every route but `session` and `claim` needs the session cookie.
 *
 *   GET  /api/session        → AdminSession (never 401)
 *   POST /api/claim { code } → 204 and the cookie; wrong code 403 ADM_CODE_WRONG, right but used up 403 ADM_STICKER_SPENT,
 *                              too often 429 ADM_CODE_LOCKED with Retry-After
 *   POST /api/sign-out       → 204
 *   GET  /api/status         → AdminStatus
 *   GET  /api/blocks?limit=  → AdminBlocks, newest first
 *   GET  /api/devices        → AdminDevices (admin-devices.ts)
 *   GET  /api/exceptions     → AdminExceptions; POST AdminExceptionRequest → AdminException;
 *   POST /api/exceptions/:id/end → 204 (admin-exceptions.ts)
 *   GET  /api/install        → AdminInstall; POST /api/install/speed → AdminSpeed (admin-install.ts)
 *   GET  /api/install/bytes  → 2 MiB of noise, for the phone to time
 *   GET  /api/floods         → AdminFloods; POST /api/floods/release → 204 (flood-blocks.ts)
 *   GET  /api/diagnostics    → a .tar.gz without secrets
 */
export const adminSessionSchema = z.object({
  appliance: z.string(),
  signedIn: z.boolean(),
  claimed: z.boolean(),
  /** Whether codes of visits are taken; without them the sticker's code always opens. */
  visits: z.boolean(),
  phone: z.string(),
});
export type AdminSession = z.infer<typeof adminSessionSchema>;

export const adminStatusSchema = z.object({
  now: z.string(),
  protection: protectionSchema,
  protectionSince: z.string(),
  /** Traffic that nobody inspected; absent where it is not counted. */
  uninspected: uninspectedSchema.optional(),
  /** Encrypted traffic let on without a look inside; absent where there was none. */
  trusted: trustedSchema.optional(),
  /** Absent while the antivirus is off. */
  files: filesHealthSchema.optional(),
  /** The box's own Linux; absent where it has no two slots. */
  system: systemStatusSchema.optional(),
  /** False: what is blocked and who is there cannot be read from the kernel; blocks still stand. */
  seeing: z.boolean(),
  clockSynced: z.boolean(),
  center: z.object({ connected: z.boolean(), since: z.string().nullable() }),
  engine: z.object({ rulesLoaded: z.number().nullable(), rulesDate: z.string().nullable() }),
  config: z.object({ version: z.number(), blockedCountries: z.array(z.string()), closedPorts: z.array(z.string()) }),
  ports: z.array(z.object({ side: z.enum(['lan', 'wan']), up: z.boolean() })),
  blocked24h: z.number(),
  waitingForCenter: z.number(),
  devices: z.number(),
});
export type AdminStatus = z.infer<typeof adminStatusSchema>;

export const adminBlockSchema = z.object({
  at: z.string(),
  count: z.number(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  verdict: z.enum(['blocked', 'detected']),
  story: z.string(),
  device: z.string().nullable(),
  peer: z.string().nullable(),
  country: z.string().nullable(),
  service: z.string().nullable(),
  /** Why: id and name of the rule, and the list it came from. */
  rule: z.object({
    id: z.string(),
    name: z.string(),
    feed: z.string(),
    /** Date of the feed's entries, YYYY-MM-DD. */
    feedDate: z.string().optional(),
    /** Other companies that met the same rule or list, as the center told last; left out while it has not. */
    others: z.object({ companies: z.number(), days: z.number(), firstAt: z.string().nullable() }).optional(),
    /** Entries of the list. */
    entries: z.number().optional(),
  }),
  /** The narrowest exception that would let it pass; null when nothing was stopped or nothing narrow would help. */
  pass: z.object({ target: exceptionTargetSchema, device: z.string().nullable() }).nullable(),
});
export type AdminBlock = z.infer<typeof adminBlockSchema>;
export const adminBlocksSchema = z.object({ now: z.string(), blocks: z.array(adminBlockSchema) });
export type AdminBlocks = z.infer<typeof adminBlocksSchema>;
