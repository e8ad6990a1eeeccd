import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * The clock that the kernel's time-outs run by: CLOCK_MONOTONIC, the same for every process of one boot and untouched
 * when the wall clock is set. Comparable only under the same boot id (random(4), /proc/sys/kernel/random/boot_id).
 */
export interface BootClock {
  readonly bootId: string;
  nowMs(): number;
}

export function systemBootClock(): BootClock {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return { bootId, nowMs: () => Number(process.hrtime.bigint() / 1_000_000n) };
}
