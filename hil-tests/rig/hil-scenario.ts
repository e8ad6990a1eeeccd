import type { Lab } from '../lab/start-lab.ts';
import type { BoxControl } from './box-control.ts';

export interface HilRig {
  readonly lab: Lab;
  readonly box: BoxControl;
}

/** What did not hold, in words, empty when all did; and figures worth keeping. */
export interface HilOutcome {
  readonly failures: readonly string[];
  readonly figures?: Readonly<Record<string, number>>;
}

export type HilScenario = (rig: HilRig) => Promise<HilOutcome>;
