import type { ApplianceRow, PolicyHistoryAnswer, PolicyLayer } from '@omamori/contract/console-api';
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
  /** The layers together, as sent; may be of an older form: parse it. */
  policy: Json<Policy>;
  /** What the appliance says itself; parse it too. */
  layer: Json<PolicyLayer>;
  /** When the first exception or isolation of `policy` ends. */
  next_end: NullableTime;
  updated_at: Time;
  updated_by: string;
  /** The signed document of `version`, as it stands retained on the topic. */
  document: Json<SignedDocument> | null;
  expires_at: NullableTime;
  published_at: NullableTime;
  applied_version: Filled<number>;
  convergence: Filled<ApplianceRow['convergence']>;
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
  action: Filled<PolicyHistoryAnswer['entries'][number]['action']>;
  reason: string | null;
  /** null in changes from before there were layers. */
  layer: Json<PolicyLayer> | null;
}

/** The lowest layer: for all companies that name it. */
export interface PolicyTemplateTable {
  name: string;
  /** Compare-and-set on it; 0 before the first change. */
  version: Filled<number>;
  layer: ColumnType<PolicyLayer, string | undefined, string>;
  updated_at: NullableTime;
  updated_by: string | null;
}

export interface CompanyPolicyTable extends Omit<PolicyTemplateTable, 'name'> {
  company: string;
  template: Filled<string>;
}

/** One row a change of a template or company, never rewritten. */
export interface LayerChangeTable {
  id: Generated<number>;
  scope: 'template' | 'company';
  name: string;
  version: number;
  layer: Json<PolicyLayer>;
  template: string | null;
  at: Time;
  actor: string;
}

export interface PolicyTables {
  policy: PolicyTable;
  policy_change: PolicyChangeTable;
  policy_template: PolicyTemplateTable;
  company_policy: CompanyPolicyTable;
  layer_change: LayerChangeTable;
}
