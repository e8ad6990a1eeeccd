import type { AdminSpeed } from '@omamori/contract/admin-install';

/** Bytes and errors of both ports at one moment; `up`: each has a cable. */
export interface PortSample {
  readonly lanUp: boolean;
  readonly wanUp: boolean;
  /** Received on the WAN port: into the office. */
  readonly inBytes: number;
  /** Sent on the WAN port: out of the office. */
  readonly outBytes: number;
  readonly errors: number;
}

export interface SpeedDoors {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly sample: () => Promise<PortSample>;
  /** Milliseconds of each try, null where none answered. */
  readonly reachCenter: (tries: number) => Promise<readonly (number | null)[]>;
  readonly wait: (ms: number) => Promise<void>;
}

const TRIES = 5;
const SAMPLES = 10;
const BETWEEN_MS = 1000;

/** Ten seconds of watching what goes through anyway: the box makes no load of its own beyond five connections. */
export async function measureSpeed(doors: SpeedDoors): Promise<AdminSpeed> {
  const reached = doors.reachCenter(TRIES);
  const first = await doors.sample();
  let [last, lastMs] = [first, doors.monotonicMs()];
  let [busiestIn, busiestOut] = [0, 0];
  for (let index = 0; index < SAMPLES; index += 1) {
    await doors.wait(BETWEEN_MS);
    const [sample, ms] = [await doors.sample(), doors.monotonicMs()];
    const seconds = Math.max(0.001, (ms - lastMs) / 1000);
    busiestIn = Math.max(busiestIn, mbps(sample.inBytes - last.inBytes, seconds));
    busiestOut = Math.max(busiestOut, mbps(sample.outBytes - last.outBytes, seconds));
    [last, lastMs] = [sample, ms];
  }
  const times = (await reached).filter((ms) => ms !== null).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)];
  return {
    at: new Date(doors.nowMs()).toISOString(),
    placed: last.lanUp && last.wanUp ? 'between' : 'beside',
    centerMs: median === undefined ? null : Math.round(median * 10) / 10,
    lost: TRIES - times.length,
    tries: TRIES,
    busiestInMbps: busiestIn,
    busiestOutMbps: busiestOut,
    newErrors: Math.max(0, last.errors - first.errors),
  };
}

/** A counter that began anew with its adapter counts as nothing. */
function mbps(bytes: number, seconds: number): number {
  return Math.round((Math.max(0, bytes) * 8) / seconds / 10_000) / 100;
}
