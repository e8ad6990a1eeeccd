import { z } from 'zod';

/**
 * Desired state of one appliance: the payload of a signed `desired-state` document. Strict: an unknown key is an
 * error, so that nothing an older agent does not understand is silently left out.
 */
const address = z.string().min(2).max(50); // address or prefix, IPv4 or IPv6; checked by the agent's validate stage
const country = z.string().regex(/^[A-Z]{2}$/);
const mac = z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);
const domain = z.string().min(3).max(253); // checked and lower-cased by the validate stage; covers its subdomains
const time = z.iso.datetime({ precision: 3 });
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/); // of a list; it becomes part of a set's name
export const listDirectionSchema = z.enum(['inbound', 'outbound', 'both']);

export const portPolicySchema = z.strictObject({
  /** TCP or UDP port of a service inside, closed to the outside. */
  protocol: z.enum(['tcp', 'udp']),
  port: z.number().int().min(1).max(65535),
  /** Addresses or prefixes outside that may still come in, also from a blocked country. */
  allow: z.array(address).max(256),
});
export type PortPolicy = z.infer<typeof portPolicySchema>;

export const addressListSchema = z.strictObject({
  name,
  direction: listDirectionSchema,
  entries: z.array(address).min(1).max(50_000),
});
export type AddressList = z.infer<typeof addressListSchema>;

export const domainListSchema = z.strictObject({ name, entries: z.array(domain).min(1).max(50_000) });
export type DomainList = z.infer<typeof domainListSchema>;

/** A device cut off from everything but the box's own page and its addresses (ARP, DHCP); never the router or the box. */
export const isolationSchema = z.strictObject({ mac, until: time.nullable(), reason: z.string().max(200) });
export type Isolation = z.infer<typeof isolationSchema>;

/** What one exception lets pass: a signature, an outside address, a domain (with subdomains) or a country. */
export const exceptionTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rule'), sid: z.number().int().min(1) }),
  z.strictObject({ kind: z.literal('address'), address }),
  z.strictObject({ kind: z.literal('domain'), domain }),
  z.strictObject({ kind: z.literal('country'), country }),
]);

/** Ends by itself at `until`, by the box's own clock, with or without the center. */
export const exceptionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  target: exceptionTargetSchema,
  /** For one device, or for all. */
  device: mac.nullable(),
  until: time,
  reason: z.string().max(200),
});
export type PolicyException = z.infer<typeof exceptionSchema>;

/** design.md §3: what happens to traffic when inspection cannot do its work. Blocks by nftables always stay. */
export const failModesSchema = z.strictObject({
  engineDead: z.enum(['open', 'closed']),
  queueFull: z.enum(['open', 'closed']),
});
export type FailModes = z.infer<typeof failModesSchema>;

export const desiredStateSchema = z.strictObject({
  v: z.literal(1),
  appliance: z.string(),
  /** Grows by one with each change; an older or equal one is refused. */
  version: z.number().int().min(1),
  issuedAt: time,
  /** After this the document is refused, not the applied state. */
  expiresAt: time,
  geo: z.strictObject({
    /** Connections from these countries to the office are blocked. */
    blockInbound: z.array(country).max(250),
    /** Connections from the office to these countries are blocked. */
    blockOutbound: z.array(country).max(250),
    /** Addresses in blocked countries that stay reachable, both directions. */
    except: z.array(address).max(256).default([]),
  }),
  ports: z.array(portPolicySchema).max(64),
  addressLists: z.array(addressListSchema).max(32).default([]),
  domainLists: z.array(domainListSchema).max(32).default([]),
  /** Feeds whose lists the box leaves out, by id; one that its bundle does not have changes nothing. */
  disabledLists: z.array(name).max(256).default([]),
  /** Destinations that no rule or list may cut off: the center, updates. */
  protectedDestinations: z.array(address).min(1).max(64),
  ips: z.strictObject({
    /** block: the rules drop; detect: they only report; off: the engine passes everything (counted as uninspected). */
    mode: z.enum(['block', 'detect', 'off']),
    preset: z.enum(['connectivity', 'balanced', 'security']).default('balanced'),
    disabledRules: z.array(z.number().int().min(1)).max(5000),
  }),
  isolation: z.array(isolationSchema).max(64).default([]),
  exceptions: z.array(exceptionSchema).max(256).default([]),
  failModes: failModesSchema.default({ engineDead: 'open', queueFull: 'open' }),
});
export type DesiredState = z.infer<typeof desiredStateSchema>;

/** The part that people edit; the center adds appliance, version, dates and protected destinations. */
export const policySchema = desiredStateSchema.pick({
  geo: true,
  ports: true,
  addressLists: true,
  domainLists: true,
  disabledLists: true,
  ips: true,
  isolation: true,
  exceptions: true,
  failModes: true,
});
export type Policy = z.infer<typeof policySchema>;
/** As people and settings files write it: parts with a default may be left out. */
export type PolicyInput = z.input<typeof policySchema>;
