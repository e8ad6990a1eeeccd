/** Full jitter (delay drawn from the whole range) keeps a fleet from coming back in step after a broker's restart. */
const FIRST_MS = 250;
const GROWTH = 1.5;
const CAP_MS = 300_000;

/** Delay before attempt number `failures` + 1, 0 ≤ delay ≤ 5 min. `random` is in [0, 1). */
export function reconnectDelayMs(failures: number, random: number): number {
  const ceiling = Math.min(CAP_MS, FIRST_MS * GROWTH ** Math.min(Math.max(failures, 0), 60));
  return Math.floor(ceiling * random);
}
