import { z } from 'zod';
import { applicationPolicySchema, DEFAULT_APPLICATIONS } from './application-policy.ts';
import { DEFAULT_MAIL, mailPolicySchema } from './mail-policy.ts';
import { DEFAULT_OFF_DUTY, offDutySchema } from './off-duty.ts';

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

/** A service by where it is reached: the destination port. */
export const serviceSchema = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  port: z.number().int().min(1).max(65535),
});
export type Service = z.infer<typeof serviceSchema>;

/** Ends by itself at `until`, by the box's own clock, with or without the center. */
export const exceptionSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  target: exceptionTargetSchema,
  /** For one device, or for all. */
  device: mac.nullable(),
  /** Of an address or a country: only this service; left out: all. */
  service: serviceSchema.optional(),
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

/** The flood guard, F8: what one source or one device may begin; conversations under way are never touched. */
export const floodsSchema = z.strictObject({
  /** block: what is above the limits is dropped, its source kept out for a time; detect: only told. */
  mode: z.enum(['off', 'detect', 'block']).default('block'),
  profile: z.enum(['relaxed', 'normal', 'strict']).default('normal'),
  /** How long a source outside, or mail and sweeps of a device inside, are kept out. */
  blockMinutes: z.number().int().min(1).max(1440).default(10),
  /** Devices that may begin as much as they like, such as the office's own mail server. */
  busyDevices: z.array(mac).max(32).default([]),
});
export type Floods = z.infer<typeof floodsSchema>;
export const DEFAULT_FLOODS: Floods = { mode: 'block', profile: 'normal', blockMinutes: 10, busyDevices: [] };

const hiddenNames = z.enum(['allow', 'report', 'block']);
/** F3 beside the lists: what hides from the box where a device goes. Listed names are refused whatever stands here. */
export const webGuardSchema = z.strictObject({
  /** inspect: names in QUIC are read and listed ones refused; block: no QUIC leaves, so that browsers take TCP at once. */
  quic: z.enum(['inspect', 'block']).default('inspect'),
  /** Known resolvers over HTTPS, and port 853 (DoT, DoQ): questions for names that the box cannot read. */
  encryptedDns: hiddenNames.default('report'),
  /** Encrypted ClientHello. block: no keys for it are had (HTTPS records, RFC 9460), known front names are refused. */
  ech: hiddenNames.default('allow'),
});
export type WebGuard = z.infer<typeof webGuardSchema>;
export const DEFAULT_WEB_GUARD: WebGuard = { quic: 'inspect', encryptedDns: 'report', ech: 'allow' };

/** F1 beside the engine's rules: files are kept until a hash list and the scanner have spoken (ADR 0028). */
export const antivirusSchema = z.strictObject({
  /** block: a file with malware does not arrive; detect: it goes on and is told; off: only the engine's rules look. */
  mode: z.enum(['off', 'detect', 'block']).default('off'),
  /** A file that nobody could judge in time, or that is too large: goes on (open) or not (closed). */
  late: z.enum(['open', 'closed']).default('open'),
});
export type Antivirus = z.infer<typeof antivirusSchema>;
export const DEFAULT_ANTIVIRUS: Antivirus = { mode: 'off', late: 'open' };

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
    /** Services and devices of the office that no country is blocked for, both directions; left out where there are none. */
    spared: z.strictObject({ services: z.array(serviceSchema).max(32), devices: z.array(mac).max(32) }).optional(),
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
  floods: floodsSchema.default(DEFAULT_FLOODS),
  /**
   * pass: once the engine has seen the handshake of an encrypted conversation, the kernel lets the rest through by itself
   * and counts it as trusted, not looked into; inspect: every packet takes the way through the engine.
   */
  trustedFlows: z.enum(['pass', 'inspect']).default('pass'),
  webGuard: webGuardSchema.default(DEFAULT_WEB_GUARD),
  antivirus: antivirusSchema.default(DEFAULT_ANTIVIRUS),
  mail: mailPolicySchema.default(DEFAULT_MAIL),
  /** F4, see off-duty.ts. */
  offDuty: offDutySchema.default(DEFAULT_OFF_DUTY),
  /** F5, see application-policy.ts. */
  applications: applicationPolicySchema.default(DEFAULT_APPLICATIONS),
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
  floods: true,
  trustedFlows: true,
  webGuard: true,
  antivirus: true,
  mail: true,
  offDuty: true,
  applications: true,
});
export type Policy = z.infer<typeof policySchema>;
/** As people and settings files write it: parts with a default may be left out. */
export type PolicyInput = z.input<typeof policySchema>;
