import type { SavedViews } from '@omamori/contract/console-api/triage';
import type { Generated } from 'kysely';
import type { Json, Time } from './database.ts';

/** Append-only by a trigger: a note that was wrong is answered by another one. */
export interface IncidentNoteTable {
  id: Generated<number>;
  incident_id: number;
  at: Time;
  /** Name of the account. */
  author: string;
  text: string;
}

/** The named views of an account's queue. */
export interface SavedViewsTable {
  account: number;
  views: Json<SavedViews['views']>;
}

export interface TriageTables {
  incident_note: IncidentNoteTable;
  saved_views: SavedViewsTable;
}
