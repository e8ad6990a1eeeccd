import { z } from 'zod';

const time = z.iso.datetime({ precision: 3 });

/** A source that the flood guard keeps out for a time, or a device of the office that it keeps from mail or sweeps. */
export const floodBlockSchema = z.object({
  /** connections, scan, brute: an address outside; spam, sweep: a MAC inside. Neighbouring versions may know others. */
  kind: z.string().max(20),
  /** Address or MAC. */
  source: z.string().min(2).max(45),
  until: time,
  /** Packets stopped since the block began. */
  packets: z.number().int().min(0),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  /** Of a device: its best name. */
  name: z.string().max(120).nullable(),
});
export type FloodBlock = z.infer<typeof floodBlockSchema>;

/** In health: the first ones by what they sent, and how many there are. */
export const floodBlocksSchema = z.object({
  count: z.number().int().min(0),
  blocks: z.array(floodBlockSchema).max(32),
});
export type FloodBlocks = z.infer<typeof floodBlocksSchema>;

/** The box's page: GET /api/floods → AdminFloods; POST /api/floods/release AdminFloodRelease → 204. */
export const adminFloodsSchema = z.object({ now: time, count: z.number(), blocks: z.array(floodBlockSchema).max(200) });
export type AdminFloods = z.infer<typeof adminFloodsSchema>;
export const adminFloodReleaseSchema = z.strictObject({ source: z.string().min(2).max(45) });
