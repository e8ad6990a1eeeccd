// Templates and company layers in the database. A change of one is a change of every appliance under it, in the same
// transaction: either all have their next version or nothing has changed.
import { isDeepStrictEqual } from 'node:util';
import { type LayerAnswer, type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import { policySchema } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import { commitAct } from '../people/audit/commit-act.ts';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import { withoutEnded } from './compose/end-times.ts';
import { normalisePolicy } from './compose/normalise-policy.ts';
import { composeRow, type LayersAbove, lockRow, readLayersAbove, STANDARD_TEMPLATE, setVersion } from './policy-row.ts';

/** Editors of layers go one after the other: a company may change its template while somebody edits that template. */
const LAYERS_LOCK = 0x6f6d_0004;

export interface LayerName {
  readonly scope: LayerAnswer['scope'];
  readonly name: string;
}

export interface LayerEdit extends LayerName {
  readonly layer: PolicyLayer;
  /** Of a company: the template from now on; undefined keeps it. */
  readonly template: string | undefined;
  readonly basedOn: number;
  readonly actor: string;
  readonly now: Date;
}

/** A layer nobody has changed is empty, at version 0. Error: CTR_COMPANY_UNKNOWN. */
export async function readLayer(db: Database, { scope, name }: LayerName): Promise<Result<LayerAnswer>> {
  return await db.transaction().execute(async (transaction) => {
    if (scope === 'company' && !(await knowsCompany(transaction, name))) return unknown();
    const row = await readRow(transaction, { scope, name });
    const appliances = await readUnder(transaction, { scope, name });
    return ok({
      ...{ scope, name, version: row?.version ?? 0, layer: policyLayerSchema.parse(row?.layer ?? {}) },
      template: scope === 'company' ? (row?.template ?? STANDARD_TEMPLATE) : null,
      appliances: appliances.length,
      updatedAt: row?.updated_at?.toISOString() ?? null,
      updatedBy: row?.updated_by ?? null,
    });
  });
}

/**
 * Compare-and-set on the layer's version. Returns the appliances that got a new version.
 * Errors: CTR_POLICY_STALE, CTR_COMPANY_UNKNOWN, CTR_LAYERS_UNFIT (nothing was changed).
 */
export async function changeLayer(db: Database, edit: LayerEdit): Promise<Result<string[]>> {
  return await commitAct(db, async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LAYERS_LOCK})`.execute(transaction);
    if (edit.scope === 'company' && !(await knowsCompany(transaction, edit.name))) return unknown();
    const row = await readRow(transaction, edit);
    const current = row?.version ?? 0;
    if (current !== edit.basedOn) {
      const message = `The layer is at version ${current}; this change was made on version ${edit.basedOn}.`;
      return err('CTR_POLICY_STALE', message, { current });
    }
    const layer = normalisePolicy(withoutEnded(edit.layer, edit.now.getTime()));
    const template = edit.template ?? row?.template ?? STANDARD_TEMPLATE;
    const same = isDeepStrictEqual(policyLayerSchema.parse(row?.layer ?? {}), layer);
    if (same && template === (row?.template ?? STANDARD_TEMPLATE)) return ok([]);
    const fresh = { ...edit, layer, template };
    const composed = await composeUnder(transaction, fresh);
    if (!composed.ok) return composed;
    await writeLayer(transaction, fresh, current + 1);
    for (const change of composed.value) await setVersion(transaction, change);
    return ok(composed.value.map(({ appliance }) => appliance));
  });
}

/** The appliances that would get a new version; writes nothing. Errors: CTR_COMPANY_UNKNOWN, CTR_LAYERS_UNFIT. */
export async function tryLayer(db: Database, edit: LayerEdit): Promise<Result<string[]>> {
  return await db.transaction().execute(async (transaction) => {
    if (edit.scope === 'company' && !(await knowsCompany(transaction, edit.name))) return unknown();
    const row = await readRow(transaction, edit);
    const layer = normalisePolicy(withoutEnded(edit.layer, edit.now.getTime()));
    const template = edit.template ?? row?.template ?? STANDARD_TEMPLATE;
    const composed = await composeUnder(transaction, { ...edit, layer, template }, 'read');
    return composed.ok ? ok(composed.value.map(({ appliance }) => appliance)) : composed;
  });
}

type FreshLayer = LayerEdit & { readonly template: string };

/** What each appliance under the layer would be; only those for which something changes. */
async function composeUnder(transaction: DatabaseTransaction, fresh: FreshLayer, purpose: 'read' | 'write' = 'write') {
  const changes: Parameters<typeof setVersion>[1][] = [];
  const { actor, now: at } = fresh;
  const template = fresh.scope === 'company' ? await readRow(transaction, nameOfTemplate(fresh)) : undefined;
  for (const appliance of await readUnder(transaction, fresh)) {
    const row = await lockRow(transaction, appliance, purpose);
    if (row === undefined) continue;
    const stored = await readLayersAbove(transaction, appliance);
    const above: LayersAbove =
      fresh.scope === 'template'
        ? { ...stored, template: fresh.layer }
        : { template: policyLayerSchema.parse(template?.layer ?? {}), company: fresh.layer };
    const composed = composeRow(above, row.layer, at);
    if (isDeepStrictEqual(composed.policy, row.policy)) continue;
    if (!policySchema.safeParse(composed.policy).success) {
      return err('CTR_LAYERS_UNFIT', `For ${appliance} this would be more than a box takes.`, { appliance });
    }
    const said = { actor, action: 'layers' as const, reason: `${fresh.scope} ${fresh.name}` };
    changes.push({ appliance, version: row.version + 1, ...composed, at, ...said });
  }
  return ok(changes);
}

function nameOfTemplate({ template }: FreshLayer): LayerName {
  return { scope: 'template', name: template };
}

async function writeLayer(transaction: DatabaseTransaction, fresh: FreshLayer, version: number): Promise<void> {
  const { scope, name, actor, now, template } = fresh;
  const layer = JSON.stringify(fresh.layer);
  const row = { version, layer, updated_at: now, updated_by: actor };
  if (scope === 'template') {
    await transaction
      .insertInto('policy_template')
      .values({ name, ...row })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
      .execute();
  } else {
    await transaction
      .insertInto('company_policy')
      .values({ company: name, template, ...row })
      .onConflict((conflict) => conflict.column('company').doUpdateSet({ template, ...row }))
      .execute();
  }
  const kept = scope === 'company' ? template : null;
  await transaction
    .insertInto('layer_change')
    .values({ scope, name, version, layer, template: kept, at: now, actor })
    .execute();
}

async function readRow(transaction: DatabaseTransaction, { scope, name }: LayerName) {
  if (scope === 'company') {
    return await transaction
      .selectFrom('company_policy')
      .select(['version', 'layer', 'template', 'updated_at', 'updated_by'])
      .where('company', '=', name)
      .executeTakeFirst();
  }
  const row = await transaction
    .selectFrom('policy_template')
    .select(['version', 'layer', 'updated_at', 'updated_by'])
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, template: undefined };
}

/** Appliances with a policy under the layer, always in the same order: their rows are locked in it. */
async function readUnder(transaction: DatabaseTransaction, { scope, name }: LayerName): Promise<string[]> {
  const found = await sql<{ appliance: string }>`
    select p.appliance from policy p join appliance a on a.id = p.appliance
    left join company_policy c on c.company = a.company
    where ${scope === 'company' ? sql`a.company = ${name}` : sql`coalesce(c.template, ${STANDARD_TEMPLATE}) = ${name}`}
    order by p.appliance`.execute(transaction);
  return found.rows.map(({ appliance }) => appliance);
}

async function knowsCompany(transaction: DatabaseTransaction, company: string): Promise<boolean> {
  const row = await transaction.selectFrom('appliance').select('id').where('company', '=', company).executeTakeFirst();
  return row !== undefined;
}

function unknown(): Result<never> {
  return err('CTR_COMPANY_UNKNOWN', 'No appliance belongs to a company of this name.');
}
