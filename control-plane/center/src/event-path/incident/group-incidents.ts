import type { Scope } from '@omamori/contract/console-api/people';
import type { Grouping, IncidentGroup, IncidentGroupsAnswer } from '@omamori/contract/console-api/triage';
import { type SqlBool, sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';
import { readIncidentRows } from './read-rows.ts';
import { filterOf, type IncidentFilter } from './search-incidents.ts';

const MOST = 200;
/** What makes one group, beside the story. */
const KEYS: Readonly<Record<Grouping, string>> = {
  story: 'i.story',
  company: 'i.story, a.company',
  device: 'i.story, i.appliance, coalesce(i.device_mac, i.device_ip)',
};

interface Counted {
  newest: number;
  incidents: number;
  count: number;
  not_stopped: number;
  worst: number;
  first_at: Date;
  last_at: Date;
}

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** Incidents that fit a filter, counted by story; the newest activity first. */
export async function groupIncidents(
  db: Database,
  by: Grouping,
  filter: IncidentFilter,
  scope: Scope,
  now: Date,
): Promise<IncidentGroupsAnswer> {
  const fits = sql<SqlBool>`${inScope(scope)} and ${filterOf(filter, now)}`;
  const counted = await sql<Counted & { total: number }>`
    select (array_agg(i.id order by i.last_at desc, i.id desc))[1] as newest, count(*) as incidents,
      sum(i.blocked + i.passed + i.signs)::bigint as count,
      sum(case when i.passed > 0 then 1 else 0 end)::bigint as not_stopped,
      max(array_position(array['low', 'medium', 'high', 'critical'], i.severity)) as worst,
      min(i.first_at) as first_at, max(i.last_at) as last_at, count(*) over () as total
    from incident i join appliance a on a.id = i.appliance where ${fits}
    group by ${sql.raw(KEYS[by])} order by max(i.last_at) desc limit ${MOST}`.execute(db);
  const newest = await readIncidentRows(
    db,
    counted.rows.map((row) => row.newest),
    scope,
  );
  const rows = new Map(newest.map((row) => [row.id, row]));
  const groups = counted.rows.flatMap((group): IncidentGroup[] => {
    const row = rows.get(group.newest);
    if (row === undefined) return [];
    return [
      {
        story: row.story,
        company: by === 'story' ? null : row.company,
        appliance: by === 'device' ? row.appliance : null,
        device: by === 'device' ? row.device : null,
        incidents: group.incidents,
        count: group.count,
        notStopped: group.not_stopped,
        severity: SEVERITIES[group.worst - 1] ?? 'low',
        firstAt: group.first_at.toISOString(),
        lastAt: group.last_at.toISOString(),
        title: row.title,
      },
    ];
  });
  return { now: now.toISOString(), groups, total: counted.rows[0]?.total ?? 0 };
}
