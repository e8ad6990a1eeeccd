import type { Policy, PolicyException, PortPolicy } from '@omamori/contract/desired-state';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { matchAddresses, matchDomains } from './match-peers.ts';
import { normalisePolicy } from './normalise-policy.ts';
import { type TouchedParts, touchedParts } from './touched-parts.ts';
import { differing } from './without.ts';

const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;
/** Peers looked at, those met last; a box that met more is counted by these. */
const MAX_PEERS = 20_000;

type Condition = RawBuilder<unknown>;

/**
 * Attempts of the last seven days in which what changes was in play: from or to a country, address or site that comes
 * or goes, at a port that is closed, opened or whose allowed addresses change, by a rule that is switched, by the engine
 * when its mode or preset changes, of a device that is isolated, of what an exception lets pass. Counts what the center
 * has stored: traffic that nothing noticed is not in it.
 */
export async function countTouched(
  db: Database,
  appliance: string,
  before: Policy,
  after: Policy,
  now: number,
): Promise<number> {
  const [from, to] = [normalisePolicy(before), normalisePolicy(after)];
  const since = new Date(now - LOOK_BACK_MS);
  const conditions = [
    ...conditionsOf(from, to),
    ...(await conditionsOfParts(db, appliance, since, touchedParts(from, to))),
  ];
  if (conditions.length === 0) return 0;
  const found = await sql<{ touched: number }>`
    select coalesce(sum(count), 0)::bigint as touched from detection
    where appliance = ${appliance} and at > ${since}::timestamptz
      and (${sql.join(conditions, sql` or `)})`.execute(db);
  return found.rows[0]?.touched ?? 0;
}

function conditionsOf(from: Policy, to: Policy): Condition[] {
  const conditions: Condition[] = [];
  const country = (direction: string, codes: readonly string[]): void => {
    if (codes.length === 0) return;
    conditions.push(sql`(detection ->> 'direction' = ${direction}
      and detection #>> '{peer,country}' = any(${codes}::text[]))`);
  };
  country('inbound', differing(from.geo.blockInbound, to.geo.blockInbound));
  country('outbound', differing(from.geo.blockOutbound, to.geo.blockOutbound));
  for (const { protocol, port } of differingPorts(from.ports, to.ports)) {
    conditions.push(sql`(detection ->> 'direction' = 'inbound' and detection #>> '{flow,protocol}' = ${protocol}
      and detection #>> '{flow,destinationPort}' = ${String(port)})`);
  }
  const rules = differing(from.ips.disabledRules, to.ips.disabledRules).map(String);
  if (rules.length > 0) conditions.push(sql`rule_id = any(${rules}::text[])`);
  const engine = from.ips.mode !== to.ips.mode || from.ips.preset !== to.ips.preset;
  if (engine) conditions.push(sql`detection #>> '{rule,engine}' = 'suricata'`);
  return conditions;
}

async function conditionsOfParts(
  db: Database,
  appliance: string,
  since: Date,
  parts: TouchedParts,
): Promise<Condition[]> {
  const peers = needsPeers(parts) ? await readPeers(db, appliance, since) : { ips: [], names: [] };
  const conditions: Condition[] = [];
  const ofAddresses = matchAddresses(peers.ips, parts.addresses);
  if (ofAddresses.length > 0) conditions.push(sql`peer_ip = any(${ofAddresses}::text[])`);
  const ofDomains = matchDomains(peers.names, parts.domains);
  if (ofDomains.length > 0) conditions.push(sql`detection #>> '{peer,name}' = any(${ofDomains}::text[])`);
  if (parts.devices.length > 0) {
    conditions.push(sql`detection #>> '{device,mac}' = any(${parts.devices}::text[])`);
  }
  for (const { device, target } of parts.exceptions) {
    const hit = conditionOfTarget(target, peers);
    conditions.push(device === null ? hit : sql`(${hit} and detection #>> '{device,mac}' = ${device})`);
  }
  return conditions;
}

function conditionOfTarget(target: PolicyException['target'], peers: Peers): Condition {
  switch (target.kind) {
    case 'rule':
      return sql`rule_id = ${String(target.sid)}`;
    case 'country':
      return sql`detection #>> '{peer,country}' = ${target.country}`;
    case 'address':
      return sql`peer_ip = any(${matchAddresses(peers.ips, [target.address])}::text[])`;
    case 'domain':
      return sql`detection #>> '{peer,name}' = any(${matchDomains(peers.names, [target.domain])}::text[])`;
  }
}

interface Peers {
  readonly ips: readonly string[];
  readonly names: readonly string[];
}

function needsPeers({ addresses, domains, exceptions }: TouchedParts): boolean {
  return addresses.length + domains.length + exceptions.length > 0;
}

async function readPeers(db: Database, appliance: string, since: Date): Promise<Peers> {
  const found = await sql<{ ip: string | null; name: string | null }>`
    select peer_ip as ip, detection #>> '{peer,name}' as name from detection
    where appliance = ${appliance} and at > ${since}::timestamptz
    group by 1, 2 order by max(at) desc limit ${MAX_PEERS}`.execute(db);
  const all = (read: (row: { ip: string | null; name: string | null }) => string | null): string[] => [
    ...new Set(found.rows.flatMap((row) => read(row) ?? [])),
  ];
  return { ips: all(({ ip }) => ip), names: all(({ name }) => name) };
}

function differingPorts(one: readonly PortPolicy[], other: readonly PortPolicy[]): PortPolicy[] {
  const keyOf = (port: PortPolicy): string => JSON.stringify([port.protocol, port.port, port.allow]);
  const changed = new Set(differing(one.map(keyOf), other.map(keyOf)));
  return [...one, ...other].filter((port) => changed.has(keyOf(port)));
}
