/** Wall clock for records, monotonic clock for durations. Injected, so that tests drive it. */
export interface Clock {
  /** Milliseconds since 1970, UTC; may jump when the clock is set. */
  nowMs(): number;
  /** Milliseconds that only grow, from an arbitrary start. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
