import { z } from 'zod';

/** A word of the box's: a center of this version takes one that it does not know yet, and shows it as unknown. */
const word = z.string().regex(/^[a-z][a-z0-9-]{0,23}$/);

/** Something that a device said, and how: `mdns-service` "_ipp._tcp". */
export const deviceFactSchema = z.object({ fact: word, value: z.string().max(120) });
export type DeviceFact = z.infer<typeof deviceFactSchema>;

/** The kinds and systems that the box tells apart in this version. */
export const DEVICE_KINDS = [
  'pc',
  'phone',
  'nas',
  'camera',
  'printer',
  'router',
  'access-point',
  'tablet',
  'tv',
  'game-console',
  'ip-phone',
  'pos',
  'switch',
  'smart-device',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];
export const DEVICE_SYSTEMS = ['windows', 'macos', 'ios', 'android', 'linux', 'chromeos'] as const;
export type DeviceSystem = (typeof DEVICE_SYSTEMS)[number];

/** A guess with the facts that led to it, the strongest first. Confidence 0 to 0.95: nothing passive is certain. */
export const deviceGuessSchema = z.object({
  is: word,
  confidence: z.number().min(0).max(1),
  why: z.array(deviceFactSchema).max(4),
});
export type DeviceGuess = z.infer<typeof deviceGuessSchema>;

const at = z.iso.datetime({ precision: 3 });
const macText = z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/);

/** Whom a device talks to most; the name where one was said or looked up, else the address. */
export const devicePeerSchema = z.object({
  side: word, // `inside` or `outside`
  peer: z.string().max(120),
  /** Destination port; 0 where the protocol has none. */
  port: z.number().int().min(0).max(65535),
  /** Conversations, at most; a peer that came late starts at the count of the one it took the place of. */
  times: z.number().int().min(1),
  lastSeen: at,
});
export type DevicePeer = z.infer<typeof devicePeerSchema>;

/** Another MAC of the same device, and the facts that say so. */
export const joinedMacSchema = z.object({ mac: macText, why: z.array(deviceFactSchema).min(1).max(4) });
export type JoinedMac = z.infer<typeof joinedMacSchema>;

/** What somebody said at the box's own page of a device: its name in the company and where it stands. */
export const deviceWordSchema = z.object({ name: z.string().max(60), place: z.string().max(60), at });
export type DeviceWord = z.infer<typeof deviceWordSchema>;

/** What the box found out beyond DHCP and mDNS names. Every part is left out while nothing is known (ADR 0021). */
export const deviceKnowledgeSchema = z.object({
  /** Maker by IEEE's list; left out for an address that the device made up itself. */
  vendor: z.string().max(80).optional(),
  /** Names of other sources than `names` may hold, the newest of a source first. */
  otherNames: z
    .array(z.object({ source: word, name: z.string().max(120) }))
    .max(8)
    .optional(),
  kind: deviceGuessSchema.optional(),
  system: deviceGuessSchema.optional(),
  /** Quarter-hours in which it was seen, by hour of the site's day; all halved when one is full. */
  hours: z.array(z.number().int().min(0).max(400)).min(24).max(24).optional(),
  /** Addresses over time, also of those it has no longer; the newest last. */
  addressTimes: z
    .array(
      z.object({
        address: z.string().max(45),
        firstSeen: z.iso.datetime({ precision: 3 }),
        lastSeen: z.iso.datetime({ precision: 3 }),
      }),
    )
    .max(12)
    .optional(),
  /** `wifi` or `cable`, where signs say so. */
  link: deviceGuessSchema.optional(),
  /** Quarter-hours in which it was seen, Monday 0 o'clock first, of the site; all halved when one is full. */
  week: z.array(z.number().int().min(0).max(99)).min(168).max(168).optional(),
  /** Most often first. */
  peers: z.array(devicePeerSchema).max(12).optional(),
  /** It is reached by this one (a repeater, a router), which puts its own MAC before the device's frames. */
  behind: z.object({ mac: macText, why: z.array(deviceFactSchema).max(4) }).optional(),
  /** Others are reached by this one: so many addresses beyond it, at least. */
  carries: z.number().int().min(1).optional(),
  /** Other MACs of the same device. Of a made-up MAC nothing here means: no evidence, it may have been here under another. */
  joined: z.array(joinedMacSchema).max(8).optional(),
  word: deviceWordSchema.optional(),
});
export type DeviceKnowledge = z.infer<typeof deviceKnowledgeSchema>;

/** The one MAC that stands for a device and all that are joined with it: a real one before made-up ones, then the lowest. */
export function mainMacOf({ mac, known }: Pick<InventoryDevice, 'mac' | 'known'>): string {
  const all = [mac, ...(known?.joined ?? []).map((other) => other.mac)];
  return all.sort((a, b) => Number(isPrivateMac(a)) - Number(isPrivateMac(b)) || (a < b ? -1 : 1))[0] ?? mac;
}

const ENOUGH_QUARTERS = 16;

/** Spans of hours [from, to) in which a device is usually there, `to` beyond 24 over midnight; none before four hours' worth. */
export function usualHours(hours: readonly number[]): { readonly from: number; readonly to: number }[] {
  const sum = hours.reduce((all, count) => all + count, 0);
  const usual = hours.map((count) => count * 4 >= Math.max(...hours) && count > 0);
  if (sum < ENOUGH_QUARTERS) return [];
  if (usual.every(Boolean)) return [{ from: 0, to: 24 }];
  const begins = usual.flatMap((is, hour) => (is && !usual.at(hour - 1) ? [hour] : []));
  return begins.map((from) => {
    let to = from + 1;
    while (usual[to % 24]) to += 1;
    return { from, to };
  });
}

/** Made up by the device itself (IEEE 802, bit "locally administered"): it may come back under another one. */
export function isPrivateMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}

/** One device of the office as the box knows it: by MAC, with the names and addresses it was seen with. */
export const inventoryDeviceSchema = z.object({
  mac: z.string().regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/),
  names: z.array(z.object({ source: z.enum(['dhcp', 'mdns']), name: z.string().max(120) })).max(8),
  addresses: z.array(z.string().max(45)).max(32),
  firstSeen: z.iso.datetime({ precision: 3 }),
  lastSeen: z.iso.datetime({ precision: 3 }),
  known: deviceKnowledgeSchema.optional(),
});
export type InventoryDevice = z.infer<typeof inventoryDeviceSchema>;

/** Message on `inventory`, retained: at most 250 devices (SVC-7: five times the criterion's floor). */
export const inventorySchema = z.object({
  v: z.literal(1),
  appliance: z.string(),
  at: z.iso.datetime({ precision: 3 }),
  devices: z.array(inventoryDeviceSchema).max(250),
  /** Devices that found no seat since the agent started: a flood of made-up ones, or more than the box remembers. */
  unseated: z.number().int().min(1).optional(),
});
export type Inventory = z.infer<typeof inventorySchema>;
