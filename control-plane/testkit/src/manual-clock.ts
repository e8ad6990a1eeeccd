/** A clock that a test moves by hand. Fits anything that takes `now: () => number` or a wall and monotonic clock. */
export interface ManualClock {
  readonly now: () => number;
  nowMs(): number;
  monotonicMs(): number;
  advance(milliseconds: number): void;
  /** Sets the wall clock, also backwards; the monotonic one goes on. */
  set(ms: number): void;
}

export function manualClock(startMs: number = Date.parse('2026-11-24T00:00:00.000Z')): ManualClock {
  let wall = startMs;
  let monotonic = 0;
  return {
    now: () => wall,
    nowMs: () => wall,
    monotonicMs: () => monotonic,
    advance: (milliseconds) => {
      wall += milliseconds;
      monotonic += milliseconds;
    },
    set: (ms) => {
      wall = ms;
    },
  };
}
