import { type PrefectureTile, TILES } from './prefecture-tiles.ts';

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest tile in the arrow's direction, along it first; undefined at the edge and for other keys. */
export function nextTile(from: number, key: string): number | undefined {
  const start = TILES.find((tile) => tile.code === from);
  const step = STEPS[key];
  if (start === undefined || step === undefined) return undefined;
  let best: PrefectureTile | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const tile of TILES) {
    const [across, down] = [tile.column - start.column, tile.row - start.row];
    const along = across * step[0] + down * step[1];
    const aside = Math.abs(across * step[1]) + Math.abs(down * step[0]);
    const far = along + aside * 2;
    if (along <= 0 || far >= least) continue;
    best = tile;
    least = far;
  }
  return best?.code;
}
