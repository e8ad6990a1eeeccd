// What the spool and the telling from memory (pass-through.ts) agree on for each candidate.
import type { Detection } from '@omamori/contract/detection';
import type { Candidate } from '../classify/candidate.ts';
import type { SpoolParts } from './spool-file.ts';
import type { AppendOutcome } from './spool-limits.ts';

/** What the center was told of a candidate from memory while the disk refused (pass-through.ts). */
export type Telling = 'acknowledged' | 'in-doubt';

export interface Tellings {
  of(candidate: Candidate): Telling | null;
  /** One in doubt is on the disk under this sequence, which is held back until the telling is settled. */
  stored(candidate: Candidate, sequence: number): void;
  /** Whether these are on the disk cannot be known until it is opened anew: what was not sent yet must not be sent. */
  freeze(candidates: readonly Candidate[]): void;
}

/** A commit whose sync failed: the log may hold it, and then it counts once the file is opened anew. */
export interface Uncertain {
  readonly marker: string;
  readonly candidates: readonly Candidate[];
  readonly outcome: AppendOutcome;
  readonly inDoubt: readonly { readonly candidate: Candidate; readonly sequence: number }[];
}

/** The sequence of what was written; null when nothing was. Counts into `outcome`. */
export function admitOne(
  { admitter, records }: SpoolParts,
  candidate: Candidate,
  nowMs: number,
  told: Telling | null,
  outcome: { written: number; held: number; duplicates: number },
): number | null {
  let own: number | null = null;
  const write = (detection: Detection): void => {
    const sequence = records.insert(detection);
    if (detection !== candidate.detection) return;
    own = sequence;
    if (told === 'acknowledged') records.release([[sequence, sequence]]);
  };
  const admission = admitter.admit(candidate, nowMs, write, told !== null);
  if (admission === 'duplicate') {
    outcome.duplicates += 1;
    return null;
  }
  records.tally(candidate.detection, nowMs);
  if (admission === 'held') outcome.held += 1;
  else outcome.written += 1;
  return own;
}
