import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Stickers and the certificates that came of them; the columns are described in ../enrolment-tables.ts. */
const statements = [
  sql`alter table appliance add column enrolled_by text not null default 'settings'
    check (enrolled_by in ('settings', 'sticker'))`,
  sql`create table sticker (
    id bigint generated always as identity primary key,
    appliance text not null references appliance (id),
    claim_key text not null, state text not null check (state in ('open', 'claimed', 'done', 'withdrawn')),
    made_at timestamptz not null, made_by text not null, open_until timestamptz not null,
    replaces text references appliance (id),
    claimed_at timestamptz, claimed_from text, spki text, visit_secret text,
    refused integer not null default 0, refused_at timestamptz)`,
  // A box has one sticker that counts.
  sql`create unique index sticker_in_force on sticker (appliance) where state <> 'withdrawn'`,
  sql`create table box_certificate (
    serial text primary key, appliance text not null references appliance (id),
    sticker bigint not null references sticker (id), spki text not null,
    not_before timestamptz not null, not_after timestamptz not null,
    issued_at timestamptz not null, confirmed_at timestamptz,
    ended_at timestamptz, ended_why text check (ended_why in ('superseded', 'revoked', 'replaced')))`,
  sql`create index box_certificate_appliance on box_certificate (appliance)`,
  sql`create index box_certificate_ended on box_certificate (ended_at) where ended_at is not null`,
];

export const enrolmentMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
