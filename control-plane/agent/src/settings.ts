import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { APPLIANCE_ID } from '@omamori/contract/topics';
import { VISIT_SECRET } from '@omamori/contract/visit-code';
import { z } from 'zod';
import { readFileBounded } from './platform/durable-file.ts';

const hasOneWay = (center: { enrolUrl?: string | undefined; mqttUrl?: string | undefined }): boolean =>
  (center.enrolUrl === undefined) !== (center.mqttUrl === undefined);

/** Settings of one appliance, written by the image or the lab. Strict: an unknown key is an error. */
export const settingsSchema = z.strictObject({
  appliance: z.string().regex(APPLIANCE_ID),
  /** On disk, survives power loss: spool, applied state, detections file. */
  dataDir: z.string().startsWith('/'),
  /** In memory: sockets, pid files. */
  runDir: z.string().startsWith('/'),
  /** The signed bundle of rules and country data that came with the image. */
  bundleDir: z.string().startsWith('/'),
  /** Who keeps the box's own addresses: systemd-networkd as on the image, or nobody (namespaces): then the agent by `ip`. */
  addresses: z.enum(['networkd', 'ip']).default('networkd'),
  ports: z.strictObject({ lan: z.string(), wan: z.string(), bridge: z.string() }),
  /** Prefixes of the office, both families. */
  homeNetworks: z.array(z.string()).min(1).max(32),
  center: z
    .strictObject({
      /** Where the box claims with the code of its sticker; the broker is told there. */
      enrolUrl: z.url({ protocol: /^https$/ }).optional(),
      /** In place of `enrolUrl`: a broker without certificates, for labs and tests that are about something else. */
      mqttUrl: z.url().optional(),
      /** The sticker's code, one line, mode 0600: read until the box is claimed, then removed. `/data/omamori/box/sticker` in the image. */
      stickerFile: z.string().startsWith('/').optional(),
      /** SPKI PEM by key id; documents signed by anyone else are refused. */
      trustedKeys: z.record(z.string(), z.string()),
      /** Addresses of the center that nothing may cut off. */
      addresses: z.array(z.string()).min(1).max(16),
    })
    .refine(hasOneWay, 'needs either enrolUrl or mqttUrl'),
  engine: z.strictObject({
    program: z.string().default('suricata'),
    queues: z.number().int().min(1).max(16).default(2),
    queueRule: z.enum(['iptables-physdev', 'nft-queue']),
  }),
  /** clamd's local socket, on boards with the memory for it; without it files are judged by hash lists alone. */
  clamdSocket: z.string().startsWith('/').optional(),
  localAdmin: z.strictObject({
    host: z.string(),
    /** More addresses of the LAN side where the page answers: IPv6, the fixed service address. */
    alsoAt: z.array(z.string()).max(4).optional(),
    /** HTTPS. */
    port: z.number().int().min(1).max(65535),
    /** HTTP, which only sends people to HTTPS. */
    redirectPort: z.number().int().min(1).max(65535).optional(),
    /** 32 bytes in base64, the center has the same: codes of visits. Without it the sticker's code always opens. */
    visitSecret: z.string().regex(VISIT_SECRET).optional(),
    /** `scrypt$N$r$p$salt$hash` of the code on the sticker. */
    stickerCodeHash: z.string(),
    /** Folder of the built page; by default the one in the source tree. */
    pageDir: z.string().optional(),
  }),
  /** Exists once a time service has set the clock. */
  clockSyncedFile: z.string().startsWith('/').default('/run/systemd/timesync/synchronized'),
  timeZone: z.string().default('Asia/Tokyo'),
  /** The desk's number, shown on the box's page. */
  phone: z.string().max(30),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Errors: SET_FILE_UNREADABLE, SET_INVALID with the first problem in words. */
export async function readSettings(path: string): Promise<Result<Settings>> {
  const content = await readFileBounded(path, 256 * 1024);
  if (!content.ok)
    return err('SET_FILE_UNREADABLE', `The settings file ${path} cannot be read.`, { cause: content.error.code });
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    if (parsed.success) return ok(parsed.data);
    return err('SET_INVALID', `The settings file ${path} is not valid: ${z.prettifyError(parsed.error).slice(0, 400)}`);
  } catch (thrown) {
    return err('SET_INVALID', `The settings file ${path} is not JSON.`, { cause: causeOf(thrown) });
  }
}
