// Looking at layers without changing them: which there are, what stands where, what a policy was.
import { policyLayerSchema } from '@omamori/contract/console-api';
import type {
  LayerHistoryAnswer,
  LayerListAnswer,
  LayerVersionAnswer,
  PolicyLayersAnswer,
  PolicyVersionAnswer,
} from '@omamori/contract/console-api/layers';
import type { Scope } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { withoutEnded } from './compose/end-times.ts';
import { inheritedOf, ownPolicy } from './compose/own-layer.ts';
import type { LayerName } from './layer-store.ts';
import { readLayersAbove, STANDARD_TEMPLATE } from './policy-row.ts';

/** Template, company and the appliance itself, each as it was said. Error: CTR_APPLIANCE_UNKNOWN. */
export async function readLayersOf(db: Database, appliance: string): Promise<Result<PolicyLayersAnswer>> {
  const row = await db
    .selectFrom('policy as p')
    .innerJoin('appliance as a', 'a.id', 'p.appliance')
    .leftJoin('company_policy as c', 'c.company', 'a.company')
    .where('p.appliance', '=', appliance)
    .select(['p.layer as own', 'a.company', 'c.layer as company_layer', 'c.version as company_version', 'c.template'])
    .executeTakeFirst();
  if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const name = row.template ?? STANDARD_TEMPLATE;
  const template = await db.selectFrom('policy_template').selectAll().where('name', '=', name).executeTakeFirst();
  return ok({
    template: { name, version: template?.version ?? 0, layer: policyLayerSchema.parse(template?.layer ?? {}) },
    company: {
      ...{ name: row.company, version: row.company_version ?? 0 },
      layer: policyLayerSchema.parse(row.company_layer ?? {}),
    },
    appliance: policyLayerSchema.parse(row.own),
  });
}

/** Errors: CTR_APPLIANCE_UNKNOWN, CTR_VERSION_UNKNOWN. */
export async function readPolicyVersion(
  db: Database,
  appliance: string,
  version: number | undefined,
  now: Date,
): Promise<Result<PolicyVersionAnswer>> {
  return await db.transaction().execute(async (transaction) => {
    const all = transaction.selectFrom('policy_change').select(['version', 'layer']).where('appliance', '=', appliance);
    const newest = await all.orderBy('version', 'desc').limit(1).executeTakeFirst();
    if (newest === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
    const row = version === undefined ? newest : await all.where('version', '=', version).executeTakeFirst();
    // Changes from before there were layers have none: what the box alone said then is not known.
    if (row === undefined || row.layer === null) {
      return err('CTR_VERSION_UNKNOWN', 'What the policy was in that version is not known.');
    }
    const above = await readLayersAbove(transaction, appliance);
    const layer = withoutEnded(policyLayerSchema.parse(row.layer), now.getTime());
    const inherited = inheritedOf(above.template, above.company, now.getTime());
    return ok({ version: row.version, policy: ownPolicy(layer, inherited, now.getTime()) });
  });
}

const HISTORY_SHOWN = 200;

/** Who changed a template or company and when; what nobody has changed has no history. */
export async function readLayerHistory(db: Database, { scope, name }: LayerName): Promise<LayerHistoryAnswer> {
  const rows = await db
    .selectFrom('layer_change')
    .select(['version', 'at', 'actor', 'template'])
    .where('scope', '=', scope)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(HISTORY_SHOWN)
    .execute();
  return { entries: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
}

/** `version` undefined: the newest. Error: CTR_VERSION_UNKNOWN. */
export async function readLayerVersion(
  db: Database,
  { scope, name }: LayerName,
  version: number | undefined,
  now: Date,
): Promise<Result<LayerVersionAnswer>> {
  const all = db
    .selectFrom('layer_change')
    .select(['version', 'layer', 'template'])
    .where('scope', '=', scope)
    .where('name', '=', name);
  const wanted = version === undefined ? all.orderBy('version', 'desc').limit(1) : all.where('version', '=', version);
  const row = await wanted.executeTakeFirst();
  if (row === undefined) return err('CTR_VERSION_UNKNOWN', 'What was said in that version is not known.');
  const layer = withoutEnded(policyLayerSchema.parse(row.layer), now.getTime());
  return ok({ version: row.version, layer, template: row.template });
}

/** Templates are everybody's: only who sees everything is told of them. */
export async function listLayers(db: Database, scope: Scope): Promise<LayerListAnswer> {
  const found = await sql<CompanyRow>`
    select a.company as name, count(*) as appliances, coalesce(max(c.template), ${STANDARD_TEMPLATE}) as template,
      coalesce(max(c.version), 0) as version, max(c.updated_at) as at, max(c.updated_by) as by
    from appliance a join policy p on p.appliance = a.id left join company_policy c on c.company = a.company
    where a.enrolled group by a.company order by a.company`.execute(db);
  const companies = found.rows.map(({ at, by, ...row }) => ({
    ...row,
    updatedAt: at?.toISOString() ?? null,
    updatedBy: by,
  }));
  if (scope.kind === 'some') {
    return { templates: [], companies: companies.filter(({ name }) => scope.companies.includes(name)) };
  }
  const rows = await db.selectFrom('policy_template').selectAll().orderBy('name').execute();
  const names = [
    ...new Set([STANDARD_TEMPLATE, ...rows.map(({ name }) => name), ...companies.map((one) => one.template)]),
  ];
  const templates = names.map((name) => {
    const row = rows.find((one) => one.name === name);
    const under = companies.filter((one) => one.template === name);
    return {
      ...{ name, version: row?.version ?? 0, companies: under.length },
      appliances: under.reduce((sum, one) => sum + one.appliances, 0),
      ...{ updatedAt: row?.updated_at?.toISOString() ?? null, updatedBy: row?.updated_by ?? null },
    };
  });
  return { templates, companies };
}

interface CompanyRow {
  readonly name: string;
  readonly appliances: number;
  readonly template: string;
  readonly version: number;
  readonly at: Date | null;
  readonly by: string | null;
}
