/** A stream of numbers that depends on its seed alone: the same fleet on every machine. */
export interface SeededRandom {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** By weight; weights need not add up to anything. */
  weighted<T>(from: readonly (readonly [T, number])[]): T;
  /** Number of events when `mean` are expected (Knuth 1969, in steps so that a great mean does not underflow). */
  poisson(mean: number): number;
}

/** mulberry32 over an FNV-1a hash of the name: streams of different names are independent. */
export function seededRandom(seed: number, name: string): SeededRandom {
  let state = hashOf(`${seed}/${name}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (from) => from[between(0, from.length - 1)] ?? from[0],
    weighted: (from) => {
      let left = next() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      const last = from.at(-1);
      if (last === undefined) throw new Error('nothing to choose from');
      return last[0];
    },
    poisson: (mean) => {
      let count = 0;
      for (let left = mean; left > 0; left -= 30) {
        const limit = Math.exp(-Math.min(left, 30));
        for (let product = next(); product > limit; product *= next()) count += 1;
      }
      return count;
    },
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
