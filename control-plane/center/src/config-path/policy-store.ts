// The policy of each appliance in the database: one row what shall be, one row a change what was.
import { isDeepStrictEqual } from 'node:util';
import type { PolicyAnswer } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import type { StateReport } from '@omamori/contract/state-report';
import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import { toStorable } from '../store/storable-text.ts';
import { normalisePolicy } from './compose/normalise-policy.ts';
import { judgeReport, versionToPass } from './convergence/judge-report.ts';

const CENTER = 'center';

/** Gives an appliance its first policy, once. False when it had one, or when the center does not know the appliance. */
export async function ensurePolicy(db: Database, appliance: string, policy: Policy, now: Date): Promise<boolean> {
  const text = JSON.stringify(normalisePolicy(policy));
  return await db.transaction().execute(async (transaction) => {
    const made = await sql<{ appliance: string }>`
      insert into policy (appliance, version, policy, updated_at, updated_by)
      select id, 1, ${text}::jsonb, ${now}::timestamptz, ${CENTER} from appliance where id = ${appliance}
      on conflict (appliance) do nothing returning appliance`.execute(transaction);
    if (made.rows.length === 0) return false;
    await recordChange(transaction, { appliance, version: 1, policy: text, at: now, actor: CENTER });
    return true;
  });
}

async function recordChange(
  transaction: DatabaseTransaction,
  change: { appliance: string; version: number; policy: string; at: Date; actor: string },
): Promise<void> {
  await transaction.insertInto('policy_change').values(change).execute();
}

/** Error: CTR_APPLIANCE_UNKNOWN. */
export async function readPolicy(db: Database, appliance: string): Promise<Result<PolicyAnswer>> {
  const row = await db
    .selectFrom('policy')
    .select(['version', 'policy', 'updated_at', 'updated_by'])
    .where('appliance', '=', appliance)
    .executeTakeFirst();
  if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const { version, policy } = row;
  return ok({ appliance, version, policy, updatedAt: row.updated_at.toISOString(), updatedBy: row.updated_by });
}

export interface PolicyEdit {
  readonly appliance: string;
  readonly policy: Policy;
  readonly basedOn: number;
  readonly actor: string;
  readonly now: Date;
}

/**
 * Compare-and-set: of two people who edit the same version one wins, the other is told. A change that changes nothing
 * makes no version. Errors: CTR_POLICY_STALE, CTR_APPLIANCE_UNKNOWN.
 */
export async function changePolicy(db: Database, edit: PolicyEdit): Promise<Result<{ changed: boolean }>> {
  const wanted = normalisePolicy(edit.policy);
  return await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('policy')
      .select(['version', 'policy'])
      .where('appliance', '=', edit.appliance)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
    if (row.version !== edit.basedOn) {
      const message = `The policy is at version ${row.version}; this change was made on version ${edit.basedOn}.`;
      return err('CTR_POLICY_STALE', message, { current: row.version });
    }
    if (isDeepStrictEqual(normalisePolicy(row.policy), wanted)) return ok({ changed: false });
    const { appliance, actor, now } = edit;
    await setVersion(transaction, {
      appliance,
      version: row.version + 1,
      policy: JSON.stringify(wanted),
      at: now,
      actor,
    });
    return ok({ changed: true });
  });
}

async function setVersion(
  transaction: DatabaseTransaction,
  change: { appliance: string; version: number; policy: string; at: Date; actor: string },
): Promise<void> {
  const { appliance, version, policy, at, actor } = change;
  const fresh = { document: null, expires_at: null, published_at: null, refusal_code: null, refusal_message: null };
  await transaction
    .updateTable('policy')
    .set({ version, policy, updated_at: at, updated_by: actor, convergence: 'pending', ...fresh })
    .where('appliance', '=', appliance)
    .execute();
  await recordChange(transaction, change);
}

/** What the box says it runs → columns. True when the center had to take a higher number because the box is ahead. */
export async function recordReport(db: Database, report: StateReport, now: Date): Promise<Result<{ passed: boolean }>> {
  const { appliance } = report;
  return await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('policy')
      .select(['version', 'policy'])
      .where('appliance', '=', appliance)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'A box without a policy reported.');
    const pass = versionToPass(row.version, report);
    if (pass !== undefined) {
      const policy = JSON.stringify(row.policy);
      await setVersion(transaction, { appliance, version: pass + 1, policy, at: now, actor: CENTER });
    }
    const { convergence, code, message } = judgeReport(pass === undefined ? row.version : pass + 1, report);
    await transaction
      .updateTable('policy')
      .set({
        applied_version: Math.min(report.appliedVersion, 2_147_483_647),
        convergence,
        refusal_code: code,
        refusal_message: message === null ? null : toStorable(message),
        reported_at: now,
        report: JSON.stringify(toStorable(report)),
      })
      .where('appliance', '=', appliance)
      .execute();
    return ok({ passed: pass !== undefined });
  });
}
