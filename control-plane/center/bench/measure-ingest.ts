import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection } from '@omamori/contract/detection';
import { MAX_BATCH_RECORDS } from '@omamori/contract/event-envelope';
import { makeCompanies } from '../simulated-fleet/make-companies.ts';
import { makeYear } from '../simulated-fleet/make-year.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import type { Log } from '../src/log.ts';
import { connectStore } from '../src/store/connect-store.ts';

const WRITERS = 4;
const BATCHES = 60;
const SEED = 7;

/** Full batches as boxes send them after an absence, four boxes at a time; each commit is durable before it counts. */
export async function measureIngest(databaseUrl: string | undefined, log: Log) {
  const folder = await mkdtemp(join(tmpdir(), 'center-ingest-'));
  const store = await connectStore({ dataDir: folder, databaseUrl, log });
  if (!store.ok) throw new Error(store.error.message);
  const { db } = store.value;
  try {
    const fleet = makeCompanies(200, SEED).filter((box) => box.attacked);
    await enrolFleet(
      db,
      fleet.map((box) => box.entry),
    );
    const now = Date.now();
    const work = fleet.slice(0, BATCHES).map((box) => {
      const year = makeYear(box, { from: now - 365 * 86_400_000, days: 364 }, SEED);
      const all: Detection[] = year.flatMap((burst) => [...burst.detections]);
      const records = all.slice(0, MAX_BATCH_RECORDS).map((detection, at) => ({ sequence: at + 1, detection }));
      return { v: 1 as const, appliance: box.entry.appliance, epoch: 'benchmark0001', dropped: 0, records };
    });
    const detections = work.reduce((sum, batch) => sum + batch.records.length, 0);
    const began = performance.now();
    const write = async (): Promise<void> => {
      for (let batch = work.pop(); batch !== undefined; batch = work.pop()) {
        const committed = await commitBatch(db, batch, new Date(now));
        if (!committed.ok) throw new Error(committed.error.message);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
    const seconds = (performance.now() - began) / 1000;
    return {
      detections,
      seconds: Math.round(seconds * 10) / 10,
      detectionsPerSecond: Math.round(detections / seconds),
    };
  } finally {
    await store.value.close();
    await rm(folder, { recursive: true, force: true });
  }
}
