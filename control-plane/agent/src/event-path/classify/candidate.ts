import type { Detection } from '@omamori/contract/detection';

/** What makes two sightings one attempt. */
export interface Attempt {
  /** Source and identity, e.g. `port 203.0.113.9 40001 10.0.0.5 3389 tcp`. */
  readonly key: string;
  /** Boot clock (platform/boot-clock.ts) at the first sighting, ms. */
  readonly seenMs: number;
  /** After this long the same key is a new attempt, ms: the time-out of the kernel's ledger. */
  readonly lifeMs: number;
}

/** A detection on its way in; without an attempt it is always new. */
export interface Candidate {
  readonly detection: Detection;
  readonly attempt: Attempt | null;
}

/** Where a source goes on reading; `value` is the source's own JSON. */
export interface Bookmark {
  readonly source: string;
  readonly value: string;
}

export interface SpoolEntry {
  readonly candidates: readonly Candidate[];
  readonly bookmark?: Bookmark;
}
