// The policy of each appliance in the database: one row what shall be, one row a change what was. The row holds the
// appliance's own layer and, composed with the layers above, what is sent.
import { isDeepStrictEqual } from 'node:util';
import type { PolicyAnswer, PolicyHistoryAnswer } from '@omamori/contract/console-api';
import { type Policy, policySchema } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import type { StateReport } from '@omamori/contract/state-report';
import { commitAct } from '../people/audit/commit-act.ts';
import type { Database } from '../store/database.ts';
import { toStorable } from '../store/storable-text.ts';
import { inheritedOf, ownPolicy, toLayer } from './compose/own-layer.ts';
import { judgeReport, versionToPass } from './convergence/judge-report.ts';
import { composeRow, insertFirst, lockRow, readLayersAbove, type StoredVersion, setVersion } from './policy-row.ts';

const CENTER = 'center';
const HISTORY_SHOWN = 200;

/** Gives an appliance its first policy, once. False when it had one, or when the center does not know the appliance. */
export async function ensurePolicy(db: Database, appliance: string, policy: Policy, now: Date): Promise<boolean> {
  return await db.transaction().execute(async (transaction) => {
    const above = await readLayersAbove(transaction, appliance);
    const layer = toLayer(policy, inheritedOf(above.template, above.company, now.getTime()));
    const composed = composeRow(above, layer, now);
    return await insertFirst(transaction, { appliance, ...composed, at: now, actor: CENTER });
  });
}

/** Error: CTR_APPLIANCE_UNKNOWN. */
export async function readPolicy(db: Database, appliance: string, now: Date): Promise<Result<PolicyAnswer>> {
  // One snapshot, so that the layers and the version belong together.
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const row = await lockRow(transaction, appliance, 'read');
      if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
      const above = await readLayersAbove(transaction, appliance);
      const inherited = inheritedOf(above.template, above.company, now.getTime());
      const policy = ownPolicy(row.layer, inherited, now.getTime());
      const { version, updated_at: at, updated_by: updatedBy } = row;
      return ok({ appliance, version, policy, inherited, updatedAt: at.toISOString(), updatedBy });
    });
}

export interface PolicyEdit {
  readonly appliance: string;
  readonly basedOn: number;
  readonly actor: string;
  readonly action: 'policy' | 'exception' | 'isolation' | 'release';
  readonly reason: string | null;
  readonly now: Date;
  /** The appliance's own policy → what it shall be. */
  readonly change: (own: Policy) => Result<Policy>;
}

/**
 * Compare-and-set: of two people who edit the same version one wins, the other is told. A change that changes nothing
 * makes no version. Errors: CTR_POLICY_STALE, CTR_APPLIANCE_UNKNOWN, CTR_LAYERS_UNFIT, those of `change`.
 */
export async function changePolicy(db: Database, edit: PolicyEdit): Promise<Result<{ changed: boolean }>> {
  const { appliance, actor, action, reason, now } = edit;
  return await commitAct(db, async (transaction) => {
    const row = await lockRow(transaction, appliance, 'write');
    if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
    if (row.version !== edit.basedOn) {
      const message = `The policy is at version ${row.version}; this change was made on version ${edit.basedOn}.`;
      return err('CTR_POLICY_STALE', message, { current: row.version });
    }
    const above = await readLayersAbove(transaction, appliance);
    const inherited = inheritedOf(above.template, above.company, now.getTime());
    const own = ownPolicy(row.layer, inherited, now.getTime());
    const wanted = edit.change(own);
    if (!wanted.ok) return wanted;
    const layer = toLayer(wanted.value, inherited);
    const composed = composeRow(above, layer, now);
    if (isDeepStrictEqual(own, ownPolicy(composed.layer, inherited, now.getTime()))) return ok({ changed: false });
    if (!policySchema.safeParse(composed.policy).success) {
      return err('CTR_LAYERS_UNFIT', 'With what the company and its template say, this is more than a box takes.');
    }
    await setVersion(transaction, { appliance, version: row.version + 1, ...composed, at: now, actor, action, reason });
    return ok({ changed: true });
  });
}

/** Composes again what stands; a new version when something else comes out. `ended`: because a time has come. */
export async function recompose(
  db: Database,
  appliance: string,
  action: 'ended' | 'layers',
  now: Date,
): Promise<{ changed: boolean }> {
  return await db.transaction().execute(async (transaction) => {
    const row = await lockRow(transaction, appliance, 'write');
    if (row === undefined) return { changed: false };
    const composed = composeRow(await readLayersAbove(transaction, appliance), row.layer, now);
    const same = isDeepStrictEqual(row.policy, composed.policy);
    if (same || !policySchema.safeParse(composed.policy).success) return { changed: false };
    const change = { appliance, version: row.version + 1, ...composed, at: now, actor: CENTER, action, reason: null };
    await setVersion(transaction, change);
    return { changed: true };
  });
}

/** Appliances with an exception or isolation whose time has come; a page. */
export async function readEnded(db: Database, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('policy')
    .select('appliance')
    .where('next_end', '<=', now)
    .orderBy('next_end')
    .limit(200)
    .execute();
  return rows.map(({ appliance }) => appliance);
}

/** Newest first. Error: CTR_APPLIANCE_UNKNOWN. */
export async function readHistory(db: Database, appliance: string): Promise<Result<PolicyHistoryAnswer>> {
  const rows = await db
    .selectFrom('policy_change')
    .select(['at', 'actor', 'version', 'action', 'reason'])
    .where('appliance', '=', appliance)
    .orderBy('version', 'desc')
    .limit(HISTORY_SHOWN)
    .execute();
  if (rows.length === 0) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  return ok({ entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })) });
}

/** What the box says it runs → columns. True when the center had to take a higher number because the box is ahead. */
export async function recordReport(db: Database, report: StateReport, now: Date): Promise<Result<{ passed: boolean }>> {
  const { appliance } = report;
  return await db.transaction().execute(async (transaction) => {
    const row = await lockRow(transaction, appliance, 'write');
    if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'A box without a policy reported.');
    const pass = versionToPass(row.version, report);
    if (pass !== undefined) {
      const { layer, policy } = row;
      const kept: StoredVersion = { appliance, version: pass + 1, layer, policy, at: now, actor: CENTER };
      await setVersion(transaction, { ...kept, action: 'passed', reason: null });
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
