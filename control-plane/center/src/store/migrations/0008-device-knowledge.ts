import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a box found out about a device beyond names and addresses, as it said it; null where it says nothing. */
export const deviceKnowledgeMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table device add column known jsonb`.execute(db);
  },
};
