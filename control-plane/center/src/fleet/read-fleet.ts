import type { ApplianceDetail, ApplianceRow, FleetAnswer } from '@omamori/contract/console-api';
import type { Scope } from '@omamori/contract/console-api/people';
import { healthSchema } from '@omamori/contract/health';
import { isPrivateMac } from '@omamori/contract/inventory';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import { bestName } from '../event-path/incident/read-rows.ts';
import { EVERYTHING } from '../people/person.ts';
import { inScope } from '../people/scope.ts';
import type { Database } from '../store/database.ts';

const DAY_MS = 24 * 60 * 60_000;

function selectAppliances(db: Database, now: Date, scope: Scope) {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  return db
    .selectFrom('appliance as a')
    .leftJoin('policy as p', 'p.appliance', 'a.id')
    .where('a.enrolled', '=', true)
    .where(inScope(scope))
    .selectAll('a')
    .select([
      'p.version',
      'p.applied_version',
      'p.convergence',
      'p.refusal_code',
      'p.refusal_message',
      'p.published_at',
    ])
    .select([
      sql<number>`(select count(*) from incident i
        where i.appliance = a.id and i.state not in ('closed', 'false-positive'))`.as('open_incidents'),
      sql<number>`(select coalesce(sum(count), 0)::bigint from detection t
        where t.appliance = a.id and t.verdict = 'blocked' and t.at > ${dayAgo})`.as('blocked_24h'),
      sql<number>`(select count(*) from device v where v.appliance = a.id)`.as('devices'),
    ]);
}

type SelectedAppliance = Awaited<ReturnType<ReturnType<typeof selectAppliances>['execute']>>[number];

export async function readFleet(db: Database, now: Date, scope: Scope): Promise<FleetAnswer> {
  const rows = await selectAppliances(db, now, scope).orderBy('a.company').orderBy('a.site').orderBy('a.id').execute();
  return { now: now.toISOString(), appliances: rows.map(toApplianceRow) };
}

export async function readApplianceRow(db: Database, id: string, now: Date): Promise<Result<ApplianceRow>> {
  const row = await selectAppliances(db, now, EVERYTHING).where('a.id', '=', id).executeTakeFirst();
  return row === undefined ? err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.') : ok(toApplianceRow(row));
}

export async function readApplianceDetail(
  db: Database,
  id: string,
  now: Date,
  scope: Scope,
): Promise<Result<ApplianceDetail>> {
  const row = await selectAppliances(db, now, scope).where('a.id', '=', id).executeTakeFirst();
  if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const devices = await db.selectFrom('device').selectAll().where('appliance', '=', id).orderBy('mac').execute();
  return ok({
    row: toApplianceRow(row),
    devices: devices.map((device) => ({
      mac: device.mac,
      label: row.labels[device.mac] ?? bestName([...device.names, ...(device.known?.otherNames ?? [])]),
      names: device.names,
      addresses: device.addresses,
      firstSeen: device.first_seen.toISOString(),
      lastSeen: device.last_seen.toISOString(),
      privateMac: isPrivateMac(device.mac),
      ...(device.known === null ? {} : { known: device.known }),
    })),
  });
}

function toApplianceRow(row: SelectedAppliance): ApplianceRow {
  const { refusal_code: code, refusal_message: message } = row;
  return {
    id: row.id,
    company: row.company,
    site: row.site,
    state: row.state,
    stateSince: row.state_since?.toISOString() ?? null,
    lastHeard: row.last_heard?.toISOString() ?? null,
    // What a box said before it went silent says nothing about now.
    protection: row.state === 'silent' || row.state === 'never' ? 'unknown' : (row.protection ?? 'unknown'),
    ...toldIn(row.health),
    rulesLoaded: row.rules_loaded,
    rulesDate: row.rules_date,
    desiredVersion: row.version ?? 0,
    appliedVersion: row.applied_version ?? 0,
    convergence: row.convergence ?? 'pending',
    refusal: code === null ? null : { code, message: message ?? '' },
    sentAt: row.published_at?.toISOString() ?? null,
    openIncidents: row.open_incidents,
    blocked24h: row.blocked_24h,
    devices: row.devices,
    spoolWaiting: row.spool_waiting,
    agentVersion: row.agent_version,
    ...(row.prefecture === null ? {} : { prefecture: row.prefecture }),
    ...(row.industry === null ? {} : { industry: row.industry }),
  };
}

const TOLD = healthSchema.pick({
  uninspected: true,
  eventStorage: true,
  floodBlocks: true,
  trusted: true,
  files: true,
  system: true,
});

/** Out of the last health message as it is kept; an agent that does not count has none. */
function toldIn(
  health: unknown,
): Pick<ApplianceRow, 'uninspected' | 'eventStorage' | 'floodBlocks' | 'trusted' | 'files' | 'system'> {
  const {
    uninspected = null,
    eventStorage = null,
    floodBlocks = null,
    trusted = null,
    files = null,
    system,
  } = TOLD.safeParse(health).data ?? {};
  const own = system === undefined ? {} : { system };
  return { uninspected, eventStorage, floodBlocks, trusted, files, ...own };
}
