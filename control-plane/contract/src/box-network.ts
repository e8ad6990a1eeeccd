import { z } from 'zod';

/**
 * The box's own addresses on the bridge: what was asked for, what stands, and how the last trial ended. Asked for at
 * the box's page, held through a probation there, told to the center in `health` (ADR 0022).
 */
const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

export const ipv4WishSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('dhcp') }),
  z.strictObject({
    mode: z.literal('fixed'),
    address: ipv4,
    prefix: z.number().int().min(8).max(30),
    /** Null: nothing outside the own network is reached by IPv4. */
    gateway: ipv4.nullable(),
  }),
]);

export const ipv6WishSchema = z.discriminatedUnion('mode', [
  /** By the router's announcements (RFC 4862). */
  z.strictObject({ mode: z.literal('auto') }),
  z.strictObject({
    mode: z.literal('fixed'),
    address: ipv6,
    prefix: z.number().int().min(16).max(127),
    gateway: ipv6.nullable(),
  }),
]);

export const boxNetworkSchema = z.strictObject({
  ipv4: ipv4WishSchema,
  ipv6: ipv6WishSchema,
  /** Empty: those that the office gives by DHCP and announcements. */
  nameServers: z.array(z.union([ipv4, ipv6])).max(3),
  /** The management addresses stand in this VLAN; null: untagged. */
  vlan: z.number().int().min(1).max(4094).nullable(),
});
export type BoxNetwork = z.infer<typeof boxNetworkSchema>;

export const standingAddressSchema = z.object({
  address: z.string().max(45),
  prefix: z.number().int().min(0).max(128),
  /** Given by DHCP or announcements, not by hand. */
  given: z.boolean(),
});
export type StandingAddress = z.infer<typeof standingAddressSchema>;

/** What the kernel says at present, without link-local addresses. */
export const networkNowSchema = z.object({
  addresses: z.array(standingAddressSchema).max(16),
  /** Best first, both families. */
  gateways: z.array(z.string().max(45)).max(8),
  vlan: z.number().int().nullable(),
});
export type NetworkNow = z.infer<typeof networkNowSchema>;

export const networkOutcomeSchema = z.object({
  at: z.string().max(30),
  outcome: z.enum(['kept', 'returned']),
  /** Why it went back; null when it was kept. */
  code: z.string().max(60).nullable(),
});
export type NetworkOutcome = z.infer<typeof networkOutcomeSchema>;

/** In `health`; left out by agents that cannot tell. */
export const networkHealthSchema = networkNowSchema.extend({
  /** Null: as the box was installed, nobody has set it. */
  asked: boxNetworkSchema.nullable(),
  /** Other addresses are being tried at present. */
  onTrial: z.boolean(),
  last: networkOutcomeSchema.nullable(),
});
export type NetworkHealth = z.infer<typeof networkHealthSchema>;
