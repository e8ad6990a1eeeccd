import { sql } from 'kysely';
import type { DatabaseTransaction } from '../../store/database.ts';
import { endCertificates } from './store-certificates.ts';

/**
 * A new box takes the place of an old one: what people have said about the office goes with it (names of devices, zone,
 * place, its own policy), what the old one saw stays with the old one, which is cut off and leaves the fleet.
 */
export async function takeOver(
  transaction: DatabaseTransaction,
  old: string,
  fresh: string,
  now: Date,
): Promise<string[]> {
  await sql`update appliance n set time_zone = o.time_zone, language = o.language, labels = o.labels,
      company = o.company, site = o.site, prefecture = o.prefecture, industry = o.industry
    from appliance o where o.id = ${old} and n.id = ${fresh}`.execute(transaction);
  // Without a document: the roll-out composes, signs and sends it as the version that it is for this box.
  const copied = await sql<{ version: number }>`
    insert into policy (appliance, version, policy, layer, next_end, updated_at, updated_by)
    select ${fresh}, 1, policy, layer, next_end, ${now}::timestamptz, 'center' from policy where appliance = ${old}
    on conflict (appliance) do update set version = policy.version + 1, policy = excluded.policy,
      layer = excluded.layer, next_end = excluded.next_end, updated_at = excluded.updated_at, updated_by = 'center',
      document = null, expires_at = null, published_at = null, convergence = 'pending'
    returning version`.execute(transaction);
  const version = copied.rows[0]?.version;
  if (version !== undefined) {
    await sql`insert into policy_change (appliance, version, policy, layer, at, actor, action)
      select appliance, version, policy, layer, updated_at, 'center', 'first' from policy where appliance = ${fresh}
      `.execute(transaction);
  }
  await transaction.updateTable('appliance').set({ enrolled: false }).where('id', '=', old).execute();
  await sql`update sticker set state = 'withdrawn' where appliance = ${old} and state <> 'withdrawn'`.execute(
    transaction,
  );
  return await endCertificates(transaction, old, 'replaced', now);
}
