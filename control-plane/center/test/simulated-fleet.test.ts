import { ok } from '@omamori/contract/result';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Filled, type FillOptions, fillCenter } from '../simulated-fleet/fill-center.ts';
import { makeCompanies } from '../simulated-fleet/make-companies.ts';
import { makeYear } from '../simulated-fleet/make-year.ts';
import { readFleet } from '../src/fleet/read-fleet.ts';
import { EVERYTHING } from '../src/people/person.ts';
import { settingsSchema } from '../src/settings.ts';
import type { Store } from '../src/store/connect-store.ts';
import { readSimulated } from '../src/store/simulated-data.ts';
import { type StoreSource, storeSource } from './store-fixture.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');
const BOXES = 10;
const DAYS = 30;
const SEED = 4;

let source: StoreSource;
let store: Store;
let filled: Filled;
const letters: string[] = [];

const options = (): FillOptions => ({
  ...{ db: store.db, boxes: BOXES, days: DAYS, seed: SEED, now: NOW, phone: '03-0000-0000' },
  defaultPolicy: settingsSchema.parse({}).defaultPolicy,
  outbox: {
    write: async (name) => {
      letters.push(name);
      return ok(undefined);
    },
    tidy: async () => undefined,
  },
});

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  expect(await readSimulated(store.db)).toBe(false);
  const outcome = await fillCenter(options());
  if (!outcome.ok) throw new Error(outcome.error.code);
  filled = outcome.value;
});
afterAll(async () => {
  await store?.close();
  await source?.stop();
});

describe('a simulated fleet in the database', () => {
  it('holds exactly the attempts that were generated, in detections and in incidents', async () => {
    const span = { from: NOW - DAYS * 86_400_000, days: DAYS - 0.05 };
    const bursts = makeCompanies(BOXES, SEED).flatMap((box) => makeYear(box, span, SEED));
    const detections = bursts.flatMap((burst) => burst.detections);
    const attempts = detections.reduce((sum, { count }) => sum + count, 0);
    expect(attempts).toBeGreaterThan(50);
    const stored = await sql<{ rows: number; attempts: number }>`
      select count(*) as rows, sum(count)::bigint as attempts from detection`.execute(store.db);
    expect(stored.rows[0]).toEqual({ rows: detections.length, attempts });
    const told = await sql<{ attempts: number; rows: number }>`
      select sum(blocked + passed + signs)::bigint as attempts, count(*) as rows from incident`.execute(store.db);
    expect(told.rows[0]).toEqual({ attempts, rows: filled.incidents });
    expect(filled.attempts.inbound + filled.attempts.outbound).toBe(attempts);
  });

  it('is marked, and its notices are those that the notice stage words', async () => {
    expect(await readSimulated(store.db)).toBe(true);
    const notices = await store.db.selectFrom('notice').select(['file', 'state', 'body']).execute();
    expect(notices.length).toBe(filled.notices);
    expect(new Set(notices.map(({ file }) => file))).toEqual(new Set(letters));
    expect(notices.every(({ state, body }) => state === 'written' && body.length > 10)).toBe(true);
  });

  it('shows each box with its place and trade, and settings in several states', async () => {
    const { appliances } = await readFleet(store.db, new Date(NOW), EVERYTHING);
    expect(appliances.length).toBe(BOXES);
    for (const row of appliances) {
      const box = filled.fleet.find(({ entry }) => entry.appliance === row.id);
      const { prefecture, industry } = box?.entry ?? {};
      expect(row).toMatchObject({ prefecture, industry, convergence: box?.convergence });
    }
  });

  it('is never put beside boxes that are there already', async () => {
    expect(await fillCenter(options())).toMatchObject({ ok: false, error: { code: 'CTR_SIMULATION_REFUSED' } });
  });
});
