import type { Industry } from '@omamori/contract/console-api/place';
import type { IncidentVerdict } from '@omamori/contract/console-api/triage';
import type { Detection } from '@omamori/contract/detection';
import type { DeviceKnowledge, InventoryDevice } from '@omamori/contract/inventory';
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { CarriedFacts } from '../event-path/incident/carried-facts.ts';
import type { ApplicationTables } from './application-tables.ts';
import type { BundleTables } from './bundle-tables.ts';
import type { EnrolmentTables } from './enrolment-tables.ts';
import type { NoticeTables } from './notice-tables.ts';
import type { OffDutyTables } from './off-duty-tables.ts';
import type { PeopleTables } from './people-tables.ts';
import type { PolicyTables } from './policy-tables.ts';
import type { TriageTables } from './triage-tables.ts';

/** A JSON column: read as a value, written as text (one way that `pg` and PGlite both take). */
export type Json<T> = ColumnType<T, string, string>;
/** A point in time: read as Date, written as Date or ISO text. */
export type Time = ColumnType<Date, Date | string, Date | string>;
export type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Filled<T> = ColumnType<T, T | undefined, T>;

/** One rented box. Master data comes from the settings' fleet, the rest from what the box says. */
export interface ApplianceTable {
  id: string;
  company: string;
  site: string;
  time_zone: string;
  language: 'ja' | 'en';
  /** The company's own words for its devices: mac → label. */
  labels: Json<Record<string, string>>;
  /** False once the settings no longer name it, or another box has taken its place; its history stays. */
  enrolled: Filled<boolean>;
  /** Who brought it here; what the settings leave out does not touch a box of a sticker. */
  enrolled_by: Filled<'settings' | 'sticker'>;
  // Liveness, see fleet/judge-liveness.ts.
  state: Filled<'online' | 'late' | 'silent' | 'never'>;
  state_since: NullableTime;
  last_heard: NullableTime;
  session: string | null;
  session_ended: Filled<boolean>;
  /** A session that died before its birth was seen. */
  early_death: string | null;
  dead_at: NullableTime;
  // Last health message.
  protection: 'inspecting' | 'passing-uninspected' | 'starting' | null;
  protection_since: NullableTime;
  rules_loaded: number | null;
  rules_date: string | null;
  spool_waiting: Filled<number>;
  spool_dropped: Filled<number>;
  agent_version: string | null;
  health: Json<unknown> | null;
  // Master data again: null where the settings do not say it.
  prefecture: number | null;
  industry: Industry | null;
}

export interface DeviceTable {
  appliance: string;
  mac: string;
  names: Json<InventoryDevice['names']>;
  addresses: Json<string[]>;
  first_seen: Time;
  last_seen: Time;
  /** Null where the box says nothing. */
  known: Json<DeviceKnowledge> | null;
}

/** Unique (appliance, epoch, sequence): redelivery is harmless. */
export interface DetectionTable {
  id: Generated<number>;
  appliance: string;
  epoch: string;
  sequence: number;
  /** When it happened, corrected by the center when the box's clock was not synchronised. */
  at: Time;
  received_at: Time;
  incident_id: number;
  story: string;
  verdict: 'blocked' | 'detected';
  count: number;
  peer_ip: string | null;
  rule_id: string;
  detection: Json<Detection>;
}

export interface IncidentRule {
  id: string;
  name: string;
  feed: string;
}

export interface IncidentTable {
  id: Generated<number>;
  appliance: string;
  story: string;
  direction: 'inbound' | 'outbound' | 'internal';
  /** What it is grouped by: `mac:…`, `ip:…` (device without a known MAC) or `net:…` (peer network, no device known). */
  subject: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  device_ip: string | null;
  device_mac: string | null;
  /** Best name the box knew; the company's label is joined when read. */
  device_name: string | null;
  peer_ip: string | null;
  peer_country: string | null;
  peer_name: string | null;
  service_protocol: string | null;
  service_port: number | null;
  /** Sums of the detections' counts, by what became of them. */
  blocked: number;
  passed: number;
  signs: number;
  /** Different peer addresses. */
  peers: number;
  /** Rules that spoke, at most 20. */
  rules: Json<IncidentRule[]>;
  carried: ColumnType<CarriedFacts | null, string | null | undefined, string | null>;
  first_at: Time;
  last_at: Time;
  state: Filled<'new' | 'confirmed' | 'false-positive' | 'notified' | 'dispatched' | 'closed'>;
  created_at: Time;
  updated_at: Time;
  verdict: Filled<IncidentVerdict | null>;
  /** Name of the account that took it. */
  assignee: Filled<string | null>;
  /** Handed over by the first desk; null: it was not. */
  escalated_at: NullableTime;
  /** Put off: out of the queue until then. */
  snoozed_until: NullableTime;
  /** Closed as the same as that one. */
  duplicate_of: Filled<number | null>;
}

export interface IncidentPeerTable {
  incident_id: number;
  ip: string;
}

export interface IncidentHistoryTable {
  id: Generated<number>;
  incident_id: number;
  at: Time;
  actor: string;
  change: string;
  reason: string | null;
}

/** Epochs of a box's spool and what it said it had to drop in each: the center shows the gap. */
export interface EpochTable {
  appliance: string;
  epoch: string;
  dropped: number;
  last_batch_at: Time;
}

/** Small durable facts of the center: counters, keys by name. */
export interface KvTable {
  key: string;
  value: Json<unknown>;
}

export interface AppliancesTables {
  appliance: ApplianceTable;
  device: DeviceTable;
  detection: DetectionTable;
  incident: IncidentTable;
  incident_peer: IncidentPeerTable;
  incident_history: IncidentHistoryTable;
  epoch: EpochTable;
  kv: KvTable;
}

export type Tables = AppliancesTables &
  NoticeTables &
  PolicyTables &
  PeopleTables &
  TriageTables &
  EnrolmentTables &
  BundleTables &
  OffDutyTables &
  ApplicationTables;
export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;
