import { adminBlockSchema, adminStatusSchema } from '@omamori/contract/admin-api';
import { adminDeviceSchema } from '@omamori/contract/admin-devices';
import { adminExceptionSchema } from '@omamori/contract/admin-exceptions';
import { adminInstallSchema } from '@omamori/contract/admin-install';
import { healthSchema } from '@omamori/contract/health';
import { z } from 'zod';

export interface DiagnosticPart {
  /** File name without ending. */
  readonly name: string;
  readonly content: unknown;
}

/** Of the settings only these: no code, hash, secret, key or password. Addresses of the broker without user and word. */
const settingsSchema = z.object({
  appliance: z.string(),
  ports: z.object({ lan: z.string(), wan: z.string(), bridge: z.string() }),
  homeNetworks: z.array(z.string()),
  center: z.object({
    mqttUrl: z.string().transform(hostOf).optional(),
    enrolUrl: z.string().transform(hostOf).optional(),
    addresses: z.array(z.string()),
  }),
  engine: z.object({ queues: z.number(), queueRule: z.string() }),
  localAdmin: z.object({ host: z.string(), port: z.number() }),
  timeZone: z.string(),
});

const systemSchema = z.object({
  agentVersion: z.string(),
  node: z.string(),
  kernel: z.string(),
  upSeconds: z.number(),
  memoryBytes: z.object({ total: z.number(), free: z.number(), agent: z.number() }),
  loads: z.array(z.number()),
});

/** What each part may hold: everything that the schema does not name is left out, also what is added one day. */
const ALLOWED = {
  system: systemSchema,
  settings: settingsSchema,
  status: adminStatusSchema,
  health: healthSchema,
  install: adminInstallSchema,
  devices: z.array(adminDeviceSchema),
  exceptions: z.array(adminExceptionSchema),
  blocks: z.array(adminBlockSchema),
} as const;
export type DiagnosticSources = { readonly [Part in keyof typeof ALLOWED]: unknown };

/** A part that does not have its form is told as missing, never passed on as it is. */
export function collectParts(sources: DiagnosticSources): DiagnosticPart[] {
  return (Object.keys(ALLOWED) as (keyof typeof ALLOWED)[]).map((name) => {
    const read = ALLOWED[name].safeParse(sources[name]);
    return { name, content: read.success ? read.data : { missing: z.prettifyError(read.error).slice(0, 400) } };
  });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
