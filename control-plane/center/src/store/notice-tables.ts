import type { IncidentRow, Notice } from '@omamori/contract/console-api';
import type { Generated } from 'kysely';
import type { Json, NullableTime, Time } from './database.ts';

/**
 * One notice in one language. The row holds every word of the file: after a crash the same file is written again,
 * never a second notice (unique incident_id, part, language).
 */
export interface NoticeTable {
  id: Generated<number>;
  incident_id: number;
  /** 1 is the first notice; each 続報 (follow-up) counts on. */
  part: number;
  language: 'ja' | 'en';
  /** 受付番号, see event-path/notice/receipt-number.ts. */
  receipt: string;
  company: string;
  level: Notice['level'];
  title: string;
  body: string;
  details: Json<Notice['details']>;
  /** File name in the outbox folder. */
  file: string;
  /** What the notice said, to see later whether things got worse. */
  outcome: IncidentRow['outcome'];
  severity: IncidentRow['severity'];
  /** pending: the file may or may not be there; written: it is, synced. */
  state: 'pending' | 'written';
  created_at: Time;
  written_at: NullableTime;
}

export interface NoticeTables {
  notice: NoticeTable;
}
