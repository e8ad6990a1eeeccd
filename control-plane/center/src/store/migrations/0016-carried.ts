import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What travelled in an incident of files or mail: virus, file, mailboxes, way (carried-facts.ts). */
export const carriedMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table incident add column carried jsonb`.execute(db);
  },
};
