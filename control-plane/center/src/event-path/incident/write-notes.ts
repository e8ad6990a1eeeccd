import type { IncidentNote } from '@omamori/contract/console-api/triage';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Database } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';

const SHOWN = 200;

export async function addNote(
  db: Database,
  note: { readonly incident: number; readonly author: string; readonly text: string; readonly now: Date },
): Promise<IncidentNote> {
  const text = toStorable(note.text);
  const row = await commitAct(db, (transaction) =>
    transaction
      .insertInto('incident_note')
      .values({ incident_id: note.incident, at: note.now, author: note.author, text })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return noteOf(row);
}

/** The last ones, oldest first. */
export async function readNotes(db: Database, incident: number): Promise<IncidentNote[]> {
  const rows = await db
    .selectFrom('incident_note')
    .selectAll()
    .where('incident_id', '=', incident)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute();
  return rows.reverse().map(noteOf);
}

function noteOf({ id, at, author, text }: { id: number; at: Date; author: string; text: string }): IncidentNote {
  return { id, at: at.toISOString(), author, text };
}
