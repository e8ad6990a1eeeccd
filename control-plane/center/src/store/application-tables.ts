import type { Time } from './database.ts';

/** What a box saw run in one hour; its largest word of the hour stands. */
export interface ApplicationHourTable {
  appliance: string;
  /** Start of the hour. */
  hour: Time;
  /** '' for what is said of the office alone. */
  device: string;
  application: string;
  category: string;
  count: number;
  bytes: number;
  refused: number;
}

export interface ApplicationTables {
  application_hour: ApplicationHourTable;
}
