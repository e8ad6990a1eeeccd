import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIncidentDetail } from '../src/event-path/incident/read-detail.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import { createSignInLimits } from '../src/http-api/access/limit-tries.ts';
import { keepForMonths, monthsBefore } from '../src/keep-for-months.ts';
import { EVERYTHING } from '../src/people/person.ts';
import type { Store } from '../src/store/connect-store.ts';
import { peopleOf, TEST_KEY } from './people-fixture.ts';
import { batchOf, fleetOfTest, recordsOf, sampleDetection, T0 } from './sample-events.ts';
import { quietLog, type StoreSource, storeSource } from './store-fixture.ts';

const DAY = 86_400_000;
let source: StoreSource;
let store: Store;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let now = T0;

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  folder = await temporaryFolder('keeping');
  await enrolFleet(store.db, fleetOfTest);
});
afterAll(async () => {
  await store.close();
  await source.stop();
  await folder.remove();
});

const keepingOf = () =>
  keepForMonths({
    ...{ db: store.db, now: () => now, log: quietLog, key: async () => ({ ok: true as const, value: TEST_KEY }) },
    keep: { evidenceMonths: 1, detectionMonths: 2, auditMonths: 12 },
  });

it('counts months as people do', () => {
  const at = new Date('2026-03-31T10:00:00.000Z');
  expect(monthsBefore(at, 1).toISOString()).toBe('2026-02-28T10:00:00.000Z');
  expect(monthsBefore(at, 12).toISOString()).toBe('2025-03-31T10:00:00.000Z');
  expect(monthsBefore(new Date('2026-01-15T00:00:00.000Z'), 1).toISOString()).toBe('2025-12-15T00:00:00.000Z');
});

describe('records whose time is over', () => {
  it('go: packet excerpts first, then detections; the incident stays with its sums', async () => {
    const { db } = store;
    const packet = Buffer.from('GET /bad HTTP/1.1').toString('base64');
    const evidence = { payload: packet, packet: null, application: null };
    const detection = { ...sampleDetection(T0), evidence };
    await commitBatch(db, batchOf(recordsOf([detection as never])), new Date(T0));
    const keeping = keepingOf();
    expect(await keeping.look()).toMatchObject({ evidence: 0, detections: 0 });
    now = T0 + 40 * DAY;
    expect(await keeping.look()).toMatchObject({ evidence: 1, detections: 0 });
    expect(await keeping.look()).toMatchObject({ evidence: 0 });
    now = T0 + 70 * DAY;
    expect(await keeping.look()).toMatchObject({ detections: 1 });
    const { id, blocked } = await db.selectFrom('incident').selectAll().executeTakeFirstOrThrow();
    const detail = await readIncidentDetail(db, id, EVERYTHING);
    expect([detail.ok && detail.value.detections, blocked]).toEqual([[], 1]);
    await keeping.close();
  });

  it('leave an audit log that begins at a signed head, and shows when somebody touches it', async () => {
    const { db } = store;
    const { audit } = peopleOf(db, () => now);
    const act = { actor: 'a@b', act: 'incident.note', target: '1', outcome: 'done', source: '' };
    for (let count = 0; count < 5; count += 1) {
      await audit.append(act);
      now += 100 * DAY;
    }
    const keeping = keepingOf();
    expect(await keeping.look()).toMatchObject({ audit: 2 });
    expect(await keeping.look()).toMatchObject({ audit: 0 });
    const verdict = await audit.verify();
    expect(verdict).toMatchObject({ ok: true, entries: 4, begins: { number: 2 } });
    const last = await db.selectFrom('audit').selectAll().orderBy('number', 'desc').executeTakeFirstOrThrow();
    expect([last.act, last.detail]).toEqual(['audit.end', { from: 1, to: 2, hash: verdict.begins?.hash }]);
    await expect(db.deleteFrom('audit').where('number', '=', 3).execute()).rejects.toThrow('append-only');
    const base = db.updateTable('kv').where('key', '=', 'audit.base');
    const kept = await db.selectFrom('kv').selectAll().where('key', '=', 'audit.base').executeTakeFirstOrThrow();
    await base.set({ value: JSON.stringify({ ...(kept.value as object), number: 3 }) }).execute();
    expect(await audit.verify()).toMatchObject({ ok: false });
    await base.set({ value: JSON.stringify(kept.value) }).execute();
    expect(await audit.verify()).toMatchObject({ ok: true });
    await keeping.close();
  });
});

it('tries to sign in count over all centers of one database, and over a restart', async () => {
  const one = createSignInLimits(store.db, () => now).sources;
  const other = createSignInLimits(store.db, () => now).sources;
  const waits: number[] = [];
  for (let count = 0; count < 6; count += 1) waits.push(await one.take('192.0.2.7'), await other.take('192.0.2.7'));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  expect(await other.take('192.0.2.8')).toBe(0);
  await one.forget('192.0.2.7');
  expect(await other.take('192.0.2.7')).toBe(0);
});
