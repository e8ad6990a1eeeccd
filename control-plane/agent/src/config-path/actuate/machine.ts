import type { Result } from '@omamori/contract/result';
import type { Target } from '../plan/make-target.ts';
import type { Observed, Step } from '../plan/plan-steps.ts';

/** The box as the config path sees it: looked at, and changed one step at a time. The fake of the tests is another. */
export interface Machine {
  observe(): Promise<Result<Observed>>;
  run(step: Step, target: Target): Promise<Result<void>>;
  /** Ranges in the country sets that the target uses, both families. */
  geoRanges(target: Target): number;
}
