import type { IncidentRow } from '@omamori/contract/console-api';

export interface Told {
  readonly part: number;
  readonly outcome: IncidentRow['outcome'];
  readonly severity: IncidentRow['severity'];
}

/**
 * Which part of the story is to be told now: 1 the first notice, a higher number a 続報, undefined nothing. One open
 * notice a story (ux.md §3.3): more of the same is no news; worse is. At most two follow-ups can ever come of it.
 */
export function partToTell(
  told: Told | undefined,
  now: { readonly state: IncidentRow['state']; readonly outcome: Told['outcome']; readonly severity: Told['severity'] },
): number | undefined {
  if (now.state === 'false-positive' || now.state === 'closed') return undefined;
  if (told === undefined) return 1;
  const gotThrough = now.outcome === 'not-stopped' && told.outcome !== 'not-stopped';
  const graver = now.severity === 'critical' && told.severity !== 'critical';
  return gotThrough || graver ? told.part + 1 : undefined;
}

/** Parts of one story at most: what is written by hand over and over is no notice any more. */
const MOST_PARTS = 9;

/** Why a person cannot have part `part` handed over now; null when he can. */
export function refusalOf(
  state: IncidentRow['state'],
  part: number,
): 'CTR_NOTICE_NOTHING_TO_TELL' | 'CTR_NOTICE_TOO_MANY' | null {
  if (state === 'false-positive' || state === 'closed') return 'CTR_NOTICE_NOTHING_TO_TELL';
  return part > MOST_PARTS ? 'CTR_NOTICE_TOO_MANY' : null;
}

/** The part that was read is the next one, still; undefined when another was written in between. */
export function partOnOrder(told: Told | undefined, state: IncidentRow['state'], wanted: number): number | undefined {
  return wanted === (told?.part ?? 0) + 1 && refusalOf(state, wanted) === null ? wanted : undefined;
}
