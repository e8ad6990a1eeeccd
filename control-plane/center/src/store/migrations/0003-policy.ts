import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Policies, their signed documents and what became of them; the columns are described in ../policy-tables.ts. */
const statements = [
  sql`create table policy (
    appliance text primary key references appliance (id),
    version integer not null check (version >= 1), policy jsonb not null,
    updated_at timestamptz not null, updated_by text not null,
    document jsonb, expires_at timestamptz, published_at timestamptz,
    applied_version integer not null default 0, convergence text not null default 'pending',
    refusal_code text, refusal_message text, reported_at timestamptz, report jsonb)`,
  sql`create table policy_change (
    id bigint generated always as identity primary key,
    appliance text not null references appliance (id), version integer not null,
    policy jsonb not null, at timestamptz not null, actor text not null,
    unique (appliance, version))`,
];

export const policyMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
