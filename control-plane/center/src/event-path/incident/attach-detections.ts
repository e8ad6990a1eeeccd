// Runs inside the transaction that stores the detections: no instant exists in which a detection is durable but its
// incident is not. The caller holds the appliance's lock, so two ingest workers cannot open the same incident twice.
import { sql } from 'kysely';
import type { DatabaseTransaction } from '../../store/database.ts';
import { ACTIVITY_WINDOW_MS, type Described } from './describe-detection.ts';
import { foldDetections, type IncidentDraft, MAX_PEERS } from './fold-incident.ts';

/** Returns for each detection, in order, the id of its incident. */
export async function attachDetections(
  transaction: DatabaseTransaction,
  appliance: string,
  described: readonly Described[],
  now: Date,
): Promise<number[]> {
  const drafts = await loadCandidates(transaction, appliance, described);
  const assigned = foldDetections(drafts, described);
  for (const draft of drafts) {
    if (draft.touched) await storeDraft(transaction, appliance, draft, now);
  }
  return assigned.map((draft) => draft.id ?? 0);
}

async function loadCandidates(
  transaction: DatabaseTransaction,
  appliance: string,
  described: readonly Described[],
): Promise<IncidentDraft[]> {
  const subjects = new Set(described.map((item) => item.subject));
  for (const { detection } of described) if (detection.device !== null) subjects.add(`ip:${detection.device.ip}`);
  const from = described.reduce((least, item) => Math.min(least, item.at), Number.POSITIVE_INFINITY);
  const to = described.reduce((most, item) => Math.max(most, item.until), 0);
  const rows = await transaction
    .selectFrom('incident')
    .selectAll()
    .where('appliance', '=', appliance)
    .where('subject', 'in', [...subjects])
    .where('state', '!=', 'closed')
    .where('last_at', '>=', new Date(from - ACTIVITY_WINDOW_MS))
    .where('first_at', '<=', new Date(to + ACTIVITY_WINDOW_MS))
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    id: row.id,
    story: row.story,
    direction: row.direction,
    subject: row.subject,
    severity: row.severity,
    deviceIp: row.device_ip,
    deviceMac: row.device_mac,
    deviceName: row.device_name,
    peerIp: row.peer_ip,
    peerCountry: row.peer_country,
    peerName: row.peer_name,
    service:
      row.service_protocol === null || row.service_port === null
        ? null
        : { protocol: row.service_protocol, port: row.service_port },
    blocked: row.blocked,
    passed: row.passed,
    signs: row.signs,
    peers: row.peers,
    rules: row.rules,
    carried: row.carried,
    firstAt: row.first_at.getTime(),
    lastAt: row.last_at.getTime(),
    state: row.state,
    touched: false,
    newPeers: new Set<string>(),
  }));
}

async function storeDraft(
  transaction: DatabaseTransaction,
  appliance: string,
  draft: IncidentDraft,
  now: Date,
): Promise<void> {
  const row = rowOf(draft, now);
  if (draft.id === null) {
    const inserted = await transaction
      .insertInto('incident')
      .values({ ...row, appliance, story: draft.story, direction: draft.direction, peers: 0, created_at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    draft.id = inserted.id;
    await transaction
      .insertInto('incident_history')
      .values({ incident_id: inserted.id, at: now, actor: 'center', change: 'new', reason: null })
      .execute();
  } else {
    await transaction.updateTable('incident').set(row).where('id', '=', draft.id).execute();
  }
  await countPeers(transaction, draft.id, draft);
}

function rowOf(draft: IncidentDraft, now: Date) {
  return {
    subject: draft.subject,
    severity: draft.severity,
    device_ip: draft.deviceIp,
    device_mac: draft.deviceMac,
    device_name: draft.deviceName,
    peer_ip: draft.peerIp,
    peer_country: draft.peerCountry,
    peer_name: draft.peerName,
    service_protocol: draft.service?.protocol ?? null,
    service_port: draft.service?.port ?? null,
    blocked: draft.blocked,
    passed: draft.passed,
    signs: draft.signs,
    rules: JSON.stringify(draft.rules),
    carried: draft.carried === null ? null : JSON.stringify(draft.carried),
    first_at: new Date(draft.firstAt),
    last_at: new Date(draft.lastAt),
    updated_at: now,
  };
}

async function countPeers(transaction: DatabaseTransaction, id: number, draft: IncidentDraft): Promise<void> {
  const fresh = [...draft.newPeers].slice(0, Math.max(0, MAX_PEERS - draft.peers));
  if (fresh.length === 0) return;
  await sql`with added as (
      insert into incident_peer (incident_id, ip) select ${id}::bigint, ip from unnest(${fresh}::text[]) as ip
      on conflict do nothing returning 1)
    update incident set peers = peers + (select count(*) from added) where id = ${id}`.execute(transaction);
}
