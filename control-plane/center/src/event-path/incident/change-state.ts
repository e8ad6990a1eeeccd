import type { IncidentState } from '@omamori/contract/console-api';
import { err, ok, type Result } from '@omamori/contract/result';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Database } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';

/** Where an incident may go from each state. To a closed one nothing is added: what comes afterwards is a new incident. */
export const TRANSITIONS: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  new: ['confirmed', 'false-positive', 'notified', 'dispatched', 'closed'],
  confirmed: ['false-positive', 'notified', 'dispatched', 'closed'],
  // A wrong judgement can be taken back.
  'false-positive': ['new', 'confirmed', 'closed'],
  notified: ['confirmed', 'false-positive', 'dispatched', 'closed'],
  dispatched: ['confirmed', 'false-positive', 'closed'],
  // Only by hand, when it was closed by mistake.
  closed: ['new'],
};

/** Judging something harmless needs a reason that a later reader can check. */
const NEEDS_REASON: ReadonlySet<IncidentState> = new Set(['false-positive']);

export interface StateChange {
  readonly id: number;
  readonly to: IncidentState;
  readonly reason: string | null;
  readonly actor: string;
  readonly now: Date;
}

/** Changes the state and writes the history in one transaction. Errors: CTR_INCIDENT_UNKNOWN, CTR_STATE_FORBIDDEN, CTR_REASON_MISSING. */
export async function changeState(db: Database, change: StateChange): Promise<Result<void>> {
  const reason = change.reason === null ? null : toStorable(change.reason).trim();
  if (NEEDS_REASON.has(change.to) && (reason === null || reason === '')) {
    return err('CTR_REASON_MISSING', 'A false positive needs a reason.');
  }
  return await commitAct(db, async (transaction) => {
    const row = await transaction
      .selectFrom('incident')
      .select('state')
      .where('id', '=', change.id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return err('CTR_INCIDENT_UNKNOWN', 'There is no such incident.');
    if (!TRANSITIONS[row.state].includes(change.to)) {
      return err('CTR_STATE_FORBIDDEN', `An incident that is ${row.state} cannot become ${change.to}.`);
    }
    await transaction.updateTable('incident').set(columnsOf(change.to)).where('id', '=', change.id).execute();
    await transaction
      .insertInto('incident_history')
      .values({ incident_id: change.id, at: change.now, actor: change.actor, change: change.to, reason })
      .execute();
    return ok(undefined);
  });
}

/** A verdict goes with its state; who puts an incident back takes verdict, snooze and duplicate back too. */
function columnsOf(state: IncidentState) {
  if (state === 'confirmed') return { state, verdict: 'true-positive' as const };
  if (state === 'false-positive') return { state, verdict: 'false-positive' as const };
  if (state === 'new') return { state, verdict: null, duplicate_of: null, snoozed_until: null };
  return { state };
}
