import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Boxes, devices, detections, incidents. One statement a table: the columns are described in ../database.ts. */
const statements = [
  sql`create table appliance (
    id text primary key,
    company text not null, site text not null, time_zone text not null, language text not null,
    labels jsonb not null default '{}', enrolled boolean not null default true,
    state text not null default 'never', state_since timestamptz, last_heard timestamptz,
    session text, session_ended boolean not null default false, early_death text, dead_at timestamptz,
    protection text, protection_since timestamptz, rules_loaded integer, rules_date text,
    spool_waiting bigint not null default 0, spool_dropped bigint not null default 0,
    agent_version text, health jsonb)`,
  sql`create table device (
    appliance text not null references appliance (id), mac text not null,
    names jsonb not null, addresses jsonb not null,
    first_seen timestamptz not null, last_seen timestamptz not null,
    primary key (appliance, mac))`,
  sql`create table incident (
    id bigint generated always as identity primary key,
    appliance text not null references appliance (id), story text not null, direction text not null,
    subject text not null, severity text not null,
    device_ip text, device_mac text, device_name text,
    peer_ip text, peer_country text, peer_name text, service_protocol text, service_port integer,
    blocked bigint not null, passed bigint not null, signs bigint not null, peers bigint not null,
    rules jsonb not null, first_at timestamptz not null, last_at timestamptz not null,
    state text not null default 'new', created_at timestamptz not null, updated_at timestamptz not null)`,
  sql`create index incident_group on incident (appliance, story, direction, subject, last_at desc)`,
  sql`create index incident_activity on incident (last_at desc, id desc)`,
  sql`create table detection (
    id bigint generated always as identity primary key,
    appliance text not null references appliance (id), epoch text not null, sequence bigint not null,
    at timestamptz not null, received_at timestamptz not null,
    incident_id bigint not null references incident (id),
    story text not null, verdict text not null, count bigint not null,
    peer_ip text, rule_id text not null, detection jsonb not null,
    unique (appliance, epoch, sequence))`,
  sql`create index detection_incident on detection (incident_id, at desc, id desc)`,
  sql`create index detection_blocked on detection (appliance, at) include (count) where verdict = 'blocked'`,
  sql`create index detection_peer on detection (peer_ip, appliance)`,
  sql`create table incident_peer (
    incident_id bigint not null references incident (id), ip text not null, primary key (incident_id, ip))`,
  sql`create index incident_peer_ip on incident_peer (ip)`,
  sql`create table incident_history (
    id bigint generated always as identity primary key,
    incident_id bigint not null references incident (id), at timestamptz not null,
    actor text not null, change text not null, reason text)`,
  sql`create index incident_history_incident on incident_history (incident_id, id)`,
  sql`create table epoch (
    appliance text not null references appliance (id), epoch text not null,
    dropped bigint not null, last_batch_at timestamptz not null, primary key (appliance, epoch))`,
  sql`create table console_session (
    token_hash text primary key, created_at timestamptz not null, last_used_at timestamptz not null)`,
  sql`create table kv (key text primary key, value jsonb not null)`,
];

export const appliancesMigration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await statement.execute(db);
  },
};
