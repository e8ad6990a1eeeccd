import { z } from 'zod';

/** Packets told of each attack, by `kind device`. */
export type ToldCounts = Map<string, number>;

const storedSchema = z.object({ boot: z.string(), counts: z.array(z.tuple([z.string(), z.number()])).max(100_000) });

/** Of another start of the kernel, or unreadable: nothing was told of what the kernel counts now. */
export function readToldCounts(bookmark: string | null, bootId: string): ToldCounts {
  if (bookmark === null) return new Map();
  try {
    const stored = storedSchema.safeParse(JSON.parse(bookmark));
    return stored.success && stored.data.boot === bootId ? new Map(stored.data.counts) : new Map();
  } catch {
    return new Map(); // a damaged bookmark tells an attack twice rather than never
  }
}

export function writeToldCounts(counts: ToldCounts, bootId: string): string {
  return JSON.stringify({ boot: bootId, counts: [...counts] });
}
