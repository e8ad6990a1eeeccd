import type { IncidentDetail } from '@omamori/contract/console-api';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { readIncidentRows } from './read-rows.ts';

const DETECTIONS_SHOWN = 200;

/** Everything about one incident. Error: CTR_INCIDENT_UNKNOWN. */
export async function readIncidentDetail(db: Database, id: number): Promise<Result<IncidentDetail>> {
  const [row] = await readIncidentRows(db, [id]);
  if (row === undefined) return err('CTR_INCIDENT_UNKNOWN', 'There is no such incident.');
  const [detections, counted, notices, history, elsewhere] = await Promise.all([
    readDetections(db, id),
    db
      .selectFrom('detection')
      .select(sql<number>`count(*)`.as('total'))
      .where('incident_id', '=', id)
      .executeTakeFirstOrThrow(),
    readNotices(db, id),
    readHistory(db, id),
    readElsewhere(db, row.appliance, row.peer?.ip ?? null),
  ]);
  return ok({ row, detections, detectionTotal: counted.total, notices, history, elsewhere });
}

async function readDetections(db: Database, id: number): Promise<IncidentDetail['detections']> {
  const rows = await db
    .selectFrom('detection')
    .select(['epoch', 'sequence', 'received_at', 'detection'])
    .where('incident_id', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(DETECTIONS_SHOWN)
    .execute();
  return rows.map((row) => ({
    epoch: row.epoch,
    sequence: row.sequence,
    receivedAt: row.received_at.toISOString(),
    detection: row.detection,
  }));
}

async function readNotices(db: Database, id: number): Promise<IncidentDetail['notices']> {
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'language', 'level', 'title', 'body', 'details', 'file', 'created_at'])
    .where('incident_id', '=', id)
    .where('state', '=', 'written')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ created_at, ...row }) => ({ ...row, channel: 'outbox', createdAt: created_at.toISOString() }));
}

async function readHistory(db: Database, id: number): Promise<IncidentDetail['history']> {
  const rows = await db
    .selectFrom('incident_history')
    .select(['at', 'actor', 'change', 'reason'])
    .where('incident_id', '=', id)
    .orderBy('id', 'asc')
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** The same address outside, at other appliances. */
async function readElsewhere(
  db: Database,
  appliance: string,
  peerIp: string | null,
): Promise<IncidentDetail['elsewhere']> {
  if (peerIp === null) return { appliances: 0, incidents: 0 };
  return await db
    .selectFrom('incident_peer as p')
    .innerJoin('incident as i', 'i.id', 'p.incident_id')
    .select([sql<number>`count(distinct i.appliance)`.as('appliances'), sql<number>`count(*)`.as('incidents')])
    .where('p.ip', '=', peerIp)
    .where('i.appliance', '!=', appliance)
    .executeTakeFirstOrThrow();
}
