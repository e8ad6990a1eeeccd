import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './database.ts';
import { appliancesMigration } from './migrations/0001-appliances.ts';
import { noticeMigration } from './migrations/0002-notice.ts';
import { policyMigration } from './migrations/0003-policy.ts';
import { policyLayersMigration } from './migrations/0004-policy-layers.ts';
import { peopleMigration } from './migrations/0005-people.ts';
import { triageMigration } from './migrations/0006-triage.ts';
import { fleetPlacesMigration } from './migrations/0007-fleet-places.ts';
import { deviceKnowledgeMigration } from './migrations/0008-device-knowledge.ts';
import { keepingMigration } from './migrations/0009-keeping.ts';
import { bundlesMigration } from './migrations/0010-bundles.ts';
import { enrolmentMigration } from './migrations/0011-enrolment.ts';
import { offDutyMigration } from './migrations/0014-off-duty.ts';
import { carriedMigration } from './migrations/0016-carried.ts';
import { applicationsMigration } from './migrations/0021-applications.ts';

/** Every change of the schema, in order, forward only. A released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-appliances': appliancesMigration,
  '0002-notice': noticeMigration,
  '0003-policy': policyMigration,
  '0004-policy-layers': policyLayersMigration,
  '0005-people': peopleMigration,
  '0006-triage': triageMigration,
  '0007-fleet-places': fleetPlacesMigration,
  '0008-device-knowledge': deviceKnowledgeMigration,
  '0009-keeping': keepingMigration,
  '0010-bundles': bundlesMigration,
  '0011-enrolment': enrolmentMigration,
  '0014-off-duty': offDutyMigration,
  '0016-carried': carriedMigration,
  '0021-applications': applicationsMigration,
};

/**
 * Brings the database to the newest form; all pending steps in one transaction, recorded in `kysely_migration`, under an
 * advisory lock so that two centers may start at once. Errors: CTR_MIGRATION_FAILED (nothing was changed).
 */
export async function migrate(db: Database): Promise<Result<string[]>> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const outcome = await migrator.migrateToLatest();
  if (outcome.error !== undefined) {
    const failed = outcome.results?.find((result) => result.status === 'Error')?.migrationName ?? null;
    return err('CTR_MIGRATION_FAILED', 'The database could not be brought to the form this center needs.', {
      cause: causeOf(outcome.error),
      migration: failed,
    });
  }
  return ok((outcome.results ?? []).map((result) => result.migrationName));
}
