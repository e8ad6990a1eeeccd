import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people do with incidents; the columns are described in ../database.ts and ../triage-tables.ts. */
const statements = [
  sql`alter table incident
    add column verdict text check (verdict in ('true-positive', 'false-positive', 'unclear')),
    add column assignee text, add column escalated_at timestamptz, add column snoozed_until timestamptz,
    add column duplicate_of bigint references incident (id)`,
  // What was judged before this stands in the state.
  sql`update incident set verdict = 'true-positive' where state = 'confirmed'`,
  sql`update incident set verdict = 'false-positive' where state = 'false-positive'`,
  sql`create index incident_snoozed on incident (snoozed_until) where snoozed_until is not null`,
  sql`create table incident_note (
    id bigint generated always as identity primary key,
    incident_id bigint not null references incident (id), at timestamptz not null,
    author text not null, text text not null)`,
  sql`create index incident_note_incident on incident_note (incident_id, id)`,
  sql`create function note_is_append_only() returns trigger language plpgsql as
    'begin raise exception ''notes are append-only''; end'`,
  sql`create trigger note_keep before update or delete on incident_note
    for each row execute function note_is_append_only()`,
  sql`create table saved_views (
    account bigint primary key references account (id) on delete cascade, views jsonb not null)`,
];

export const triageMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
