import type { WorkPeriod } from '@omamori/contract/off-duty';
import type { Time } from './database.ts';

/** What a box counted in one hour; its last word of the hour stands. */
export interface OffDutyHourTable {
  appliance: string;
  /** Start of the hour. */
  hour: Time;
  category: string;
  /** '' for the whole office. */
  device: string;
  period: WorkPeriod;
  quarters: number;
  refused: number;
}

export interface OffDutyTables {
  off_duty_hour: OffDutyHourTable;
}
