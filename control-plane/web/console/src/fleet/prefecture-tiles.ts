// A map of tiles: one square a prefecture, neighbours beside each other as far as a grid allows. Drawn for this page;
// the names are in the catalogues.
export interface PrefectureTile {
  /** JIS X 0401. */
  readonly code: number;
  /** From 1, west to east. */
  readonly column: number;
  /** From 1, north to south. */
  readonly row: number;
}

/** Column and row, in the order of the codes from 1. */
const PLACES: readonly (readonly [number, number])[] = [
  ...([
    [13, 1],
    [13, 2],
    [13, 3],
    [13, 4],
    [12, 3],
    [12, 4],
    [13, 5],
    [13, 6],
  ] as const),
  ...([
    [12, 6],
    [11, 6],
    [12, 7],
    [13, 8],
    [12, 8],
    [12, 9],
    [12, 5],
    [10, 5],
  ] as const),
  ...([
    [9, 5],
    [9, 6],
    [11, 8],
    [11, 7],
    [10, 6],
    [11, 9],
    [10, 7],
    [9, 8],
  ] as const),
  ...([
    [9, 7],
    [8, 6],
    [7, 7],
    [7, 6],
    [8, 7],
    [8, 8],
    [6, 6],
    [5, 6],
  ] as const),
  ...([
    [6, 7],
    [5, 7],
    [4, 6],
    [6, 9],
    [6, 8],
    [5, 8],
    [5, 9],
    [2, 7],
  ] as const),
  ...([
    [1, 7],
    [1, 8],
    [2, 8],
    [3, 7],
    [3, 8],
    [2, 9],
    [1, 10],
  ] as const),
];

export const TILES: readonly PrefectureTile[] = PLACES.map(([column, row], index) => ({
  ...{ code: index + 1, column, row },
}));
