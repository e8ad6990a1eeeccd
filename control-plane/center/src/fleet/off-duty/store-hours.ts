import type { OffDutyHour } from '@omamori/contract/off-duty';
import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

/** The same hours come again and again: only what is new is written. A box counts upwards, an older message changes nothing. */
export async function saveOffDutyHours(db: Database, appliance: string, hours: readonly OffDutyHour[]): Promise<void> {
  const rows = JSON.stringify(hours.map(({ device, ...row }) => ({ ...row, device: device ?? '' })));
  await sql`insert into off_duty_hour (appliance, hour, category, device, period, quarters, refused)
    select distinct on (h.hour, h.category, h.device)
      ${appliance}, h.hour, h.category, h.device, h.period, h.quarters, h.refused
    from jsonb_to_recordset(${rows}::jsonb) as h(hour timestamptz, category text, device text, period text,
      quarters integer, refused integer)
    on conflict (appliance, hour, category, device) do update
      set quarters = greatest(off_duty_hour.quarters, excluded.quarters),
          refused = greatest(off_duty_hour.refused, excluded.refused)
      where excluded.quarters > off_duty_hour.quarters or excluded.refused > off_duty_hour.refused`.execute(db);
}

/** Rows of single devices end with the days of a request; those of offices are kept like detections. */
export async function forgetOffDutyHours(db: Database, officesBefore: Date, devicesBefore: Date): Promise<number> {
  const gone = await db
    .deleteFrom('off_duty_hour')
    .where((where) =>
      where.or([
        where('hour', '<', officesBefore),
        where.and([where('device', '!=', ''), where('hour', '<', devicesBefore)]),
      ]),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
