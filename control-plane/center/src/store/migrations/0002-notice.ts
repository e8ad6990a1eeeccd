import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Notices to owners; the columns are described in ../notice-tables.ts. */
const statements = [
  sql`create table notice (
    id bigint generated always as identity primary key,
    incident_id bigint not null references incident (id),
    part integer not null, language text not null, receipt text not null, company text not null,
    level text not null, title text not null, body text not null, details jsonb not null, file text not null,
    outcome text not null, severity text not null, state text not null default 'pending',
    created_at timestamptz not null, written_at timestamptz,
    unique (incident_id, part, language), unique (file))`,
  sql`create index notice_pending on notice (id) where state = 'pending'`,
];

export const noticeMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
