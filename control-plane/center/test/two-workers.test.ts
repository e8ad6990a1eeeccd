import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import type { Store } from '../src/store/connect-store.ts';
import { migrate } from '../src/store/migrate.ts';
import { BOX, batchOf, fleetOfTest, OTHER_BOX, peer, recordsOf, sampleDetection, T0 } from './sample-events.ts';
import { type StoreSource, storeSource } from './store-fixture.ts';

describe('two ingest workers on one PostgreSQL', () => {
  let source: StoreSource;
  const stores: Store[] = [];

  beforeAll(async () => {
    source = await storeSource('postgresql');
    stores.push(await source.open(), await source.openAgain());
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await source.stop();
  });

  it('store each record once and open each incident once when both get every batch at the same time', async () => {
    const [one, two] = stores as [Store, Store];
    await enrolFleet(one.db, fleetOfTest);
    const batches = Array.from({ length: 60 }, (_unused, index) => {
      const detections = Array.from({ length: 5 }, (_none, inner) =>
        sampleDetection(T0 + index * 10 + inner, { peer: peer(`91.105.${index % 7}.${inner}`) }),
      );
      // Neighbouring batches overlap by two records.
      return batchOf(recordsOf(detections, index * 3 + 1), { appliance: index % 2 === 0 ? BOX : OTHER_BOX });
    });
    const deliveries = [...batches, ...batches].sort(() => Math.random() - 0.5);
    const work = async (store: Store) => {
      await Promise.all(deliveries.map((batch) => commitBatch(store.db, batch, new Date(T0 + 60_000))));
    };
    await Promise.all([work(one), work(two)]);
    const expected = new Set(
      batches.flatMap((batch) => batch.records.map(({ sequence }) => `${batch.appliance} ${sequence}`)),
    );
    const rows = await one.db.selectFrom('detection').select(['appliance', 'sequence', 'incident_id']).execute();
    expect(rows.map((row) => `${row.appliance} ${row.sequence}`).sort()).toEqual([...expected].sort());
    const incidents = await one.db.selectFrom('incident').selectAll().orderBy('appliance').execute();
    expect(incidents.map((row) => row.appliance)).toEqual([BOX, OTHER_BOX]);
    for (const incident of incidents) {
      expect(incident.blocked).toBe(rows.filter((row) => row.incident_id === incident.id).length);
    }
    const peers = await one.db.selectFrom('incident_peer').selectAll().execute();
    expect(incidents.reduce((sum, row) => sum + row.peers, 0)).toBe(peers.length);
  });

  it('bring an empty database up together without harm', async () => {
    const one = stores[0] as Store;
    await one.db.schema.dropSchema('public').cascade().execute();
    await one.db.schema.createSchema('public').execute();
    const outcomes = await Promise.all([...stores, ...stores].map((store) => migrate(store.db)));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(outcomes.filter((outcome) => outcome.ok && outcome.value.length > 0)).toHaveLength(1);
  });
});
