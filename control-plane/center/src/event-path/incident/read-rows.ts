import type { IncidentRow } from '@omamori/contract/console-api';
import type { Scope } from '@omamori/contract/console-api/people';
import { sql } from 'kysely';
import { EVERYTHING } from '../../people/person.ts';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';
import { rowTitleOf } from '../../wording/word-incident.ts';
import { outcomeOf } from './describe-detection.ts';
import type { IncidentFacts } from './incident-facts.ts';

/** What a reader of incidents needs beside the table: the company's words for its devices, the notice's state. */
export function selectIncidents(db: Database) {
  return db
    .selectFrom('incident as i')
    .innerJoin('appliance as a', 'a.id', 'i.appliance')
    .leftJoin('device as d', (join) =>
      join.onRef('d.appliance', '=', 'i.appliance').onRef('d.mac', '=', 'i.device_mac'),
    )
    .selectAll('i')
    .select(['a.company', 'a.site', 'a.time_zone', 'a.labels', 'd.names'])
    .select([
      sql<boolean>`exists (select from notice n where n.incident_id = i.id and n.state = 'written')`.as(
        'notice_written',
      ),
      sql<number>`(select count(*) from incident_note n where n.incident_id = i.id)`.as('notes'),
    ]);
}

export type SelectedIncident = Awaited<ReturnType<ReturnType<typeof selectIncidents>['execute']>>[number];

export async function readIncidentRows(
  db: Database,
  ids: readonly number[],
  scope: Scope = EVERYTHING,
): Promise<IncidentRow[]> {
  if (ids.length === 0) return [];
  const rows = await selectIncidents(db)
    .where('i.id', 'in', [...ids])
    .where(inScope(scope))
    .execute();
  return rows.map(toIncidentRow);
}

/** The facts behind one incident, for whoever writes words about it; undefined when there is no such incident. */
export async function readIncidentFacts(
  db: Database,
  id: number,
  more: { readonly phone: string; readonly number: string },
): Promise<IncidentFacts | undefined> {
  const row = await selectIncidents(db).where('i.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : factsOf(row, more);
}

export function toIncidentRow(row: SelectedIncident): IncidentRow {
  const facts = factsOf(row, { phone: '', number: '' });
  return {
    id: row.id,
    appliance: row.appliance,
    company: row.company,
    site: row.site,
    story: row.story,
    outcome: facts.outcome,
    severity: row.severity,
    direction: row.direction,
    title: { ja: rowTitleOf(facts, 'ja'), en: rowTitleOf(facts, 'en') },
    device: facts.device,
    peer: facts.peer,
    peers: facts.peers,
    count: facts.count,
    firstAt: facts.firstAt,
    lastAt: facts.lastAt,
    state: row.state,
    notice: row.notice_written ? 'written' : 'none',
    updatedAt: row.updated_at.toISOString(),
    verdict: row.verdict,
    assignee: row.assignee,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    duplicateOf: row.duplicate_of,
    notes: row.notes,
  };
}

function factsOf(row: SelectedIncident, more: { readonly phone: string; readonly number: string }): IncidentFacts {
  return {
    story: row.story,
    outcome: outcomeOf(row),
    severity: row.severity,
    direction: row.direction,
    device: deviceOf(row),
    peer: row.peer_ip === null ? null : { ip: row.peer_ip, country: row.peer_country, name: row.peer_name },
    service:
      row.service_protocol === null || row.service_port === null
        ? null
        : { protocol: row.service_protocol, port: row.service_port },
    count: row.blocked + row.passed + row.signs,
    peers: row.peers,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    rules: row.rules,
    carried: row.carried,
    company: row.company,
    timeZone: row.time_zone,
    // A policy can isolate a device, but the box does not confirm it device by device: nothing is promised to the owner.
    isolated: false,
    ...more,
  };
}

function deviceOf(row: SelectedIncident): IncidentRow['device'] {
  if (row.device_ip === null) return null;
  const own = row.device_mac === null ? undefined : row.labels[row.device_mac];
  return { label: own ?? bestName(row.names ?? []) ?? row.device_name, ip: row.device_ip, mac: row.device_mac };
}

/** DHCP names are what the device calls itself to the office's router; mDNS names often carry a service suffix. */
export function bestName(names: readonly { source: string; name: string }[]): string | null {
  return (names.find((known) => known.source === 'dhcp') ?? names[0])?.name ?? null;
}
