// Bundles, roll-outs and boxes as the console shows them.
import type { BuildReport } from '@omamori/bundle/build-report';
import type {
  BoxBundle,
  BundleBox,
  BundleDetail,
  BundleRow,
  BundlesAnswer,
  DryRun,
  Rollout,
} from '@omamori/contract/console-api/bundles';
import { bundlesAnswerSchema } from '@omamori/contract/console-api/bundles';
import type { Scope } from '@omamori/contract/console-api/people';
import { healthSchema } from '@omamori/contract/health';
import { err, ok, type Result } from '@omamori/contract/result';
import { stateReportSchema } from '@omamori/contract/state-report';
import { type Selectable, sql } from 'kysely';
import { inScope } from '../../people/scope.ts';
import type { BundleRolloutTable, BundleTable } from '../../store/bundle-tables.ts';
import type { Database } from '../../store/database.ts';
import { standingOf } from '../rollout/measure-boxes.ts';
import { isNewer } from './store-bundle.ts';

const MOST_NOTES = 50;
const MOST_DRY_RUNS = 100;
const MOST_DESTINATIONS = 10;
const DAY_MS = 86_400_000;

interface Standing {
  readonly version: string;
  readonly date: string;
  readonly boxes: number;
}

export async function readBundles(db: Database): Promise<BundlesAnswer> {
  const inForce = await readInForce(db);
  const bundles = await db.selectFrom('bundle').selectAll().execute();
  const rollouts = await readRollouts(db);
  const notes = await db.selectFrom('bundle_note').selectAll().orderBy('id', 'desc').limit(MOST_NOTES).execute();
  return bundlesAnswerSchema.parse({
    bundles: bundles
      .map((bundle) => rowOf(bundle, rollouts, inForce))
      .sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1)),
    inForce,
    notes: notes.map(({ at, actor, kind, version, text }) => ({ at: at.toISOString(), actor, kind, version, text })),
  });
}

async function readInForce(db: Database): Promise<Standing[]> {
  const found = await sql<{ version: string; date: string; boxes: number }>`
    select p.report->'bundle'->>'version' as version, p.report->'bundle'->>'date' as date, count(*)::int as boxes
    from policy p join appliance a on a.id = p.appliance
    where a.enrolled and p.report->'bundle'->>'version' is not null group by 1, 2`.execute(db);
  return [...found.rows].sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1));
}

async function readRollouts(db: Database): Promise<Map<string, Rollout>> {
  const rows = await db.selectFrom('bundle_rollout').selectAll().execute();
  const counts = await sql<{ version: string; all: number; ordered: number; applied: number; failed: number }>`
    select b.version, count(*)::int as all, count(b.ordered_at)::int as ordered, count(b.applied_at)::int as applied,
      count(b.failed)::int as failed
    from bundle_box b join appliance a on a.id = b.appliance where a.enrolled group by b.version`.execute(db);
  const byVersion = new Map(counts.rows.map(({ version, ...boxes }) => [version, boxes]));
  const none = { all: 0, ordered: 0, applied: 0, failed: 0 };
  return new Map(rows.map((row) => [row.version, rolloutOf(row, byVersion.get(row.version) ?? none)]));
}

function rolloutOf(row: Selectable<BundleRolloutTable>, boxes: Rollout['boxes']): Rollout {
  return {
    state: row.state,
    ring: row.ring + 1,
    rings: row.rings,
    soakMinutes: row.soak_minutes,
    startedAt: row.started_at.toISOString(),
    startedBy: row.started_by,
    stateAt: row.state_at.toISOString(),
    stateBy: row.state_by,
    reason: row.reason,
    findings: row.findings,
    boxes,
  };
}

function rowOf(
  { version, date, manifest, report, added_at, added_by }: Selectable<BundleTable>,
  rollouts: ReadonlyMap<string, Rollout>,
  inForce: readonly Standing[],
): BundleRow {
  const { categories, files, lists, sources } = manifest;
  return {
    version,
    date,
    addedAt: added_at.toISOString(),
    addedBy: added_by,
    rules: report?.presets.at(-1)?.rules ?? 0,
    entries: [...lists, ...categories].reduce((sum, { entries }) => sum + entries, 0),
    sources: sources.length,
    kept: sources.filter(({ kept }) => kept !== undefined).length,
    refused: report?.refusedInAll ?? 0,
    bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
    rollout: rollouts.get(version) ?? null,
    inForce: inForce.filter((one) => one.version === version).reduce((sum, { boxes }) => sum + boxes, 0),
  };
}

/** Error: CTR_BUNDLE_UNKNOWN. */
export async function readBundle(db: Database, version: string, scope: Scope): Promise<Result<BundleDetail>> {
  const bundle = await db.selectFrom('bundle').selectAll().where('version', '=', version).executeTakeFirst();
  if (bundle === undefined) return err('CTR_BUNDLE_UNKNOWN', 'There is no such bundle.');
  const { categories, lists, sources } = bundle.manifest;
  return ok({
    row: rowOf(bundle, await readRollouts(db), await readInForce(db)),
    sources: sources.map(({ name, version: of, licence, attribution, entries, kept }) => ({
      ...{ name, version: of, licence, attribution, entries },
      kept: kept ?? null,
    })),
    lists: lists.map(({ id, kind, entries, preset, story, date }) => ({ id, kind, entries, preset, story, date })),
    categories: categories.map(({ category, entries, feed }) => ({ category, entries, feed })),
    report: shownOf(bundle.report),
    boxes: await readBoxes(db, version, scope),
    dryRuns: await readDryRuns(db, version, scope),
  });
}

/** Without the version of its form, which is the file's own. */
function shownOf(report: BuildReport | null): BundleDetail['report'] {
  if (report === null) return null;
  const { v: _form, ...shown } = report;
  return shown;
}

async function readBoxes(db: Database, version: string, scope: Scope): Promise<BundleBox[]> {
  const rows = await db
    .selectFrom('bundle_box as b')
    .innerJoin('appliance as a', 'a.id', 'b.appliance')
    .leftJoin('policy as p', 'p.appliance', 'a.id')
    .innerJoin('bundle_rollout as r', 'r.version', 'b.version')
    .select([
      'b.appliance',
      'b.ring',
      'b.ordered_at',
      'b.applied_at',
      'b.failed',
      'a.company',
      'a.site',
      'a.health',
      'p.report',
    ])
    .select('r.state')
    .where('b.version', '=', version)
    .where('a.enrolled', '=', true)
    .where(inScope(scope))
    .orderBy('b.ring')
    .orderBy('a.company')
    .limit(1000)
    .execute();
  return rows.map((row) => {
    const { isApplied, delivery } = standingOf(row, version);
    const { appliance, company, site, ring, failed } = row;
    const isBack = row.state === 'withdrawn' && row.applied_at !== null && !isApplied;
    const waits = row.ordered_at === null ? 'waiting' : 'ordered';
    const moving = delivery?.state === 'fetching' || delivery?.state === 'trying' ? delivery.state : waits;
    const state = isBack ? 'withdrawn' : failed !== null ? 'failed' : row.applied_at !== null ? 'applied' : moving;
    const times = {
      orderedAt: row.ordered_at?.toISOString() ?? null,
      appliedAt: row.applied_at?.toISOString() ?? null,
    };
    return { appliance, company, site, ring: ring + 1, state, code: failed ?? delivery?.code ?? null, ...times };
  });
}

async function readDryRuns(db: Database, version: string, scope: Scope): Promise<DryRun[]> {
  const rows = await db
    .selectFrom('bundle_dry_run as d')
    .innerJoin('appliance as a', 'a.id', 'd.appliance')
    .select(['d.appliance', 'd.asked_at', 'd.answered_at', 'd.code', 'd.report', 'a.company', 'a.site', 'a.labels'])
    .where('d.version', '=', version)
    .where(inScope(scope))
    .orderBy('d.asked_at', 'desc')
    .limit(MOST_DRY_RUNS)
    .execute();
  return rows.map(({ appliance, company, site, asked_at, answered_at, code, report, labels }) => ({
    ...{
      appliance,
      company,
      site,
      code,
      askedAt: asked_at.toISOString(),
      answeredAt: answered_at?.toISOString() ?? null,
    },
    days: report === null ? null : daysOf(report.window),
    looked: report?.looked.conversations ?? null,
    lost:
      report === null
        ? null
        : { devices: report.lost.devices, destinations: report.lost.destinations, flows: report.lost.flows },
    destinations: (report?.devices ?? [])
      .flatMap((device) =>
        device.destinations.map(({ name, ip, by, flows, lastSeen }) => ({
          device: (device.mac === null ? undefined : labels[device.mac]) ?? device.name ?? device.ip,
          name: name ?? ip,
          list: by.id,
          flows,
          lastSeen,
        })),
      )
      .sort((a, b) => b.flows - a.flows)
      .slice(0, MOST_DESTINATIONS),
  }));
}

function daysOf(window: { from: string; to: string } | null): number {
  if (window === null) return 0;
  return Math.max(1, Math.ceil((Date.parse(window.to) - Date.parse(window.from)) / DAY_MS));
}

/** Error: CTR_APPLIANCE_UNKNOWN. */
export async function readBoxBundle(db: Database, appliance: string, scope: Scope): Promise<Result<BoxBundle>> {
  const row = await db
    .selectFrom('appliance as a')
    .leftJoin('policy as p', 'p.appliance', 'a.id')
    .leftJoin('bundle_order as o', 'o.appliance', 'a.id')
    .select(['a.health', 'p.report', 'o.content'])
    .where('a.id', '=', appliance)
    .where(inScope(scope))
    .executeTakeFirst();
  if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  const report = stateReportSchema.safeParse(row.report);
  const health = healthSchema.safeParse(row.health);
  const bundle = (report.success ? report.data.bundle : undefined) ?? null;
  const wanted = row.content?.wanted?.version ?? null;
  return ok({
    bundle,
    delivery: (health.success ? health.data.bundleDelivery : undefined) ?? null,
    ordered: wanted === bundle?.version ? null : wanted,
  });
}
