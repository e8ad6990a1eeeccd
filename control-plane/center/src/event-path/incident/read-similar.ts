import type { IncidentDetail, IncidentRow } from '@omamori/contract/console-api';
import type { Scope } from '@omamori/contract/console-api/people';
import { type SqlBool, sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';
import { readIncidentRows } from './read-rows.ts';

const MOST = 8;
const EACH = 4;

type Because = IncidentDetail['similar'][number]['because'];

/** Newest first: the same device, then the same address outside, then the same rule; each incident once. */
export async function readSimilar(db: Database, row: IncidentRow, scope: Scope): Promise<IncidentDetail['similar']> {
  const device = row.device?.mac ?? row.device?.ip ?? null;
  const sameDevice =
    device === null
      ? sql<SqlBool>`false`
      : sql<SqlBool>`i.appliance = ${row.appliance} and coalesce(i.device_mac, i.device_ip) = ${device}`;
  const samePeer =
    row.peer === null
      ? sql<SqlBool>`false`
      : sql<SqlBool>`i.id in (select incident_id from incident_peer where ip = ${row.peer.ip})`;
  const sameRule = sql<SqlBool>`i.story = ${row.story} and exists (
    select from incident me, jsonb_array_elements(me.rules) mine
    where me.id = ${row.id} and i.rules @> jsonb_build_array(jsonb_build_object('id', mine ->> 'id')))`;
  const because = new Map<number, Because>();
  for (const [reason, same] of [
    ['device', sameDevice],
    ['peer', samePeer],
    ['rule', sameRule],
  ] as const) {
    const found = await db
      .selectFrom('incident as i')
      .innerJoin('appliance as a', 'a.id', 'i.appliance')
      .select('i.id')
      .where('i.id', '!=', row.id)
      .where(same)
      .where(inScope(scope))
      .orderBy('i.last_at', 'desc')
      .limit(EACH)
      .execute();
    for (const { id } of found) if (!because.has(id) && because.size < MOST) because.set(id, reason);
  }
  const rows = new Map((await readIncidentRows(db, [...because.keys()], scope)).map((one) => [one.id, one]));
  return [...because].flatMap(([id, reason]) => {
    const similar = rows.get(id);
    return similar === undefined ? [] : [{ because: reason, row: similar }];
  });
}
