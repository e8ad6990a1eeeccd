import { visitCodeOf, visitOrder, visitWindowAt } from '@omamori/contract/visit-code';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import { createVisitDesk } from '../src/fleet/visit-desk.ts';
import { fleetEntrySchema } from '../src/settings.ts';
import type { Store } from '../src/store/connect-store.ts';
import { type StoreSource, storeSource } from './store-fixture.ts';

const SECRET = Buffer.alloc(32, 5).toString('base64');
const ALL = { kind: 'all' } as const;
const WINDOW_MS = 4 * 3_600_000;
let nowMs = Date.parse('2026-01-01T01:00:00.000Z');
let source: StoreSource;
let store: Store;

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  const entry = (appliance: string) => fleetEntrySchema.parse({ appliance, company: 'c', site: 's' });
  await enrolFleet(store.db, [entry('om-0001'), entry('om-0002')]);
});
afterAll(async () => {
  await store?.close();
  await source?.stop();
});
const desk = () =>
  createVisitDesk(
    store.db,
    async (id) => (id === 'om-0001' ? SECRET : null),
    () => nowMs,
  );

describe('codes for visits', () => {
  it('are those the box expects, each given out once, also by two workers and after a restart', async () => {
    const issued = await Promise.all([desk().issue('om-0001', ALL), desk().issue('om-0001', ALL)]);
    issued.push(await desk().issue('om-0001', ALL));
    const codes = issued.map((answer) => (answer.ok ? answer.value.code : answer.error.code));
    const window = visitWindowAt(nowMs);
    const expected = [0, 1, 2].map((number) => visitCodeOf(SECRET, 'om-0001', visitOrder(window, number)));
    expect([...codes].sort()).toEqual([...expected].sort());
    expect(issued[0]).toMatchObject({ ok: true, value: { endsAt: '2026-01-01T08:00:00.000Z' } });
  });

  it('are bounded in four hours, and begin anew with the next', async () => {
    for (let count = 0; count < 5; count += 1) expect((await desk().issue('om-0001', ALL)).ok).toBe(true);
    expect(await desk().issue('om-0001', ALL)).toMatchObject({ error: { code: 'CTR_VISIT_TOO_MANY' } });
    nowMs += WINDOW_MS;
    expect(await desk().issue('om-0001', ALL)).toMatchObject({ ok: true });
  });

  it('are not for a box without a secret, nor for one outside the scope', async () => {
    expect(await desk().issue('om-0002', ALL)).toMatchObject({ error: { code: 'CTR_VISIT_NO_SECRET' } });
    const other = { kind: 'some' as const, companies: ['x'], appliances: [] };
    for (const answer of [await desk().issue('om-0001', other), await desk().page('om-0001', other)])
      expect(answer).toMatchObject({ error: { code: 'CTR_APPLIANCE_UNKNOWN' } });
  });
});

it("the box's page is told with its fingerprint and with what may still pass by its word", async () => {
  const exception = (id: string, until: string) => ({
    ...{ id, until, target: { kind: 'rule', sid: 1 }, device: null, reason: 'made at the box' },
  });
  const localExceptions = [
    exception('box-1', new Date(nowMs - 1).toISOString()),
    exception('box-2', new Date(nowMs + 1000).toISOString()),
  ];
  const health = JSON.stringify({ pageFingerprint: 'ab'.repeat(32), localExceptions });
  await store.db.updateTable('appliance').set({ health }).where('id', '=', 'om-0001').execute();
  const page = await desk().page('om-0001', ALL);
  expect(page).toMatchObject({ ok: true, value: { fingerprint: 'ab'.repeat(32), visits: true } });
  expect(page.ok && page.value.localExceptions.map(({ id }) => id)).toEqual(['box-2']);
  expect(await desk().page('om-0002', ALL)).toMatchObject({ value: { fingerprint: null, visits: false } });
});
