import { z } from 'zod';

/**
 * Desired state of one appliance: the payload of a signed `desired-state` document. Strict: an unknown key is an
 * error, so that nothing an older agent does not understand is silently left out.
 */
const address = z.string().min(2).max(50); // address or prefix, IPv4 or IPv6; checked by the agent's validate stage
const country = z.string().regex(/^[A-Z]{2}$/);

export const portPolicySchema = z.strictObject({
  /** TCP or UDP port of a service inside, closed to the outside. */
  protocol: z.enum(['tcp', 'udp']),
  port: z.number().int().min(1).max(65535),
  /** Addresses or prefixes outside that may still come in, also from a blocked country. */
  allow: z.array(address).max(256),
});
export type PortPolicy = z.infer<typeof portPolicySchema>;

export const desiredStateSchema = z.strictObject({
  v: z.literal(1),
  appliance: z.string(),
  /** Grows by one with each change; an older or equal one is refused. */
  version: z.number().int().min(1),
  issuedAt: z.iso.datetime({ precision: 3 }),
  /** After this the document is refused, not the applied state. */
  expiresAt: z.iso.datetime({ precision: 3 }),
  geo: z.strictObject({
    /** Connections from these countries to the office are blocked. */
    blockInbound: z.array(country).max(250),
    /** Connections from the office to these countries are blocked. */
    blockOutbound: z.array(country).max(250),
  }),
  ports: z.array(portPolicySchema).max(64),
  /** Destinations that no rule or list may cut off: the center, updates. */
  protectedDestinations: z.array(address).min(1).max(64),
  ips: z.strictObject({
    /** block: the rules drop; detect: they only report; off: the engine passes everything (counted as uninspected). */
    mode: z.enum(['block', 'detect', 'off']),
    disabledRules: z.array(z.number().int().min(1)).max(5000),
  }),
});
export type DesiredState = z.infer<typeof desiredStateSchema>;

/** The part that people edit; the center adds appliance, version, dates and protected destinations. */
export const policySchema = desiredStateSchema.pick({ geo: true, ports: true, ips: true });
export type Policy = z.infer<typeof policySchema>;
