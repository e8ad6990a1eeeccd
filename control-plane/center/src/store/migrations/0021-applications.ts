import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Applications by hour (`device` is '' for what is said of the office alone). */
export const applicationsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table application_hour (appliance text not null references appliance(id), hour timestamptz not null,
      device text not null, application text not null, category text not null, count bigint not null,
      bytes bigint not null, refused bigint not null,
      primary key (appliance, hour, device, application))`.execute(db);
  },
};
