import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Tries to sign in, and what the end of old records needs: the audit log gives up its beginning only on purpose. */
const statements = [
  sql`create table sign_in_try (key text primary key, times jsonb not null, last_at timestamptz not null)`,
  sql`create index sign_in_try_age on sign_in_try (last_at)`,
  sql`create index detection_received on detection using brin (received_at)`,
  sql`create index detection_evidence on detection (received_at) where (detection ->> 'evidence') is not null`,
  // people/audit/end-audit.ts names, in its transaction only, the last entry that may go.
  sql`create or replace function audit_is_append_only() returns trigger language plpgsql as
    'begin
      if tg_op = ''DELETE''
        and old.number <= coalesce(nullif(current_setting(''omamori.audit_ends'', true), ''''), ''0'')::bigint then
        return old;
      end if;
      raise exception ''the audit log is append-only'';
    end'`,
];

export const keepingMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
