import type { Policy } from '@omamori/contract/desired-state';
import type { SignedDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import type { ColumnType, Generated } from 'kysely';
import type { Json, NullableTime, Time } from './database.ts';

type Filled<T> = ColumnType<T, T | undefined, T>;

/** What one appliance shall run (desired), what was sent, and what it says it runs (reported). */
export interface PolicyTable {
  appliance: string;
  /** Grows by one with each change; compare-and-set on it. */
  version: number;
  policy: Json<Policy>;
  updated_at: Time;
  updated_by: string;
  /** The signed document of `version`, as it stands retained on the topic. */
  document: Json<SignedDocument> | null;
  expires_at: NullableTime;
  published_at: NullableTime;
  applied_version: Filled<number>;
  convergence: Filled<'converged' | 'pending' | 'refused' | 'failed'>;
  refusal_code: string | null;
  refusal_message: string | null;
  reported_at: NullableTime;
  report: Json<StateReport> | null;
}

/** Who changed what and when; one row a version, never rewritten. */
export interface PolicyChangeTable {
  id: Generated<number>;
  appliance: string;
  version: number;
  policy: Json<Policy>;
  at: Time;
  actor: string;
}

export interface PolicyTables {
  policy: PolicyTable;
  policy_change: PolicyChangeTable;
}
