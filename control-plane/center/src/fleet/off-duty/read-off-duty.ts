import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import type { Scope } from '@omamori/contract/console-api/people';
import type { OffDuty } from '@omamori/contract/off-duty';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';

const DAY_MS = 86_400_000;

export interface OffDutyQuestion {
  readonly id: string;
  readonly days: number;
  readonly now: Date;
  readonly scope: Scope;
}

/** What was counted for one box in the last days; of single devices only those with a request that has not ended. */
export async function readOffDuty(
  db: Database,
  { id, days, now, scope }: OffDutyQuestion,
  policy: OffDuty,
): Promise<Result<Omit<OffDutyAnswer, 'sentences'>>> {
  const box = await db
    .selectFrom('appliance as a')
    .select(['a.time_zone', 'a.labels'])
    .where('a.id', '=', id)
    .where('a.enrolled', '=', true)
    .where(inScope(scope))
    .executeTakeFirst();
  if (box === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const from = new Date(now.getTime() - days * DAY_MS);
  const hours = await db
    .selectFrom('off_duty_hour')
    .select(['category', 'period'])
    .select([
      sql<number>`extract(hour from hour at time zone ${box.time_zone})::integer`.as('of_day'),
      sql<string>`sum(quarters)`.as('quarters'),
      sql<string>`sum(refused)`.as('refused'),
    ])
    .where('appliance', '=', id)
    .where('device', '=', '')
    .where('hour', '>=', from)
    .groupBy(['category', 'period', 'of_day'])
    .orderBy('of_day')
    .orderBy('category')
    .execute();
  const asked = policy.persons.filter(({ until }) => Date.parse(until) > now.getTime());
  return ok({
    days,
    timeZone: box.time_zone,
    calendar: policy.calendar,
    hours: hours.map(({ category, period, of_day: hour, quarters, refused }) => ({
      category,
      period,
      hour: Number(hour),
      ...{ quarters: Number(quarters), refused: Number(refused) },
    })),
    persons: await Promise.all(
      asked.map(async (request) => ({
        ...request,
        label: box.labels[request.mac] ?? null,
        used: await usedBy(db, id, request.mac, from),
      })),
    ),
  });
}

async function usedBy(db: Database, appliance: string, mac: string, from: Date) {
  const rows = await db
    .selectFrom('off_duty_hour')
    .select('category')
    .select([sql<string>`sum(quarters)`.as('quarters'), sql<string>`sum(refused)`.as('refused')])
    .where('appliance', '=', appliance)
    .where('device', '=', mac)
    .where('hour', '>=', from)
    .where('period', '=', 'work')
    .groupBy('category')
    .orderBy('category')
    .execute();
  return rows.map(({ category, quarters, refused }) => ({
    category,
    quarters: Number(quarters),
    refused: Number(refused),
  }));
}
