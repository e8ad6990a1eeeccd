import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Layers of the policy; the columns are described in ../policy-tables.ts. What an appliance had becomes its own layer;
 * the usual mode is not said again, so that a template can say it.
 */
const statements = [
  sql`create table policy_template (
    name text primary key, version integer not null default 0, layer jsonb not null default '{}',
    updated_at timestamptz, updated_by text)`,
  sql`create table company_policy (
    company text primary key, template text not null default 'standard',
    version integer not null default 0, layer jsonb not null default '{}',
    updated_at timestamptz, updated_by text)`,
  sql`create table layer_change (
    id bigint generated always as identity primary key,
    scope text not null, name text not null, version integer not null,
    layer jsonb not null, template text, at timestamptz not null, actor text not null,
    unique (scope, name, version))`,
  sql`alter table policy add column layer jsonb, add column next_end timestamptz`,
  sql`update policy set layer = case when policy #>> '{ips,mode}' = 'block' then policy #- '{ips,mode}' else policy end`,
  sql`alter table policy alter column layer set not null`,
  sql`create index policy_next_end on policy (next_end) where next_end is not null`,
  sql`alter table policy_change add column action text not null default 'policy', add column reason text,
    add column layer jsonb`,
];

export const policyLayersMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
