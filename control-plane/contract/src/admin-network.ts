import { z } from 'zod';
import { boxNetworkSchema, networkNowSchema, networkOutcomeSchema, standingAddressSchema } from './box-network.ts';

/**
 * The box's own addresses on its page (paths as in admin-api.ts):
 *   GET  /api/network          → AdminNetwork
 *   POST /api/network/preview  BoxNetwork → AdminNetworkPreview
 *   POST /api/network/try      BoxNetwork → AdminNetworkTrial; 409 NET_*
 *   POST /api/network/return   → 204: the trial ends now, the former addresses stay
 *   POST /api/network/confirm  { token } → AdminNetworkConfirmed and a session; needs no session, but must arrive at
 *                              one of the addresses on trial. 403 NET_TOKEN_WRONG, 409 NET_NOT_AT_NEW_ADDRESS
 */
export const adminNetworkTrialSchema = z.object({
  wish: boxNetworkSchema,
  secondsLeft: z.number(),
  /** Where the page must be opened; empty while none has come by DHCP yet. */
  addresses: z.array(z.string()),
  /** Whether the new address reached the center; not-needed: it was not reached before either. */
  center: z.enum(['waiting', 'heard', 'not-needed']),
  opened: z.boolean(),
  /** Once, to the page that began the trial. */
  token: z.string().optional(),
});
export type AdminNetworkTrial = z.infer<typeof adminNetworkTrialSchema>;

export const adminNetworkSchema = z.object({
  now: z.string(),
  standing: networkNowSchema,
  asked: boxNetworkSchema.nullable(),
  /** What this box's system can do. */
  can: z.object({ dhcp: z.boolean(), vlan: z.boolean(), nameServers: z.boolean() }),
  trial: adminNetworkTrialSchema.nullable(),
  last: networkOutcomeSchema.nullable(),
  port: z.number(),
  fingerprint: z.string(),
});
export type AdminNetwork = z.infer<typeof adminNetworkSchema>;

export const networkProblemSchema = z.object({
  code: z.string(),
  /** Who is in the way: an address, a MAC, a prefix. */
  detail: z.string().nullable(),
});
export type NetworkProblem = z.infer<typeof networkProblemSchema>;

export const adminNetworkPreviewSchema = z.object({
  added: z.array(standingAddressSchema),
  removed: z.array(standingAddressSchema),
  gatewaysBefore: z.array(z.string()),
  /** Empty with DHCP: the office says it then. */
  gatewaysAfter: z.array(z.string()),
  /** With these it cannot be tried. */
  problems: z.array(networkProblemSchema),
  /** Worth a look; it can be tried all the same. */
  warnings: z.array(networkProblemSchema),
  trialSeconds: z.number(),
});
export type AdminNetworkPreview = z.infer<typeof adminNetworkPreviewSchema>;

export const adminNetworkConfirmSchema = z.strictObject({ token: z.string().min(20).max(80) });
export const adminNetworkConfirmedSchema = z.object({ state: z.enum(['kept', 'waiting-for-center']) });
export type AdminNetworkConfirmed = z.infer<typeof adminNetworkConfirmedSchema>;
