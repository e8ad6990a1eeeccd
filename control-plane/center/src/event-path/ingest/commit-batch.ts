import type { EventBatch, SpooledRecord } from '@omamori/contract/event-envelope';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';
import { attachDetections } from '../incident/attach-detections.ts';
import { type Described, describeDetection } from '../incident/describe-detection.ts';

/** First key of the advisory locks that order the batches of one appliance, over any number of centers. */
const LOCK_CLASS = 7301;

export interface Committed {
  /** Records that were new; the others had been committed before. */
  readonly stored: number;
  /** Incidents of all records, also of those stored before: by another center, or just before a crash, untold yet. */
  readonly incidents: readonly number[];
}

/**
 * Stores a batch in one transaction: detections, incidents, what the box dropped. When it resolves with a value all of
 * the batch's sequences are durable, also those of earlier deliveries. Error: CTR_APPLIANCE_UNKNOWN. A broken database
 * throws; nothing is stored then and the box sends again.
 */
export async function commitBatch(db: Database, batch: EventBatch, now: Date): Promise<Result<Committed>> {
  const { appliance } = batch;
  return await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOCK_CLASS}::int, hashtext(${appliance}::text))`.execute(transaction);
    const known = await transaction
      .selectFrom('appliance')
      .select('id')
      .where('id', '=', appliance)
      .where('enrolled', '=', true)
      .executeTakeFirst();
    if (known === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'A box that is not enrolled sent events.');
    await noteEpoch(transaction, batch, now);
    const { fresh, known: told } = await leaveOutStored(transaction, batch);
    if (fresh.length === 0) return ok({ stored: 0, incidents: told });
    const macOf = await readAddresses(transaction, appliance, fresh);
    const described = fresh.map(({ detection }) => describeDetection(toStorable(detection), now.getTime(), macOf));
    const incidents = await attachDetections(transaction, appliance, described, now);
    await insertDetections(transaction, batch, fresh, described, incidents, now);
    return ok({ stored: fresh.length, incidents: [...new Set([...told, ...incidents])] });
  });
}

async function noteEpoch(transaction: DatabaseTransaction, batch: EventBatch, now: Date): Promise<void> {
  await sql`insert into epoch (appliance, epoch, dropped, last_batch_at)
    values (${batch.appliance}, ${batch.epoch}, ${batch.dropped}, ${now})
    on conflict (appliance, epoch) do update
      set dropped = greatest(epoch.dropped, excluded.dropped), last_batch_at = excluded.last_batch_at`.execute(
    transaction,
  );
}

/** The lock is held: what is not there now is ours to insert. Within the batch the first of a sequence counts. */
async function leaveOutStored(
  transaction: DatabaseTransaction,
  batch: EventBatch,
): Promise<{ fresh: SpooledRecord[]; known: number[] }> {
  const sequences = batch.records.map((record) => record.sequence);
  const rows = await transaction
    .selectFrom('detection')
    .select(['sequence', 'incident_id'])
    .where('appliance', '=', batch.appliance)
    .where('epoch', '=', batch.epoch)
    .where('sequence', 'in', sequences)
    .execute();
  const seen = new Set(rows.map((row) => row.sequence));
  const fresh = batch.records.filter((record) => {
    if (seen.has(record.sequence)) return false;
    seen.add(record.sequence);
    return true;
  });
  return { fresh, known: [...new Set(rows.map((row) => row.incident_id))] };
}

/** Which device has which address, for detections that name no MAC. The one seen last wins. */
async function readAddresses(
  transaction: DatabaseTransaction,
  appliance: string,
  records: readonly SpooledRecord[],
): Promise<(ip: string) => string | null> {
  const needed = records.some(({ detection }) => detection.device !== null && detection.device.mac === null);
  if (!needed) return () => null;
  const devices = await transaction
    .selectFrom('device')
    .select(['mac', 'addresses'])
    .where('appliance', '=', appliance)
    .orderBy('last_seen', 'asc')
    .execute();
  const macs = new Map(devices.flatMap((device) => device.addresses.map((ip) => [ip, device.mac] as const)));
  return (ip) => macs.get(ip) ?? null;
}

async function insertDetections(
  transaction: DatabaseTransaction,
  batch: EventBatch,
  fresh: readonly SpooledRecord[],
  described: readonly Described[],
  incidents: readonly number[],
  now: Date,
): Promise<void> {
  const rows = described.map(({ detection, at }, index) => ({
    sequence: fresh[index]?.sequence,
    at: new Date(at).toISOString(),
    incident_id: incidents[index],
    story: detection.story,
    verdict: detection.verdict,
    count: detection.count,
    peer_ip: detection.peer?.ip ?? null,
    rule_id: detection.rule.id,
    detection,
  }));
  const inserted = await sql<{ id: number }>`
    insert into detection
      (appliance, epoch, sequence, at, received_at, incident_id, story, verdict, count, peer_ip, rule_id, detection)
    select ${batch.appliance}::text, ${batch.epoch}::text, r.sequence, r.at, ${now}::timestamptz, r.incident_id,
      r.story, r.verdict, r.count, r.peer_ip, r.rule_id, r.detection
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(sequence bigint, at timestamptz, incident_id bigint,
      story text, verdict text, count bigint, peer_ip text, rule_id text, detection jsonb)
    on conflict (appliance, epoch, sequence) do nothing
    returning id`.execute(transaction);
  // Counted into incidents but not stored would be a lie: roll back and let the box send again.
  if (inserted.rows.length !== rows.length) throw new Error('a sequence was stored by somebody without the lock');
}
