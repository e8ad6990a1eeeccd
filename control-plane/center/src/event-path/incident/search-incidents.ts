import type { IncidentsAnswer } from '@omamori/contract/console-api';
import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import type { AppliancesTables, Database } from '../../store/database.ts';
import { selectIncidents, toIncidentRow } from './read-rows.ts';

export interface IncidentSearch {
  readonly state: 'open' | 'done' | 'all';
  readonly appliance?: string | undefined;
  /** Words to find in company, site, device, addresses, rules. */
  readonly q?: string | undefined;
  /** Id of the last row of the page before. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest activity first; `total` counts what fits the filter on all pages. */
export async function searchIncidents(db: Database, search: IncidentSearch, now: Date): Promise<IncidentsAnswer> {
  let page = selectIncidents(db).where((build) => filterOf(build, search));
  if (search.before !== undefined) {
    page = page.where(sql<SqlBool>`(i.last_at, i.id) < (select last_at, id from incident where id = ${search.before})`);
  }
  const [rows, counted, all] = await Promise.all([
    page.orderBy('i.last_at', 'desc').orderBy('i.id', 'desc').limit(search.limit).execute(),
    db
      .selectFrom('incident as i')
      .innerJoin('appliance as a', 'a.id', 'i.appliance')
      .select(sql<number>`count(*)`.as('total'))
      .where((build) => filterOf(build, search))
      .executeTakeFirstOrThrow(),
    db.selectFrom('incident').select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow(),
  ]);
  return {
    now: now.toISOString(),
    incidents: rows.map(toIncidentRow),
    total: counted.total,
    totalWithoutFilter: all.total,
  };
}

type Joined = AppliancesTables & { i: AppliancesTables['incident']; a: AppliancesTables['appliance'] };

function filterOf(
  build: ExpressionBuilder<Joined, 'i' | 'a'>,
  search: IncidentSearch,
): ExpressionWrapper<Joined, 'i' | 'a', SqlBool> {
  const conditions: ExpressionWrapper<Joined, 'i' | 'a', SqlBool>[] = [];
  if (search.state === 'open') conditions.push(build('i.state', 'not in', ['closed', 'false-positive']));
  if (search.state === 'done') conditions.push(build('i.state', 'in', ['closed', 'false-positive']));
  if (search.appliance !== undefined) conditions.push(build('i.appliance', '=', search.appliance));
  if (search.q !== undefined && search.q !== '') {
    const pattern = `%${search.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const text = sql<string>`concat_ws(' ', i.id, i.appliance, a.company, a.site, i.story, i.device_ip, i.device_mac,
      i.device_name, a.labels ->> i.device_mac, i.peer_ip, i.peer_country, i.peer_name, i.rules::text)`;
    conditions.push(build(text, 'ilike', pattern));
  }
  return build.and(conditions);
}
