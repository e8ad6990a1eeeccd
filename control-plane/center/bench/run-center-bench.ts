// node bench/run-center-bench.ts [--boxes 200] [--days 365] [--store postgresql|pglite]: goals P10 and P11 of
// performance.md over a simulated service and one of twice the size. P10's part that is measured: durable detections a
// second through ingest, incidents formed. Ten thousand connections with mutual TLS are not part of it; a year of
// 10,000 boxes is --boxes 10000 and hours.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { incidentsAnswerSchema } from '@omamori/contract/console-api';
import { startPostgres } from '@omamori/testkit/postgres-fixture';
import { pino } from 'pino';
import { signIn } from '../simulated-fleet/read-back.ts';
import { startSimulation } from '../simulated-fleet/simulated-center.ts';
import { measureIngest } from './measure-ingest.ts';
import { measurePages } from './measure-pages.ts';
import { consoleRoutes, measureRoutes, type RouteTimes } from './measure-routes.ts';

const GOAL_DETECTIONS = 5_000;
const GOAL_P95_MS = 1_000;
const GOAL_GROWTH = 2.2;

const { values } = parseArgs({
  options: {
    boxes: { type: 'string', default: '200' },
    days: { type: 'string', default: '365' },
    store: { type: 'string', default: 'postgresql' },
  },
});
const [boxes, days] = [Number(values.boxes), Number(values.days)];
if (!(boxes >= 1 && boxes <= 5_000 && days >= 1 && days <= 1_000) || !/^(postgresql|pglite)$/.test(values.store)) {
  process.stderr.write('CTR_SIMULATION_MISUSE: --boxes 1 to 5000, --days 1 to 1000, --store postgresql or pglite\n');
  process.exit(2);
}
const log = pino({ level: 'silent' });
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const postgres = values.store === 'postgresql' ? await startPostgres() : undefined;

interface Measured {
  readonly times: readonly RouteTimes[];
  readonly pages: Awaited<ReturnType<typeof measurePages>>;
  readonly incidents: number;
  readonly detections: number;
  readonly seconds: number;
}

function tellPages(pages: Measured['pages']): void {
  if (pages === undefined) {
    tell('  pages: not measured, there is no Chromium here');
    return;
  }
  for (const { path, p50, worst } of pages.pages) {
    tell(`  ${String(p50).padStart(8)} ms p50 ${String(worst).padStart(8)} ms worst  page ${path}`);
  }
  const { frames, longFrames, mostInDocument, rows, worstFrameMs } = pages.scroll;
  tell(
    `  scrolling: ${rows} rows in ${frames} frames, ${longFrames} over 50 ms, worst ${worstFrameMs} ms, at most ${mostInDocument} rows in the document`,
  );
}

/** A fresh service of that size, its routes measured. */
async function measureFleet(size: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'center-bench-'));
  const began = performance.now();
  const databaseUrl = await postgres?.createDatabase();
  const options = { folder, databaseUrl, boxes: size, days, seed: 1, http: { host: '127.0.0.1', port: 0 }, log };
  const started = await startSimulation(options);
  if (!started.ok) throw new Error(started.error.message);
  const simulation = started.value;
  try {
    const seconds = (performance.now() - began) / 1000;
    const { incidents, detections, ingestSeconds } = simulation.filled;
    tell(
      `${size} boxes: ${detections} detections, ${incidents} incidents in ${seconds.toFixed(1)} s (ingest ${ingestSeconds.toFixed(1)} s)`,
    );
    const get = await signIn(simulation);
    const newest = incidentsAnswerSchema.parse(await (await get('/api/incidents?state=all&limit=1')).json());
    const row = newest.incidents[0];
    if (row === undefined) throw new Error('the simulated year has no incident');
    const times = await measureRoutes(get, consoleRoutes(row.appliance, row.id));
    for (const { path, p50, p95, bytes } of times) {
      tell(
        `  ${String(p50).padStart(8)} ms p50 ${String(p95).padStart(8)} ms p95 ${String(bytes).padStart(9)} B  ${path}`,
      );
    }
    const { host, port } = simulation.center.http;
    const site = { base: `http://${host}:${port}`, person: simulation.people.analyst, appliance: row.appliance };
    const pages = await measurePages({ ...site, incident: row.id });
    tellPages(pages);
    return { times, pages, incidents, detections, seconds };
  } finally {
    await simulation.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  tell(`${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, ${values.store}`);
  const rate = await measureIngest(await postgres?.createDatabase(), log);
  tell(`ingest, batches of 500 by 4 writers: ${rate.detectionsPerSecond} durable detections a second`);
  const one = await measureFleet(boxes);
  const two = await measureFleet(boxes * 2);
  const worst = Math.max(...one.times.map(({ p95 }) => p95));
  // A route that costs a few milliseconds either way says nothing about growth.
  const grown = one.times.map(({ path, p50 }, index) => ({
    path,
    growth: Math.round(((two.times[index]?.p50 ?? 0) / Math.max(p50, 5)) * 100) / 100,
  }));
  const growth = grown.reduce((most, next) => (next.growth > most.growth ? next : most));
  const p10 = {
    ...{ ok: rate.detectionsPerSecond >= GOAL_DETECTIONS, goal: GOAL_DETECTIONS, ...rate, store: values.store },
    notMeasured: '10,000 boxes over mutual TLS',
  };
  const p11 = {
    ok: worst <= GOAL_P95_MS && growth.growth <= GOAL_GROWTH,
    ...{ boxes, days, detections: one.detections, incidents: one.incidents, worstP95Ms: worst },
    ...{ growth: growth.growth, growthOf: growth.path, goalMs: GOAL_P95_MS, goalGrowth: GOAL_GROWTH },
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(`${JSON.stringify({ P10: p10, P11: p11, pages: two.pages ?? null })}\n`);
} finally {
  await postgres?.stop();
}
