import type { Lab } from '../lab/start-lab.ts';
import type { BoxControl } from './box-control.ts';
import type { QemuBox } from './qemu-box.ts';

export interface HilRig {
  readonly lab: Lab;
  readonly box: BoxControl;
  /** Null where the box is a namespace. */
  readonly machine: QemuBox | null;
}

/** What did not hold, in words, empty when all did; and figures worth keeping. */
export interface HilOutcome {
  readonly failures: readonly string[];
  readonly figures?: Readonly<Record<string, number>>;
  readonly table?: HilTable;
}

/** What was found, one thing a row; the first column names it. */
export interface HilTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type HilScenario = (rig: HilRig) => Promise<HilOutcome>;
