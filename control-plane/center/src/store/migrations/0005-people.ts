import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Accounts, their sessions and the audit log; the columns are described in ../people-tables.ts. */
const statements = [
  sql`create table account (
    id bigint generated always as identity primary key,
    name text not null unique, display_name text not null,
    role text not null check (role in ('viewer', 'desk', 'analyst', 'admin')),
    scope jsonb not null, state text not null default 'active' check (state in ('active', 'disabled')),
    password text not null, temporary_password boolean not null default false,
    second_factor text, second_factor_offer text, second_factor_step bigint not null default 0,
    recovery jsonb not null default '[]', known_sources jsonb not null default '[]',
    created_at timestamptz not null, created_by text not null, last_sign_in timestamptz)`,
  // Sessions of the access code belong to nobody.
  sql`delete from console_session`,
  sql`alter table console_session
    add column id uuid not null unique,
    add column account bigint not null references account (id) on delete cascade,
    add column source text not null,
    add column program text not null`,
  sql`create index console_session_account on console_session (account)`,
  sql`create table audit (
    number bigint primary key, at timestamptz not null, actor text not null, act text not null, target text,
    outcome text not null, source text not null, detail jsonb not null, previous text not null, hash text not null)`,
  sql`create index audit_act on audit (act, number)`,
  sql`create index audit_actor on audit (actor, number)`,
  sql`create function audit_is_append_only() returns trigger language plpgsql as
    'begin raise exception ''the audit log is append-only''; end'`,
  sql`create trigger audit_keep before update or delete on audit
    for each row execute function audit_is_append_only()`,
];

export const peopleMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
