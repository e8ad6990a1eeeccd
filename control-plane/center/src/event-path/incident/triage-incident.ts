// What people do with an incident beside its state: take it, put it off, hand it over, close it as a duplicate, say
// that it cannot be told. Each change and its line in the history are one transaction.
import { LONGEST_SNOOZE_DAYS, type TriageChange } from '@omamori/contract/console-api/triage';
import { err, ok, type Result } from '@omamori/contract/result';
import type { Updateable } from 'kysely';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Database, IncidentTable } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';
import { TRANSITIONS } from './change-state.ts';

const DAY_MS = 86_400_000;

export interface Triage {
  readonly id: number;
  readonly change: TriageChange;
  /** Name of the account. */
  readonly actor: string;
  readonly now: Date;
}

interface Step {
  readonly set: Updateable<IncidentTable>;
  /** Word of the history. */
  readonly change: string;
  readonly reason: string | null;
}

/**
 * Errors: CTR_INCIDENT_UNKNOWN, CTR_STATE_FORBIDDEN (it is closed), CTR_SNOOZE_INVALID, CTR_DUPLICATE_INVALID.
 * The caller has looked whether the person sees the incident, and the one that it is a duplicate of.
 */
export async function triageIncident(db: Database, { id, change, actor, now }: Triage): Promise<Result<void>> {
  return await commitAct(db, async (transaction) => {
    const row = await transaction
      .selectFrom('incident')
      .select(['state', 'duplicate_of'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return err('CTR_INCIDENT_UNKNOWN', 'There is no such incident.');
    if (!TRANSITIONS[row.state].includes('closed')) {
      return err('CTR_STATE_FORBIDDEN', 'The incident is closed; put it back first.');
    }
    if (change.kind === 'duplicate') {
      const other = await transaction
        .selectFrom('incident')
        .select('duplicate_of')
        .where('id', '=', change.of)
        .executeTakeFirst();
      // No chains and no rings: the other one must stand for itself.
      if (other === undefined || change.of === id || other.duplicate_of !== null) {
        return err(
          'CTR_DUPLICATE_INVALID',
          'An incident can only be the duplicate of another one that is none itself.',
        );
      }
    }
    const step = stepOf(change, actor, now);
    if (!step.ok) return step;
    await transaction.updateTable('incident').set(step.value.set).where('id', '=', id).execute();
    const { change: word, reason } = step.value;
    await transaction
      .insertInto('incident_history')
      .values({ incident_id: id, at: now, actor, change: word, reason })
      .execute();
    return ok(undefined);
  });
}

function stepOf(change: TriageChange, actor: string, now: Date): Result<Step> {
  switch (change.kind) {
    case 'assign':
      return ok({
        set: { assignee: change.mine ? actor : null },
        change: change.mine ? 'assigned' : 'unassigned',
        reason: null,
      });
    case 'snooze':
      return snoozeOf(change.until, clean(change.reason), now);
    case 'escalate':
      return ok({
        set: { escalated_at: change.on ? now : null, snoozed_until: null },
        change: change.on ? 'escalated' : 'taken-back',
        reason: clean(change.reason),
      });
    case 'duplicate': {
      const said = clean(change.reason);
      return ok({
        set: { state: 'closed', duplicate_of: change.of },
        change: 'duplicate',
        reason: said === null ? `${change.of}` : `${change.of}: ${said}`,
      });
    }
    case 'unclear':
      return ok({ set: { verdict: 'unclear' }, change: 'unclear', reason: clean(change.reason) });
  }
}

function snoozeOf(until: string | null, reason: string | null, now: Date): Result<Step> {
  if (until === null) return ok({ set: { snoozed_until: null }, change: 'awake', reason });
  const ahead = Date.parse(until) - now.getTime();
  if (ahead <= 0 || ahead > LONGEST_SNOOZE_DAYS * DAY_MS) {
    return err('CTR_SNOOZE_INVALID', `It can be put off to a time within ${LONGEST_SNOOZE_DAYS} days.`);
  }
  return ok({ set: { snoozed_until: new Date(until) }, change: 'snoozed', reason });
}

function clean(reason: string | null | undefined): string | null {
  const text = toStorable(reason ?? '').trim();
  return text === '' ? null : text;
}
