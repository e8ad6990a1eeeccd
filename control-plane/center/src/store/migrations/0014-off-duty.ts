import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Counts of sites outside work by hour (`device` is '' for the whole office), and since when a bundle's piece lies here. */
export const offDutyMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table off_duty_hour (appliance text not null references appliance(id), hour timestamptz not null,
      category text not null, device text not null, period text not null check (period in ('work', 'lunch', 'off')),
      quarters integer not null, refused integer not null,
      primary key (appliance, hour, category, device))`.execute(db);
    await sql`alter table bundle_piece add column added_at timestamptz not null default now()`.execute(db);
  },
};
