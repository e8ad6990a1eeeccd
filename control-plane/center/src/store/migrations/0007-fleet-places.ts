import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Where the boxes stand and what the companies do; the fleet's counts without reading closed incidents. */
const statements = [
  sql`alter table appliance
    add column prefecture smallint check (prefecture between 1 and 47), add column industry text`,
  sql`create index incident_open on incident (appliance) where state not in ('closed', 'false-positive')`,
];

export const fleetPlacesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
