// One row of the policy table inside a transaction: read and parsed, composed with the layers above, written with its
// line in the history.
import { type PolicyHistoryAnswer, type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import { type Policy, policySchema } from '@omamori/contract/desired-state';
import { sql } from 'kysely';
import type { DatabaseTransaction } from '../store/database.ts';
import { composePolicy } from './compose/compose-policy.ts';
import { nextEnd, withoutEnded } from './compose/end-times.ts';
import { normalisePolicy } from './compose/normalise-policy.ts';

export const STANDARD_TEMPLATE = 'standard';

export interface LayersAbove {
  readonly template: PolicyLayer;
  readonly company: PolicyLayer;
}

export interface StoredVersion {
  readonly appliance: string;
  readonly version: number;
  readonly layer: PolicyLayer;
  readonly policy: Policy;
  readonly at: Date;
  readonly actor: string;
}

/** `write` holds the row until the transaction ends. What was stored by an earlier version gets the defaults. */
export async function lockRow(transaction: DatabaseTransaction, appliance: string, purpose: 'read' | 'write') {
  const query = transaction
    .selectFrom('policy')
    .select(['version', 'policy', 'layer', 'updated_at', 'updated_by'])
    .where('appliance', '=', appliance);
  const row = await (purpose === 'write' ? query.forUpdate() : query).executeTakeFirst();
  if (row === undefined) return undefined;
  return { ...row, policy: policySchema.parse(row.policy), layer: policyLayerSchema.parse(row.layer) };
}

/**
 * Template and company of an appliance; empty where nobody has said anything. Read it after the row is locked: whoever
 * changes a layer locks the rows under it too, so the later of both sees the other.
 */
export async function readLayersAbove(transaction: DatabaseTransaction, appliance: string): Promise<LayersAbove> {
  const found = await sql<{ template: PolicyLayer | null; company: PolicyLayer | null }>`
    select t.layer as template, c.layer as company from appliance a
    left join company_policy c on c.company = a.company
    left join policy_template t on t.name = coalesce(c.template, ${STANDARD_TEMPLATE})
    where a.id = ${appliance}`.execute(transaction);
  const [row] = found.rows;
  return {
    template: policyLayerSchema.parse(row?.template ?? {}),
    company: policyLayerSchema.parse(row?.company ?? {}),
  };
}

export function composeRow(above: LayersAbove, layer: PolicyLayer, now: Date): { layer: PolicyLayer; policy: Policy } {
  const own = normalisePolicy(withoutEnded(layer, now.getTime()));
  return { layer: own, policy: composePolicy(above.template, above.company, own, now.getTime()) };
}

/** False when the appliance has a policy, or is not known. */
export async function insertFirst(
  transaction: DatabaseTransaction,
  first: Omit<StoredVersion, 'version'>,
): Promise<boolean> {
  const { appliance, policy, layer, at, actor } = first;
  const made = await sql<{ appliance: string }>`
    insert into policy (appliance, version, policy, layer, next_end, updated_at, updated_by)
    select id, 1, ${JSON.stringify(policy)}::jsonb, ${JSON.stringify(layer)}::jsonb,
      ${nextEnd(policy)}::timestamptz, ${at}::timestamptz, ${actor} from appliance where id = ${appliance}
    on conflict (appliance) do nothing returning appliance`.execute(transaction);
  if (made.rows.length === 0) return false;
  await recordChange(transaction, { ...first, version: 1, action: 'first', reason: null });
  return true;
}

type Change = StoredVersion & {
  readonly action: PolicyHistoryAnswer['entries'][number]['action'];
  readonly reason: string | null;
};

export async function setVersion(transaction: DatabaseTransaction, change: Change): Promise<void> {
  const { appliance, version, policy, layer, at, actor } = change;
  const fresh = { document: null, expires_at: null, published_at: null, refusal_code: null, refusal_message: null };
  await transaction
    .updateTable('policy')
    .set({
      ...{ version, policy: JSON.stringify(policy), layer: JSON.stringify(layer), next_end: nextEnd(policy) },
      ...{ updated_at: at, updated_by: actor, convergence: 'pending' as const, ...fresh },
    })
    .where('appliance', '=', appliance)
    .execute();
  await recordChange(transaction, change);
}

async function recordChange(transaction: DatabaseTransaction, change: Change): Promise<void> {
  const { policy, layer, ...rest } = change;
  await transaction
    .insertInto('policy_change')
    .values({ ...rest, policy: JSON.stringify(policy), layer: JSON.stringify(layer) })
    .execute();
}
