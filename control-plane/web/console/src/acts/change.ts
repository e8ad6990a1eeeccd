import type { IncidentRow, IncidentState } from '@omamori/contract/console-api';
import { leastRoleForState, leastRoleForTriage, type Role } from '@omamori/contract/console-api/roles';
import type { Answer } from '@omamori/ui';
import { setIncidentState, triageIncident } from '../api/commands.ts';
import { nextStates } from '../incidents/next-states.ts';

/** What one press of a person does to a row. */
export type Change =
  | { kind: 'state'; state: IncidentState }
  | { kind: 'assign'; mine: boolean }
  | { kind: 'snooze'; until: string | null }
  | { kind: 'escalate'; on: boolean }
  | { kind: 'duplicate'; of: number }
  | { kind: 'unclear' };

/** The word of it in `acts.done`. */
export function nameOf(change: Change): string {
  switch (change.kind) {
    case 'state':
      return change.state;
    case 'assign':
      return change.mine ? 'assigned' : 'unassigned';
    case 'snooze':
      return change.until === null ? 'awake' : 'snoozed';
    case 'escalate':
      return change.on ? 'escalated' : 'taken-back';
    case 'duplicate':
    case 'unclear':
      return change.kind;
  }
}

export function leastRoleFor(change: Change): Role {
  return change.kind === 'state' ? leastRoleForState(change.state) : leastRoleForTriage(change.kind);
}

/** Whether the center would take it for this row. */
export function canChange(row: IncidentRow, change: Change): boolean {
  if (change.kind === 'state') return nextStates(row.state).includes(change.state);
  return row.state !== 'closed' && !(change.kind === 'duplicate' && change.of === row.id);
}

/** The row as it will read; `me` is the name of the account that acts. */
export function changed(row: IncidentRow, change: Change, me: string, now: string): IncidentRow {
  switch (change.kind) {
    case 'state': {
      if (change.state === 'new') return { ...row, state: 'new', verdict: null, duplicateOf: null, snoozedUntil: null };
      if (change.state === 'confirmed') return { ...row, state: change.state, verdict: 'true-positive' };
      if (change.state === 'false-positive') return { ...row, state: change.state, verdict: change.state };
      return { ...row, state: change.state };
    }
    case 'assign':
      return { ...row, assignee: change.mine ? me : null };
    case 'snooze':
      return { ...row, snoozedUntil: change.until };
    case 'escalate':
      return { ...row, escalatedAt: change.on ? now : null, snoozedUntil: null };
    case 'duplicate':
      return { ...row, state: 'closed', duplicateOf: change.of };
    case 'unclear':
      return { ...row, verdict: 'unclear' };
  }
}

export function sendChange(
  id: number,
  change: Change,
  reason: string,
  keepalive = false,
): Promise<Answer<IncidentRow>> {
  if (change.kind === 'state') return setIncidentState(id, { state: change.state, reason, keepalive });
  const said = reason === '' || change.kind === 'assign' ? {} : { reason };
  if (change.kind === 'unclear') return triageIncident(id, { kind: 'unclear', reason }, keepalive);
  return triageIncident(id, { ...change, ...said }, keepalive);
}
