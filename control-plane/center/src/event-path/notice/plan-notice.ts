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
