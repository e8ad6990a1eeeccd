import { createHash } from 'node:crypto';

/** Shares of the service that the first rings hold; the last holds all. */
const SHARES = [0.01, 0.1] as const;

/**
 * Pure. How many boxes have the bundle when each ring is whole, ascending, the last all of them: 1 %, 10 %, 100 %, but
 * each at least one box more than the ring before. Two boxes are two rings, one is one.
 */
export function planRings(boxes: number): number[] {
  const rings: number[] = [];
  for (const share of SHARES) {
    const size = Math.max((rings.at(-1) ?? 0) + 1, Math.ceil(boxes * share));
    if (size < boxes) rings.push(size);
  }
  if (boxes > 0) rings.push(boxes);
  return rings;
}

/**
 * Pure. Boxes in the order in which they come: those that are there first, else by chance of the version, so that it is
 * not always the same customers who go ahead.
 */
export function orderBoxes(
  version: string,
  boxes: readonly { readonly appliance: string; readonly isThere: boolean }[],
): string[] {
  const lot = (appliance: string) => createHash('sha256').update(`${version} ${appliance}`).digest('hex');
  return boxes
    .map(({ appliance, isThere }) => ({ appliance, key: `${isThere ? 0 : 1}${lot(appliance)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ appliance }) => appliance);
}

/** Pure. The ring of each, from 0. */
export function ringOf(index: number, rings: readonly number[]): number {
  const ring = rings.findIndex((size) => index < size);
  return ring < 0 ? Math.max(0, rings.length - 1) : ring;
}
