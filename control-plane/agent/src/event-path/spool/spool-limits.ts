export interface AppendOutcome {
  /** Records written one by one. */
  readonly written: number;
  /** Counted into a summary that is still to come. */
  readonly held: number;
  /** Sightings of an attempt that is already in. */
  readonly duplicates: number;
}

export interface SpoolLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** Records of one rule and device a minute that go in one by one. */
  readonly floodBudget: number;
}

export const DEFAULT_LIMITS: SpoolLimits = { maxRecords: 50_000, maxBytes: 64 * 1024 * 1024, floodBudget: 600 };
