import type { IncidentDetail } from '@omamori/contract/console-api';
import type { Scope } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { sightingKey } from '@omamori/contract/sighting';
import { sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';
import { countOthers } from './count-others.ts';
import { readIncidentRows } from './read-rows.ts';
import { readSimilar } from './read-similar.ts';
import { readNotes } from './write-notes.ts';

const DETECTIONS_SHOWN = 200;
const RULES_COUNTED = 4;

/** Everything about one incident. Error: CTR_INCIDENT_UNKNOWN. */
export async function readIncidentDetail(db: Database, id: number, scope: Scope): Promise<Result<IncidentDetail>> {
  const [row] = await readIncidentRows(db, [id], scope);
  if (row === undefined) return err('CTR_INCIDENT_UNKNOWN', 'There is no such incident.');
  const [detections, counted, notices, history, elsewhere, notes, similar, others] = await Promise.all([
    readDetections(db, id),
    db
      .selectFrom('detection')
      .select(sql<number>`count(*)`.as('total'))
      .where('incident_id', '=', id)
      .executeTakeFirstOrThrow(),
    readNotices(db, id),
    readHistory(db, id),
    readElsewhere(db, row.appliance, row.peer?.ip ?? null, scope),
    readNotes(db, id),
    readSimilar(db, row, scope),
    readOthers(db, id, row.appliance),
  ]);
  return ok({ row, detections, detectionTotal: counted.total, notices, history, elsewhere, notes, similar, others });
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

/** Others with an incident by the rules or lists of this one: numbers, so the reader's scope does not narrow them. */
async function readOthers(db: Database, id: number, appliance: string): Promise<IncidentDetail['others']> {
  const row = await db.selectFrom('incident').select('rules').where('id', '=', id).executeTakeFirst();
  // An incident keeps of a rule what people read; the engine's rules are those with a number.
  const keys = (row?.rules ?? []).map((rule) =>
    sightingKey({ ...rule, engine: /^\d+$/.test(rule.id) ? 'suricata' : 'nftables' }),
  );
  return await countOthers(db, appliance, keys.slice(0, RULES_COUNTED), Date.now());
}

async function readNotices(db: Database, id: number): Promise<IncidentDetail['notices']> {
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'language', 'level', 'title', 'body', 'details', 'file', 'created_at', 'part', 'written_at'])
    .where('incident_id', '=', id)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ created_at, written_at, ...row }) => ({
    ...row,
    channel: 'outbox',
    createdAt: created_at.toISOString(),
    handedOverAt: written_at?.toISOString() ?? null,
  }));
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

/** The same address outside, at other appliances that the reader may see. */
async function readElsewhere(
  db: Database,
  appliance: string,
  peerIp: string | null,
  scope: Scope,
): Promise<IncidentDetail['elsewhere']> {
  if (peerIp === null) return { appliances: 0, incidents: 0 };
  return await db
    .selectFrom('incident_peer as p')
    .innerJoin('incident as i', 'i.id', 'p.incident_id')
    .innerJoin('appliance as a', 'a.id', 'i.appliance')
    .select([sql<number>`count(distinct i.appliance)`.as('appliances'), sql<number>`count(*)`.as('incidents')])
    .where('p.ip', '=', peerIp)
    .where('i.appliance', '!=', appliance)
    .where(inScope(scope))
    .executeTakeFirstOrThrow();
}
