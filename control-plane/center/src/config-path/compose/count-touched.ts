import type { Policy, PortPolicy } from '@omamori/contract/desired-state';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import { without } from './compare-policies.ts';
import { normalisePolicy } from './normalise-policy.ts';

const LOOK_BACK_MS = 7 * 24 * 60 * 60_000;

/**
 * Attempts of the last seven days in which what changes was in play: from or to a country that comes or goes, at a
 * port that is closed, opened or whose allowed addresses change, by a rule that is switched, by the engine when its
 * mode changes. Counts what the center has stored: traffic that nothing noticed is not in it.
 */
export async function countTouched(
  db: Database,
  appliance: string,
  before: Policy,
  after: Policy,
  now: number,
): Promise<number> {
  const conditions = conditionsOf(normalisePolicy(before), normalisePolicy(after));
  if (conditions.length === 0) return 0;
  const found = await sql<{ touched: number }>`
    select coalesce(sum(count), 0)::bigint as touched from detection
    where appliance = ${appliance} and at > ${new Date(now - LOOK_BACK_MS)}::timestamptz
      and (${sql.join(conditions, sql` or `)})`.execute(db);
  return found.rows[0]?.touched ?? 0;
}

function conditionsOf(from: Policy, to: Policy): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
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
  if (from.ips.mode !== to.ips.mode) conditions.push(sql`detection #>> '{rule,engine}' = 'suricata'`);
  return conditions;
}

function differing<T>(one: readonly T[], other: readonly T[]): T[] {
  return [...without(one, other), ...without(other, one)];
}

function differingPorts(one: readonly PortPolicy[], other: readonly PortPolicy[]): PortPolicy[] {
  const keyOf = (port: PortPolicy): string => JSON.stringify([port.protocol, port.port, port.allow]);
  const [left, right] = [one, other].map((ports) => new Set(ports.map(keyOf)));
  return [...one.filter((port) => !right?.has(keyOf(port))), ...other.filter((port) => !left?.has(keyOf(port)))];
}
