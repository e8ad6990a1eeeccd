// What a box says of itself before and after a bundle: blocked connections of the office, memory, time in the queue.

import { healthSchema } from '@omamori/contract/health';
import { stateReportSchema } from '@omamori/contract/state-report';
import { sql } from 'kysely';
import type { BoxMeasures } from '../../store/bundle-tables.ts';
import type { Database } from '../../store/database.ts';
import type { BoxAfter } from './judge-box.ts';

const BASELINE_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Blocks of the office's own connections since a moment of each box. */
async function blocksSince(db: Database, since: ReadonlyMap<string, Date>): Promise<Map<string, number>> {
  if (since.size === 0) return new Map();
  const rows = JSON.stringify([...since].map(([appliance, at]) => ({ appliance, at: at.toISOString() })));
  const found = await sql<{ appliance: string; blocks: string | number }>`
    select s.appliance, coalesce(sum(d.count), 0) as blocks
    from jsonb_to_recordset(${rows}::jsonb) as s(appliance text, at timestamptz)
    join detection d on d.appliance = s.appliance and d.at >= s.at and d.verdict = 'blocked'
    join incident i on i.id = d.incident_id and i.direction = 'outbound'
    group by s.appliance`.execute(db);
  return new Map(found.rows.map(({ appliance, blocks }) => [appliance, Number(blocks)]));
}

/** As they are now; taken when a box is ordered the bundle. */
export async function measureBefore(
  db: Database,
  appliances: readonly string[],
  now: number,
): Promise<Map<string, BoxMeasures>> {
  const since = new Date(now - BASELINE_HOURS * HOUR_MS);
  const blocks = await blocksSince(db, new Map(appliances.map((appliance) => [appliance, since])));
  const loads = await readLoads(db, appliances);
  return new Map(
    appliances.map((appliance) => {
      const { memoryBytes = null, waitMs = null } = loads.get(appliance) ?? {};
      return [appliance, { blocksPerHour: (blocks.get(appliance) ?? 0) / BASELINE_HOURS, memoryBytes, waitMs }];
    }),
  );
}

async function readLoads(db: Database, appliances: readonly string[]) {
  if (appliances.length === 0) return new Map<string, { memoryBytes: number | null; waitMs: number | null }>();
  const rows = await db
    .selectFrom('appliance')
    .select(['id', 'health'])
    .where('id', 'in', [...appliances])
    .execute();
  return new Map(
    rows.map(({ id, health }) => {
      const parsed = healthSchema.safeParse(health);
      const load = parsed.success ? parsed.data.engineLoad : undefined;
      return [id, { memoryBytes: load?.memoryBytes ?? null, waitMs: load?.waitMs ?? null }];
    }),
  );
}

export interface RolloutBox {
  readonly appliance: string;
  readonly ring: number;
  readonly ordered_at: Date | null;
  readonly applied_at: Date | null;
  readonly failed: string | null;
  readonly baseline: BoxMeasures | null;
  readonly attempt: number;
  readonly accepted: boolean;
  readonly state: string;
  readonly protection: string | null;
  readonly health: unknown;
  readonly report: unknown;
  readonly reported_at: Date | null;
}

export async function readRolloutBoxes(db: Database, version: string): Promise<RolloutBox[]> {
  return await db
    .selectFrom('bundle_box as b')
    .innerJoin('appliance as a', 'a.id', 'b.appliance')
    .leftJoin('policy as p', 'p.appliance', 'b.appliance')
    .select([
      'b.appliance',
      'b.ring',
      'b.ordered_at',
      'b.applied_at',
      'b.failed',
      'b.baseline',
      'b.attempt',
      'b.accepted',
    ])
    .select(['a.state', 'a.protection', 'a.health', 'p.report', 'p.reported_at'])
    .where('b.version', '=', version)
    .where('a.enrolled', '=', true)
    .orderBy('b.ring')
    .orderBy('b.appliance')
    .execute();
}

/** What the box itself says of the bundle. */
export function standingOf({ health, report }: Pick<RolloutBox, 'health' | 'report'>, version: string) {
  const reported = stateReportSchema.safeParse(report);
  const bundle = reported.success ? reported.data.bundle : undefined;
  const parsed = healthSchema.safeParse(health);
  const told = parsed.success ? parsed.data.bundleDelivery : undefined;
  const delivery = told?.version === version ? told : undefined;
  const last = bundle?.last?.version === version ? bundle.last : undefined;
  const isApplied = bundle?.version === version;
  const refused = last !== undefined && last.outcome !== 'applied' && last.code !== 'BND_WITHDRAWN' ? last.code : null;
  const givenUp = delivery?.state === 'given-up' ? delivery.code : null;
  return { isApplied, failed: isApplied ? null : (refused ?? givenUp), delivery, reported: bundle };
}

/** It was at work on the box before its report was looked at here, on trial above all. */
const TRIAL_MS = 5 * 60_000;

function standsSince({ applied_at, ordered_at }: Pick<RolloutBox, 'applied_at' | 'ordered_at'>): Date | null {
  if (applied_at === null) return null;
  return new Date(Math.max(ordered_at?.getTime() ?? 0, applied_at.getTime() - TRIAL_MS));
}

function hoursSince(since: Date | null, now: number): number | null {
  return since === null ? null : (now - since.getTime()) / HOUR_MS;
}

/** Every box that was ordered the bundle, ready to be judged. */
export async function measureAfter(db: Database, boxes: readonly RolloutBox[], now: number): Promise<BoxAfter[]> {
  const applied = boxes.flatMap((box) => {
    const since = standsSince(box);
    return since === null ? [] : [[box.appliance, since] as const];
  });
  const blocks = await blocksSince(db, new Map(applied));
  const loads = await readLoads(
    db,
    boxes.map(({ appliance }) => appliance),
  );
  return boxes.map(({ appliance, baseline, failed, state, protection, ...box }) => ({
    appliance,
    failed,
    baseline,
    appliedHours: hoursSince(standsSince(box), now),
    blocks: blocks.get(appliance) ?? 0,
    memoryBytes: loads.get(appliance)?.memoryBytes ?? null,
    waitMs: loads.get(appliance)?.waitMs ?? null,
    isSilent: state === 'silent',
    isUninspected: protection === 'passing-uninspected',
  }));
}
