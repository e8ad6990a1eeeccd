// How many others had a block by the same rule or list: counted by the center, told on the box, in the console and on the
// block page. Numbers only, never who.
import { z } from 'zod';
import type { Detection } from './detection.ts';

/** The days that the center looks back. */
export const SIGHTING_DAYS = 30;
export const MOST_SIGHTINGS = 32;

/** `list:<feed>` for anything a list decided, `rule:<id>` for a single rule. */
export const sightingSchema = z.object({
  key: z.string().min(6).max(120),
  companies: z.number().int().min(0),
  appliances: z.number().int().min(0),
  /** The first of them, UTC; null when there is none. */
  firstAt: z.iso.datetime().nullable(),
});
export type Sighting = z.infer<typeof sightingSchema>;

export const sightingsSchema = z.object({
  days: z.number().int().min(1).max(400),
  found: z.array(sightingSchema).max(MOST_SIGHTINGS),
});
export type Sightings = z.infer<typeof sightingsSchema>;

/** Rules that a box makes of lists have numbers of their own, which differ from box to box: there the list counts. */
const MADE_OF_LISTS = { first: 1_900_000, last: 1_999_999 } as const;

export function sightingKey({ engine, id, feed }: Pick<Detection['rule'], 'engine' | 'id' | 'feed'>): string {
  const sid = Number(id);
  const ofList =
    engine === 'nftables' ? /^(?:list|feed):/.test(id) : sid >= MADE_OF_LISTS.first && sid <= MADE_OF_LISTS.last;
  return ofList ? `list:${feed}` : `rule:${id}`;
}
