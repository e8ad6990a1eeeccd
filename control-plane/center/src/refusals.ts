import type { CodedError } from '@omamori/contract/result';
import type { Log } from './log.ts';

/** Counts messages that were refused, by code. Logged at 1, 10, 100 … so that a flood of bad ones cannot fill a disk. */
export interface Refusals {
  note(error: CodedError, where: { readonly appliance: string; readonly channel: string }): void;
  counts(): Readonly<Record<string, number>>;
}

export function createRefusals(log: Log): Refusals {
  const counts = new Map<string, number>();
  return {
    note: (error, where) => {
      const count = (counts.get(error.code) ?? 0) + 1;
      counts.set(error.code, count);
      if (Number.isInteger(Math.log10(count))) {
        log.warn({ code: error.code, ...where, count, detail: error.detail }, error.message);
      }
    },
    counts: () => Object.fromEntries(counts),
  };
}
