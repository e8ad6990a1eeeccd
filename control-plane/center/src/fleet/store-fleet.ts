import type { Health } from '@omamori/contract/health';
import type { Inventory } from '@omamori/contract/inventory';
import { sql } from 'kysely';
import type { FleetEntry } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { toStorable } from '../store/storable-text.ts';
import type { Liveness } from './judge-liveness.ts';

/** Makes the table name the fleet of the settings, beside the boxes of stickers; boxes no longer named keep their history. */
export async function enrolFleet(db: Database, entries: readonly FleetEntry[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const ids = entries.map((entry) => entry.appliance);
    await sql`update appliance set enrolled = false
      where enrolled_by = 'settings' and not (id = any(${ids}::text[]))`.execute(transaction);
    for (const entry of entries) {
      const row = {
        company: entry.company,
        site: entry.site,
        time_zone: entry.timeZone,
        language: entry.language,
        labels: JSON.stringify(entry.labels),
        enrolled: true,
        enrolled_by: 'settings' as const,
        prefecture: entry.prefecture ?? null,
        industry: entry.industry ?? null,
      };
      await transaction
        .insertInto('appliance')
        .values({ id: entry.appliance, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
  });
}

export async function loadLiveness(db: Database): Promise<Map<string, Liveness>> {
  const rows = await db
    .selectFrom('appliance')
    .select(['id', 'state', 'state_since', 'last_heard', 'session', 'session_ended', 'early_death', 'dead_at'])
    .where('enrolled', '=', true)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        state: row.state,
        stateSince: row.state_since?.getTime() ?? null,
        lastHeard: row.last_heard?.getTime() ?? null,
        session: row.session,
        sessionEnded: row.session_ended,
        earlyDeath: row.early_death,
        deadAt: row.dead_at?.getTime() ?? null,
      },
    ]),
  );
}

export async function saveLiveness(db: Database, appliance: string, liveness: Liveness): Promise<void> {
  await db
    .updateTable('appliance')
    .set({
      state: liveness.state,
      state_since: dateOf(liveness.stateSince),
      last_heard: dateOf(liveness.lastHeard),
      session: liveness.session,
      session_ended: liveness.sessionEnded,
      early_death: liveness.earlyDeath,
      dead_at: dateOf(liveness.deadAt),
    })
    .where('id', '=', appliance)
    .execute();
}

export async function saveHealth(db: Database, health: Health): Promise<void> {
  await db
    .updateTable('appliance')
    .set({
      protection: health.protection,
      protection_since: health.protectionSince,
      rules_loaded: health.rulesLoaded,
      rules_date: health.rulesDate,
      spool_waiting: health.spool.waiting,
      spool_dropped: health.spool.dropped,
      agent_version: toStorable(health.agentVersion),
      health: JSON.stringify(toStorable(health)),
    })
    .where('id', '=', health.appliance)
    .execute();
}

/** The message is the whole list: devices that it no longer names are gone from the office's view. */
export async function saveInventory(db: Database, inventory: Inventory): Promise<void> {
  const devices = JSON.stringify(toStorable(inventory.devices));
  await db.transaction().execute(async (transaction) => {
    await sql`delete from device where appliance = ${inventory.appliance}
      and not exists (select from jsonb_to_recordset(${devices}::jsonb) as d(mac text) where d.mac = device.mac)`.execute(
      transaction,
    );
    await sql`insert into device (appliance, mac, names, addresses, first_seen, last_seen, known)
      select distinct on (d.mac) ${inventory.appliance}::text, d.mac, d.names, d.addresses, d."firstSeen", d."lastSeen", d.known
      from jsonb_to_recordset(${devices}::jsonb)
        as d(mac text, names jsonb, addresses jsonb, "firstSeen" timestamptz, "lastSeen" timestamptz, known jsonb)
      order by d.mac, d."lastSeen" desc
      on conflict (appliance, mac) do update set names = excluded.names, addresses = excluded.addresses,
        first_seen = least(device.first_seen, excluded.first_seen), last_seen = excluded.last_seen,
        known = excluded.known`.execute(transaction);
  });
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
