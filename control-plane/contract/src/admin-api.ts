import { z } from 'zod';
import { protectionSchema } from './health.ts';

/**
 * HTTP API of the box for its own page, under /api, JSON, times UTC; from the LAN side only.
 * Every route but `session` and `claim` needs the session cookie.
 *
 *   GET  /api/session        → AdminSession (never 401)
 *   POST /api/claim { code } → 204 and the cookie; wrong code 403 ADM_CODE_WRONG, too often 429 ADM_CODE_LOCKED with Retry-After
 *   POST /api/sign-out       → 204
 *   GET  /api/status         → AdminStatus
 *   GET  /api/blocks?limit=  → AdminBlocks, newest first
 */
export const adminSessionSchema = z.object({
  appliance: z.string(),
  signedIn: z.boolean(),
  claimed: z.boolean(),
  phone: z.string(),
});
export type AdminSession = z.infer<typeof adminSessionSchema>;

export const adminStatusSchema = z.object({
  now: z.string(),
  protection: protectionSchema,
  protectionSince: z.string(),
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
  rule: z.object({ id: z.string(), name: z.string(), feed: z.string() }),
});
export type AdminBlock = z.infer<typeof adminBlockSchema>;
export const adminBlocksSchema = z.object({ now: z.string(), blocks: z.array(adminBlockSchema) });
export type AdminBlocks = z.infer<typeof adminBlocksSchema>;
