import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Bundles with their files, their roll-outs, what each box was ordered, and dry runs. See store/bundle-tables.ts. */
export const bundlesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table bundle (version text primary key, date text not null, manifest jsonb not null,
      manifest_sha256 text not null, manifest_bytes integer not null, report jsonb, added_at timestamptz not null,
      added_by text not null)`.execute(db);
    await sql`create table bundle_piece (sha256 text not null, number integer not null, packed bytea not null,
      primary key (sha256, number))`.execute(db);
    // Packed already: the database would only try in vain.
    await sql`alter table bundle_piece alter column packed set storage external`.execute(db);
    await sql`create table bundle_rollout (version text primary key references bundle(version),
      state text not null, ring integer not null default 0, rings jsonb not null, soak_minutes integer not null,
      started_at timestamptz not null, started_by text not null, ring_since timestamptz not null,
      state_at timestamptz not null, state_by text, reason text, findings jsonb not null default '[]')`.execute(db);
    await sql`create table bundle_box (version text not null references bundle_rollout(version), appliance text not null
      references appliance(id), ring integer not null, ordered_at timestamptz, attempt integer not null default 1,
      applied_at timestamptz, failed text, baseline jsonb, accepted boolean not null default false,
      primary key (version, appliance))`.execute(db);
    await sql`create index bundle_box_appliance on bundle_box (appliance)`.execute(db);
    await sql`create table bundle_order (appliance text primary key references appliance(id), content jsonb not null,
      issued_at timestamptz not null, published_at timestamptz)`.execute(db);
    await sql`create table bundle_note (id bigserial primary key, version text, at timestamptz not null, actor text,
      kind text not null, text text)`.execute(db);
    await sql`create table bundle_dry_run (id uuid primary key, version text not null references bundle(version),
      appliance text not null references appliance(id), asked_at timestamptz not null, asked_by text not null,
      answered_at timestamptz, code text, report jsonb)`.execute(db);
    await sql`create index bundle_dry_run_version on bundle_dry_run (version, asked_at desc)`.execute(db);
  },
};
