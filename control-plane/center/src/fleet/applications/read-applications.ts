import type { ApplicationsAnswer } from '@omamori/contract/console-api/applications';
import type { Scope } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';

const DAY_MS = 86_400_000;
const MOST_ROWS = 500;

export interface ApplicationsQuestion {
  readonly id: string;
  readonly days: number;
  readonly now: Date;
  readonly scope: Scope;
}

/** What was seen at one box in the last days. Errors: CTR_APPLIANCE_UNKNOWN. */
export async function readApplications(
  db: Database,
  { id, days, now, scope }: ApplicationsQuestion,
): Promise<Result<ApplicationsAnswer>> {
  const box = await db
    .selectFrom('appliance as a')
    .select(['a.time_zone', 'a.labels'])
    .where('a.id', '=', id)
    .where('a.enrolled', '=', true)
    .where(inScope(scope))
    .executeTakeFirst();
  if (box === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const from = new Date(now.getTime() - days * DAY_MS);
  const seen = db.selectFrom('application_hour').where('appliance', '=', id).where('hour', '>=', from).select(SUMS);
  const used = await seen
    .select(['device', 'application', 'category'])
    .select([sql<Date>`min(hour)`.as('first_hour'), sql<Date>`max(hour)`.as('last_hour')])
    .groupBy(['device', 'application', 'category'])
    .orderBy(sql`sum(bytes)`, 'desc')
    .orderBy('application')
    .execute();
  const ofDay = sql<number>`extract(hour from hour at time zone ${box.time_zone})::integer`;
  const day = sql<string>`to_char(hour at time zone ${box.time_zone}, 'YYYY-MM-DD')`;
  const byHour = await seen.select('category').select(ofDay.as('of_day')).groupBy(['category', 'of_day']).execute();
  const byDay = await seen.select('category').select(day.as('day')).groupBy(['category', 'day']).execute();
  return ok({
    days,
    timeZone: box.time_zone,
    used: used.slice(0, MOST_ROWS).map((row) => ({
      device: row.device === '' ? null : row.device,
      label: box.labels[row.device] ?? null,
      ...{ application: row.application, category: row.category },
      firstHour: new Date(row.first_hour).toISOString(),
      lastHour: new Date(row.last_hour).toISOString(),
      ...numbers(row),
    })),
    more: Math.max(0, used.length - MOST_ROWS),
    byHour: byHour.map((row) => ({ hour: Number(row.of_day), category: row.category, ...numbers(row) })),
    byDay: byDay.map((row) => ({ day: row.day, category: row.category, ...numbers(row) })),
  });
}

const SUMS = [
  sql<string>`sum(count)`.as('count'),
  sql<string>`sum(bytes)`.as('bytes'),
  sql<string>`sum(refused)`.as('refused'),
] as const;

function numbers({ count, bytes, refused }: { count: string; bytes: string; refused: string }) {
  return { count: Number(count), bytes: Number(bytes), refused: Number(refused) };
}
