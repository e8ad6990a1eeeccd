import type { IncidentRow, IncidentsAnswer } from '@omamori/contract/console-api';
import type { Scope } from '@omamori/contract/console-api/people';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';
import { selectIncidents, toIncidentRow } from './read-rows.ts';

export const SORTS = ['latest', 'oldest', 'severity', 'count'] as const;
export const QUEUE_STATES = ['open', 'escalated', 'later', 'done', 'all'] as const;

/** What an incident must be to be shown; every condition may be left out. */
export interface IncidentFilter {
  /** open: to be done now; escalated: handed over; later: put off; done: closed or judged harmless. */
  readonly state: (typeof QUEUE_STATES)[number];
  readonly appliance?: string | undefined;
  readonly company?: string | undefined;
  readonly story?: string | undefined;
  readonly severity?: IncidentRow['severity'] | undefined;
  readonly outcome?: IncidentRow['outcome'] | undefined;
  /** MAC or address of the device. */
  readonly device?: string | undefined;
  /** Name of the account it must be assigned to. */
  readonly assignee?: string | undefined;
  /** Words to find in company, site, device, addresses, rules. */
  readonly q?: string | undefined;
}

export interface IncidentSearch extends IncidentFilter {
  readonly sort?: (typeof SORTS)[number] | undefined;
  /** Id of the last row of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Keys of each order, all from the greatest to the least, so that one comparison of rows finds the next page. */
const ORDERS: Readonly<Record<(typeof SORTS)[number], readonly string[]>> = {
  latest: ['i.last_at', 'i.id'],
  oldest: ['-extract(epoch from i.first_at)', 'i.id'],
  severity: ["array_position(array['low', 'medium', 'high', 'critical'], i.severity)", 'i.last_at', 'i.id'],
  count: ['i.blocked + i.passed + i.signs', 'i.last_at', 'i.id'],
};

/** `total` counts what fits the filter on all pages. */
export async function searchIncidents(
  db: Database,
  search: IncidentSearch,
  scope: Scope,
  now: Date,
): Promise<IncidentsAnswer> {
  const order = ORDERS[search.sort ?? 'latest'];
  const keys = order.join(', ');
  const fits = filterOf(search, now);
  let page = selectIncidents(db).where(inScope(scope)).where(fits);
  if (search.before !== undefined) {
    page = page.where(
      sql<SqlBool>`(${sql.raw(keys)}) < (select ${sql.raw(keys)} from incident i where i.id = ${search.before})`,
    );
  }
  const [rows, counted, all] = await Promise.all([
    page
      .orderBy(sql.raw(order.map((key) => `${key} desc`).join(', ')))
      .limit(search.limit)
      .execute(),
    countIncidents(db, scope, fits),
    countIncidents(db, scope, sql<SqlBool>`true`),
  ]);
  return { now: now.toISOString(), incidents: rows.map(toIncidentRow), total: counted, totalWithoutFilter: all };
}

async function countIncidents(db: Database, scope: Scope, fits: RawBuilder<SqlBool>): Promise<number> {
  const counted = await db
    .selectFrom('incident as i')
    .innerJoin('appliance as a', 'a.id', 'i.appliance')
    .select(sql<number>`count(*)`.as('total'))
    .where(inScope(scope))
    .where(fits)
    .executeTakeFirstOrThrow();
  return counted.total;
}

/** For a query in which `incident` is called `i` and `appliance` `a`. */
export function filterOf(filter: IncidentFilter, now: Date): RawBuilder<SqlBool> {
  const conditions: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`, stateOf(filter.state, now)];
  const { appliance, company, story, severity, outcome, device, assignee, q } = filter;
  if (appliance !== undefined) conditions.push(sql`i.appliance = ${appliance}`);
  if (company !== undefined) conditions.push(sql`a.company = ${company}`);
  if (story !== undefined) conditions.push(sql`i.story = ${story}`);
  if (severity !== undefined) conditions.push(sql`i.severity = ${severity}`);
  if (outcome !== undefined) conditions.push(OUTCOMES[outcome]);
  if (device !== undefined) conditions.push(sql`coalesce(i.device_mac, i.device_ip) = ${device}`);
  if (assignee !== undefined) conditions.push(sql`i.assignee = ${assignee}`);
  if (q !== undefined && q !== '') {
    const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`concat_ws(' ', i.id, i.appliance, a.company, a.site, i.story, i.device_ip, i.device_mac,
      i.device_name, a.labels ->> i.device_mac, i.peer_ip, i.peer_country, i.peer_name, i.rules::text) ilike ${pattern}`);
  }
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** As `outcomeOf` of describe-detection.ts says it row by row. */
const OUTCOMES: Readonly<Record<IncidentRow['outcome'], RawBuilder<SqlBool>>> = {
  'not-stopped': sql`i.passed > 0`,
  stopped: sql`(i.passed = 0 and i.signs = 0 and i.blocked > 0)`,
  unknown: sql`(i.passed = 0 and (i.signs > 0 or i.blocked = 0))`,
};

function stateOf(state: IncidentFilter['state'], now: Date): RawBuilder<SqlBool> {
  const done = sql`i.state in ('closed', 'false-positive')`;
  const asleep = sql`coalesce(i.snoozed_until > ${now.toISOString()}::timestamptz, false)`;
  switch (state) {
    case 'all':
      return sql`true`;
    case 'done':
      return sql`${done}`;
    case 'later':
      return sql`(not ${done} and ${asleep})`;
    case 'escalated':
      return sql`(not ${done} and not ${asleep} and i.escalated_at is not null)`;
    case 'open':
      return sql`(not ${done} and not ${asleep} and i.escalated_at is null)`;
  }
}
