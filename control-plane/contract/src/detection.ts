import { z } from 'zod';

/** Functions of the service, mission.md: F1 antivirus … F10 inventory. */
export const SERVICE_FUNCTIONS = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10'] as const;
export type ServiceFunction = (typeof SERVICE_FUNCTIONS)[number];

/**
 * What kind of story a detection belongs to. The center groups by it and picks the owner's sentence by it;
 * agent and center of neighbouring versions may differ, so an unknown kind is kept and worded as `other`.
 */
export const STORY_KINDS = [
  'remote-control-attempt', // case A: RDP, VNC, SSH from outside
  'geo-inbound', // a country the company has no business with, from outside
  'geo-outbound', // a device inside talks to such a country
  'port-closed', // a port closed by policy, from outside
  'command-and-control', // cases B, D
  'dangerous-site', // B, delta
  'malware-file', // alpha
  'suspicious-mail', // gamma, delta: what the mail policy finds
  'exploit', // E, G, H
  'password-guessing', // H: log-ins tried one after the other
  'encryption', // E: files changed in masses
  'scan', // epsilon, scans from outside
  'flood', // C
  'spam-burst', // F
  'hidden-names', // F3: resolvers and connections that hide where a device goes
  'application', // F5
  'weakness', // F9
  'other',
] as const;
export type StoryKind = (typeof STORY_KINDS)[number];

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

const ipText = z.string().min(2).max(45);
const port = z.number().int().min(0).max(65535);

/** The device inside the office that the detection is about; `mac` is null where no evidence tells it. */
export const deviceSchema = z.object({
  ip: ipText,
  mac: z
    .string()
    .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/)
    .nullable(),
  /** Best name known on the box: DHCP host name, mDNS; the company's own word is joined by the center. */
  name: z.string().max(120).nullable(),
});
export type DetectedDevice = z.infer<typeof deviceSchema>;

/** The other end, outside the office (or the second device for `internal`). */
export const peerSchema = z.object({
  ip: ipText,
  port: port.nullable(),
  /** ISO 3166-1 alpha-2 from the country table; null when the address is in no country. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  name: z.string().max(255).nullable(),
});

export const flowSchema = z.object({
  protocol: z.string().max(20),
  sourceIp: ipText,
  sourcePort: port.nullable(),
  destinationIp: ipText,
  destinationPort: port.nullable(),
  applicationProtocol: z.string().max(30).nullable(),
  /** Suricata's flow_id as text (it exceeds 2^53); null for nftables blocks. */
  flowId: z.string().max(24).nullable(),
});

export const ruleSchema = z.object({
  engine: z.enum(['suricata', 'nftables']),
  /** Suricata sid, or the name of our nftables rule, e.g. `port-policy:3389`, `geo:LV`. */
  id: z.string().max(80),
  name: z.string().max(300),
  /** Which list or rule source decided: `omamori-base`, `port-policy`, `country-table`, a feed's name. */
  feed: z.string().max(80),
  /** Date of the feed's entries or rules, by the bundle's manifest; left out where no bundle names the feed. */
  feedDate: z.iso.date().optional(),
  category: z.string().max(120).nullable(),
});

/** Excerpt of what was seen, ≤ 512 bytes; never a mail body, never a user's file. */
export const evidenceSchema = z.object({
  kind: z.enum(['packet', 'payload']),
  base64: z.string().max(700),
  /** Fields worth reading: URL, host, SNI, user agent, log-in name. */
  facts: z.record(z.string().max(40), z.string().max(300)),
});

export const detectionSchema = z.object({
  /** When the packet was seen, UTC, milliseconds. */
  at: z.iso.datetime({ precision: 3 }),
  /** Last packet that this record counts; equals `at` unless it is a summary. */
  until: z.iso.datetime({ precision: 3 }),
  /** Attempts this one record stands for: 1, or the exact number of a flood summary. */
  count: z.number().int().min(1),
  /** false while the box's clock was not synchronised: `at` may be wrong. */
  clockSynced: z.boolean(),
  function: z.enum(SERVICE_FUNCTIONS),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  verdict: z.enum(['blocked', 'detected']),
  story: z.string().max(40),
  severity: z.enum(SEVERITIES),
  device: deviceSchema.nullable(),
  peer: peerSchema.nullable(),
  flow: flowSchema,
  rule: ruleSchema,
  evidence: evidenceSchema.nullable(),
  /** true when recovered after the agent was away (kernel ledger, EVE backlog). */
  recovered: z.boolean(),
});
export type Detection = z.infer<typeof detectionSchema>;
