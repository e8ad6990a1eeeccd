import { z } from 'zod';

/** One question of the install helper and its answer. `word` names the sentence in the page's catalogues. */
export const adminCheckSchema = z.object({
  id: z.enum(['cables', 'sides', 'line', 'address', 'center', 'clock', 'inspection', 'wifi']),
  /** look: somebody should look here; unknown: it could not be told, which is not bad in itself. */
  verdict: z.enum(['ok', 'look', 'unknown']),
  word: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type AdminCheck = z.infer<typeof adminCheckSchema>;

/** Every word of every check: its verdict, then the facts that always come with it. */
export const CHECK_WORDS: {
  readonly [Id in AdminCheck['id']]: Readonly<Record<string, readonly [AdminCheck['verdict'], ...string[]]>>;
} = {
  cables: {
    none: ['look'],
    'lan-out': ['look'],
    'wan-out': ['look'],
    half: ['look'],
    errors: ['look', 'n'],
    slow: ['look', 'mbps'],
    good: ['ok'],
  },
  sides: {
    right: ['ok', 'address', 'n'],
    swapped: ['look', 'address'],
    both: ['look', 'address'],
    'devices-only': ['unknown', 'n'],
    silent: ['unknown', 'n'],
  },
  line: {
    pppoe: ['look', 'name'],
    'pppoe-unanswered': ['look'],
    vlan: ['ok', 'vlans'],
    dhcp: ['ok', 'address'],
    router: ['ok', 'address'],
    watching: ['unknown'],
    fixed: ['unknown'],
  },
  address: { none: ['look'], 'no-router': ['look', 'address'], has: ['ok', 'address'] },
  center: { connected: ['ok', 'ms'], 'no-name': ['look'], 'no-way': ['look'], 'no-session': ['look', 'ms'] },
  clock: { set: ['ok'], unset: ['unknown'] },
  inspection: { inspecting: ['ok'], starting: ['unknown'], passing: ['look'] },
  wifi: { beside: ['look', 'n', 'addresses'], none: ['ok'], watching: ['unknown'] },
};

export const adminPortSchema = z.object({
  side: z.enum(['lan', 'wan']),
  /** Carrier; null when there is no such port. */
  up: z.boolean().nullable(),
  speedMbps: z.number().nullable(),
  duplex: z.enum(['full', 'half']).nullable(),
  /** Damaged frames since the box was switched on, both directions. */
  errors: z.number(),
});
export type AdminPort = z.infer<typeof adminPortSchema>;

/** What was seen on the wire, each with side and the last time. */
export const adminLineSightingSchema = z.object({
  kind: z.enum(['dhcp-server', 'router', 'pppoe-offer', 'pppoe-call', 'vlan', 'neighbour']),
  side: z.enum(['lan', 'wan']),
  mac: z.string(),
  address: z.string().nullable(),
  /** VLAN id, or the name of the PPPoE concentrator. */
  detail: z.string().nullable(),
  lastSeen: z.string(),
});
export type AdminLineSighting = z.infer<typeof adminLineSightingSchema>;

/**
 * One measurement, at most 12 s: TCP connections to the center timed, and the busiest second of real traffic through
 * the ports. `placed`: beside – one cable, the box is not in the line yet; between – traffic goes through it.
 */
export const adminSpeedSchema = z.object({
  at: z.string(),
  placed: z.enum(['beside', 'between']),
  centerMs: z.number().nullable(),
  /** Of the tries that got no answer. */
  lost: z.number(),
  tries: z.number(),
  busiestInMbps: z.number(),
  busiestOutMbps: z.number(),
  newErrors: z.number(),
});
export type AdminSpeed = z.infer<typeof adminSpeedSchema>;

export const adminInstallSchema = z.object({
  now: z.string(),
  /** Seconds the wire has been watched since the agent began. */
  watchedSeconds: z.number(),
  checks: z.array(adminCheckSchema),
  ports: z.array(adminPortSchema),
  sightings: z.array(adminLineSightingSchema).max(64),
  /** The last measurement of each kind. */
  speeds: z.array(adminSpeedSchema).max(2),
});
export type AdminInstall = z.infer<typeof adminInstallSchema>;
