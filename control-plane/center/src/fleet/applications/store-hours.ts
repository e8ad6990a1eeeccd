import type { ApplicationHour } from '@omamori/contract/application-hours';
import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

/** The same hours come again and again: a box counts upwards, and an older message changes nothing. */
export async function saveApplicationHours(
  db: Database,
  appliance: string,
  hours: readonly ApplicationHour[],
): Promise<void> {
  const rows = JSON.stringify(hours.map(({ device, ...row }) => ({ ...row, device: device ?? '' })));
  await sql`insert into application_hour (appliance, hour, device, application, category, count, bytes, refused)
    select distinct on (h.hour, h.device, h.application)
      ${appliance}, h.hour, h.device, h.application, h.category, h.count, h.bytes, h.refused
    from jsonb_to_recordset(${rows}::jsonb) as h(hour timestamptz, device text, application text, category text,
      count bigint, bytes bigint, refused bigint)
    on conflict (appliance, hour, device, application) do update
      set count = greatest(application_hour.count, excluded.count),
          bytes = greatest(application_hour.bytes, excluded.bytes),
          refused = greatest(application_hour.refused, excluded.refused)
      where excluded.count > application_hour.count or excluded.bytes > application_hour.bytes
        or excluded.refused > application_hour.refused`.execute(db);
}

export async function forgetApplicationHours(db: Database, before: Date): Promise<number> {
  const gone = await db.deleteFrom('application_hour').where('hour', '<', before).executeTakeFirst();
  return Number(gone.numDeletedRows);
}
