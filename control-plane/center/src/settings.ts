import { readFile } from 'node:fs/promises';
import { industrySchema, prefectureSchema } from '@omamori/contract/console-api/place';
import { policySchema } from '@omamori/contract/desired-state';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { APPLIANCE_ID } from '@omamori/contract/topics';
import { VISIT_SECRET } from '@omamori/contract/visit-code';
import { z } from 'zod';

const mac = z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);
const timeZone = z.string().refine(isTimeZone, 'is no IANA time zone');
const address = z.strictObject({ host: z.string().min(1), port: z.number().int().min(0).max(65535) });

export const fleetEntrySchema = z.strictObject({
  appliance: z.string().regex(APPLIANCE_ID),
  company: z.string().min(1).max(120),
  site: z.string().min(1).max(120),
  timeZone: timeZone.default('Asia/Tokyo'),
  /** The company's own words for its devices. */
  labels: z.record(mac, z.string().min(1).max(120)).default({}),
  language: z.enum(['ja', 'en']).default('ja'),
  /** MAC addresses of the office's routers: they are never isolated. */
  routers: z.array(mac).max(8).default([]),
  /** 32 bytes in base64, the box has the same: codes of visits to its own page. */
  visitSecret: z.string().regex(VISIT_SECRET).optional(),
  /** For the map and the statistics. */
  prefecture: prefectureSchema.optional(),
  industry: industrySchema.optional(),
});
export type FleetEntry = z.infer<typeof fleetEntrySchema>;

/** Settings of one center. An unknown key is an error: a misspelt one must not silently mean the default. */
export const settingsSchema = z.strictObject({
  dataDir: z.string().min(1).default('.lab/center'),
  http: address
    .extend({
      /** Proxies in front whose X-Forwarded headers are believed: addresses or prefixes. */
      trustedProxies: z.array(z.string().max(50)).max(8).default([]),
    })
    .prefault({ host: '127.0.0.1', port: 8600 }),
  /** Address of the embedded broker, mutual TLS; not used when MQTT_URL names another. */
  mqtt: address
    .extend({
      /** Without certificates, everybody is who he says: for labs and tests that are about something else. */
      plaintext: z.literal('lab').optional(),
    })
    .default({ host: '127.0.0.1', port: 8883 }),
  /** Where boxes claim with the code of their sticker and renew their certificates. */
  enrolment: address
    .extend({
      /** Names and addresses under which boxes call this center, the first one is told to them; default: its host. */
      names: z.array(z.string().min(1).max(253)).max(8).default([]),
      /** What boxes are told when the broker is another program: `mqtts://…`; default MQTT_URL. */
      mqttUrl: z.url().optional(),
      /** Life of a box's certificate; it is renewed after two thirds. */
      certificateDays: z.number().min(0.0001).max(825).default(365),
    })
    .prefault({ host: '127.0.0.1', port: 8884 }),
  /** The desk's number, on every notice. */
  phone: z.string().min(1).max(40).default('03-0000-0000'),
  /** Folder for written notices; default `<dataDir>/outbox`. */
  outboxDir: z.string().min(1).optional(),
  /**
   * With it the first admin is made; afterwards it opens nothing. The code, or `scrypt:<salt>:<hash>` in base64url.
   * Without it one is made at each start until there is an account.
   */
  accessCode: z.string().min(8).max(300).optional(),
  /** Whether analysts and admins must sign in with a second factor; `optional` is for labs. */
  secondFactor: z.enum(['required', 'optional']).default('required'),
  /** PKCS #8 PEM of the key that signs desired states; default `<dataDir>/signing-key.pem`, made when missing. */
  signingKeyFile: z.string().min(1).optional(),
  /** Whole months after which records go; incidents with their sums, notes and history stay. */
  keep: z
    .strictObject({
      detectionMonths: z.number().int().min(1).max(120).default(13),
      /** Bytes of packets; never longer than the detections they belong to. */
      evidenceMonths: z.number().int().min(1).max(120).default(6),
      auditMonths: z.number().int().min(12).max(240).default(36),
    })
    .prefault({}),
  /** Public keys (SPKI PEM by key id) of those who build rule bundles; the center's own key counts as well. */
  bundleKeys: z.record(z.string().max(40), z.string().max(1000)).default({}),
  fleet: z.array(fleetEntrySchema).max(10_000).default([]),
  /** Addresses that no rule may cut off: this center, updates. */
  protectedDestinations: z.array(z.string()).max(64).default([]),
  defaultPolicy: policySchema.prefault({
    geo: { blockInbound: [], blockOutbound: [] },
    ports: [],
    ips: { mode: 'block', disabledRules: [] },
  }),
});
export type SettingsFile = z.infer<typeof settingsSchema>;

export interface Settings extends SettingsFile {
  readonly databaseUrl: string | undefined;
  readonly mqttUrl: string | undefined;
}

/** Errors: SET_UNREADABLE, SET_INVALID; both terminal until the file is put right. */
export async function readSettings(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result<Settings>> {
  let content: unknown = {};
  if (file !== undefined) {
    try {
      content = JSON.parse(await readFile(file, 'utf8'));
    } catch (thrown) {
      return err('SET_UNREADABLE', `The settings file ${file} cannot be read as JSON.`, { cause: causeOf(thrown) });
    }
  }
  const parsed = settingsSchema.safeParse(content);
  if (!parsed.success) {
    return err('SET_INVALID', `The settings are not valid: ${z.prettifyError(parsed.error).slice(0, 800)}`);
  }
  const ids = new Set(parsed.data.fleet.map((entry) => entry.appliance));
  if (ids.size !== parsed.data.fleet.length) return err('SET_INVALID', 'The settings name an appliance twice.');
  return ok({
    ...parsed.data,
    databaseUrl: given(environment['DATABASE_URL']),
    mqttUrl: given(environment['MQTT_URL']),
  });
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
