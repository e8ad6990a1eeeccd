import type { Detection } from '@omamori/contract/detection';
import type { EventBatch } from '@omamori/contract/event-envelope';
import { MOST_SIGHTINGS, SIGHTING_DAYS, type Sighting, type Sightings, sightingKey } from '@omamori/contract/sighting';
import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

const DAY_MS = 86_400_000;
const MOST_KEYS_OF_A_BATCH = 8;
/** An acknowledgement does not wait longer for this; the next batch asks again. */
const PATIENCE_MS = 500;

/**
 * Other companies with an incident by the same list or rule in the last days: distinct companies and boxes, and the first
 * time. Keys as sightingKey writes them; of the own company nothing is counted.
 */
export async function countOthers(
  db: Database,
  appliance: string,
  keys: readonly string[],
  nowMs: number,
): Promise<Sightings> {
  const since = new Date(nowMs - SIGHTING_DAYS * DAY_MS);
  const found: Sighting[] = [];
  for (const key of [...new Set(keys)].slice(0, MOST_SIGHTINGS)) {
    const [, kind, name] = /^(list|rule):(.+)$/.exec(key) ?? [];
    if (name === undefined) continue;
    const rule = JSON.stringify([kind === 'list' ? { feed: name } : { id: name }]);
    const counted = await db
      .selectFrom('incident as i')
      .innerJoin('appliance as a', 'a.id', 'i.appliance')
      .select([
        sql<number>`count(distinct a.company)::int`.as('companies'),
        sql<number>`count(distinct i.appliance)::int`.as('appliances'),
        sql<Date | null>`min(i.first_at)`.as('first_at'),
      ])
      .where('i.last_at', '>=', since)
      .where(sql<boolean>`i.rules @> ${rule}::jsonb`)
      .where(sql<boolean>`a.company is distinct from (select company from appliance where id = ${appliance})`)
      .executeTakeFirstOrThrow();
    const firstAt = counted.first_at === null ? null : new Date(counted.first_at).toISOString();
    found.push({ key, companies: counted.companies, appliances: counted.appliances, firstAt });
  }
  return { days: SIGHTING_DAYS, found };
}

/** For the rules of a batch; null when there are none, or when the database takes its time or fails. */
export async function countOthersInTime(db: Database, batch: EventBatch, nowMs: number): Promise<Sightings | null> {
  const keys = keysOf(batch.records.map(({ detection }) => detection));
  if (keys.length === 0) return null;
  const waited = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref());
  // A failure here says nothing about the batch, which is committed: the acknowledgement goes out without the figures.
  const counted = countOthers(db, batch.appliance, keys, nowMs).catch(() => null);
  return await Promise.race([counted, waited]);
}

/** Newest first, so that a long batch tells of what happens now. */
function keysOf(detections: readonly Detection[]): string[] {
  const keys = new Set<string>();
  for (const { rule } of detections.toReversed()) {
    if (keys.size >= MOST_KEYS_OF_A_BATCH) break;
    keys.add(sightingKey(rule));
  }
  return [...keys];
}
