import { z } from 'zod';

/** One application on one device within the last day. */
export const adminApplicationSchema = z.object({
  /** MAC address, or the IP address where no evidence tells it; null: said of the office, not of a device. */
  device: z.string().max(45).nullable(),
  deviceName: z.string().max(120).nullable(),
  /** As traffic analysers call it; `Unknown` (category `unknown`) where nothing showed a name. */
  application: z.string().max(40),
  category: z.string().max(30),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  /** Both directions, of conversations that have ended. */
  bytes: z.number().int().min(0),
  /** Times the policy refused it; left out where it never did. */
  refused: z.number().int().min(1).optional(),
  /** Bytes by hour, the oldest first: 24 numbers, the last is the hour now running. */
  hours: z.array(z.number().int().min(0)).length(24),
});
export type AdminApplication = z.infer<typeof adminApplicationSchema>;

/** `GET /api/applications` of the box's page. */
export const adminApplicationsSchema = z.object({
  now: z.iso.datetime(),
  /** How many were left out because there is no room. */
  more: z.number().int().min(0),
  applications: z.array(adminApplicationSchema).max(1000),
});
export type AdminApplications = z.infer<typeof adminApplicationsSchema>;
