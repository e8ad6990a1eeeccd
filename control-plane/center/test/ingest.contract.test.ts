// The same promises on the embedded database and on a real PostgreSQL.
import { eventAckSchema, packBatch } from '@omamori/contract/event-envelope';
import { SIGHTING_DAYS, sightingKey } from '@omamori/contract/sighting';
import { waitUntil } from '@omamori/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeState } from '../src/event-path/incident/change-state.ts';
import { countOthers } from '../src/event-path/incident/count-others.ts';
import { readIncidentDetail } from '../src/event-path/incident/read-detail.ts';
import { searchIncidents } from '../src/event-path/incident/search-incidents.ts';
import { acceptBatch, type IngestOptions } from '../src/event-path/ingest/accept-batch.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { readFleet } from '../src/fleet/read-fleet.ts';
import { enrolFleet, saveInventory } from '../src/fleet/store-fleet.ts';
import { EVERYTHING } from '../src/people/person.ts';
import { createRefusals } from '../src/refusals.ts';
import type { Store } from '../src/store/connect-store.ts';
import { migrate } from '../src/store/migrate.ts';
import {
  BOX,
  batchOf,
  EPOCH,
  fleetOfTest,
  OTHER_BOX,
  peer,
  RECEPTION,
  recordsOf,
  sampleDetection,
  T0,
} from './sample-events.ts';
import { emptyStore, quietLog, type StoreSource, storeKinds, storeSource } from './store-fixture.ts';

const MINUTE = 60_000;
const NOW = new Date(T0 + 5 * MINUTE);

describe.each(storeKinds)('ingest and incidents on %s', (kind) => {
  let source: StoreSource;
  let store: Store;

  beforeAll(async () => {
    source = await storeSource(kind);
    store = await source.open();
  });
  afterAll(async () => {
    await store.close();
    await source.stop();
  });
  beforeEach(async () => {
    await emptyStore(store);
    await enrolFleet(store.db, fleetOfTest);
  });

  const commit = async (batch: ReturnType<typeof batchOf>, now = NOW) => {
    const committed = await commitBatch(store.db, batch, now);
    if (!committed.ok) throw new Error(committed.error.code);
    return committed.value;
  };
  const all = async () => (await searchIncidents(store.db, { state: 'all', limit: 200 }, EVERYTHING, NOW)).incidents;
  const detections = () => store.db.selectFrom('detection').selectAll().orderBy('sequence').execute();

  it('stores a batch with its incident and shows the company’s own word for the device', async () => {
    const committed = await commit(batchOf(recordsOf([sampleDetection(T0), sampleDetection(T0 + 1000)])));
    expect(committed.stored).toBe(2);
    const [row, ...others] = await all();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      appliance: BOX,
      company: '株式会社さくら商店',
      story: 'remote-control-attempt',
      outcome: 'stopped',
      severity: 'medium',
      count: 2,
      state: 'new',
      notice: 'none',
      device: { label: '受付', ip: '192.168.10.11', mac: RECEPTION },
      peer: { ip: '91.105.1.7', country: 'LV' },
      firstAt: new Date(T0).toISOString(),
      lastAt: new Date(T0 + 1000).toISOString(),
      updatedAt: NOW.toISOString(),
    });
    expect(row?.title.ja).not.toBe('');
    expect(row?.title.en).not.toBe('');
  });

  it('takes the same batch ten times and keeps each detection and each count once', async () => {
    const batch = batchOf(recordsOf([sampleDetection(T0, { count: 7 }), sampleDetection(T0 + 1000)]));
    const first = await commit(batch);
    // A redelivery stores nothing, but names the incidents: they may not have been told before a crash.
    for (let delivery = 1; delivery < 10; delivery += 1) {
      expect(await commit(batch)).toEqual({ stored: 0, incidents: first.incidents });
    }
    expect(await detections()).toHaveLength(2);
    expect((await all()).map((row) => row.count)).toEqual([8]);
  });

  it('keeps exactly the union when batches overlap, leave gaps and come in the wrong order', async () => {
    const make = (sequences: number[]) =>
      batchOf(sequences.map((sequence) => ({ sequence, detection: sampleDetection(T0 + sequence * 1000) })));
    await commit(make([8, 9, 10]));
    await commit(make([1, 2, 3, 3]));
    await commit(make([3, 4, 9, 12]));
    expect((await detections()).map((row) => row.sequence)).toEqual([1, 2, 3, 4, 8, 9, 10, 12]);
    expect((await all()).map((row) => [row.count, row.firstAt])).toEqual([[8, new Date(T0 + 1000).toISOString()]]);
  });

  it('treats the same sequence in another epoch as another record', async () => {
    await commit(batchOf(recordsOf([sampleDetection(T0)])));
    await commit(batchOf(recordsOf([sampleDetection(T0)]), { epoch: 'e0000000000000000000000002' }));
    expect(await detections()).toHaveLength(2);
  });

  it('puts IPv4 and IPv6 attempts of many attackers on one device into one incident and counts the attackers', async () => {
    const v6 = { ip: '2001:db8:10::11', mac: RECEPTION, name: null };
    await commit(
      batchOf(
        recordsOf([
          sampleDetection(T0, { peer: peer('91.105.1.7') }),
          sampleDetection(T0 + 1, { peer: peer('91.105.1.8') }),
          sampleDetection(T0 + 2, { peer: peer('2a03:ec00::5'), device: v6 }),
          sampleDetection(T0 + 3, { peer: peer('91.105.1.7') }),
        ]),
      ),
    );
    const rows = await all();
    expect(rows.map((row) => row.count)).toEqual([4]);
    const stored = await store.db.selectFrom('incident').select(['peers']).executeTakeFirstOrThrow();
    expect(stored.peers).toBe(3);
  });

  it('opens another incident for another device, story or direction, and after thirty quiet minutes', async () => {
    const camera = { ip: '192.168.10.50', mac: 'aa:00:00:00:00:09', name: null };
    await commit(
      batchOf(
        recordsOf([
          sampleDetection(T0),
          sampleDetection(T0, { device: camera }),
          sampleDetection(T0, { story: 'geo-inbound' }),
          sampleDetection(T0, { direction: 'outbound' }),
        ]),
      ),
    );
    await commit(batchOf(recordsOf([sampleDetection(T0 + 29 * MINUTE)], 10)), new Date(T0 + 30 * MINUTE));
    expect(await all()).toHaveLength(4);
    await commit(batchOf(recordsOf([sampleDetection(T0 + 60 * MINUTE)], 20)), new Date(T0 + 60 * MINUTE));
    expect(await all()).toHaveLength(5);
  });

  it('finds the device by its address when the detection names no MAC, also when the MAC comes later', async () => {
    const unnamed = { ip: '192.168.10.11', mac: null, name: null };
    await commit(batchOf(recordsOf([sampleDetection(T0, { device: unnamed })])));
    await commit(batchOf(recordsOf([sampleDetection(T0 + 1)], 2)));
    expect((await all()).map((row) => [row.count, row.device?.label])).toEqual([[2, '受付']]);
    const seen = new Date(T0).toISOString();
    const device = {
      mac: 'aa:00:00:00:00:07',
      names: [{ source: 'dhcp' as const, name: 'NAS' }],
      addresses: ['192.168.10.40'],
    };
    await saveInventory(store.db, {
      v: 1,
      appliance: BOX,
      at: seen,
      devices: [{ ...device, firstSeen: seen, lastSeen: seen }],
    });
    await commit(
      batchOf(recordsOf([sampleDetection(T0, { device: { ip: '192.168.10.40', mac: null, name: null } })], 3)),
    );
    const found = (await all()).find((row) => row.device?.ip === '192.168.10.40');
    expect(found?.device).toEqual({ label: 'NAS', ip: '192.168.10.40', mac: 'aa:00:00:00:00:07' });
  });

  it('says not-stopped as soon as one attempt was let through and unknown when there are only signs', async () => {
    await commit(
      batchOf(recordsOf([sampleDetection(T0), sampleDetection(T0, { verdict: 'detected', severity: 'critical' })])),
    );
    expect((await all()).map((row) => [row.outcome, row.severity])).toEqual([['not-stopped', 'critical']]);
    await commit(batchOf(recordsOf([sampleDetection(T0, { story: 'scan', verdict: 'detected' })], 3)));
    expect((await all()).find((row) => row.story === 'scan')?.outcome).toBe('unknown');
  });

  it('gives a closed incident no more detections, and a false alarm only those of the judged rule', async () => {
    await commit(batchOf(recordsOf([sampleDetection(T0)])));
    const [first] = await all();
    const id = first?.id ?? 0;
    const judge = (to: 'false-positive' | 'closed', reason: string | null) =>
      changeState(store.db, { id, to, reason, actor: 'desk', now: NOW });
    expect(await judge('false-positive', null)).toMatchObject({ ok: false, error: { code: 'CTR_REASON_MISSING' } });
    expect(await judge('false-positive', '自社の保守作業')).toEqual({ ok: true, value: undefined });
    await commit(batchOf(recordsOf([sampleDetection(T0 + 1)], 2)));
    expect(await all()).toHaveLength(1);
    const otherRule = { ...sampleDetection(T0).rule, id: '2001', name: 'other' };
    await commit(batchOf(recordsOf([sampleDetection(T0 + 2, { rule: otherRule })], 3)));
    expect(await all()).toHaveLength(2);
    expect(await judge('closed', null)).toEqual({ ok: true, value: undefined });
    expect(await judge('closed', null)).toMatchObject({ ok: false, error: { code: 'CTR_STATE_FORBIDDEN' } });
    const detail = await readIncidentDetail(store.db, id, EVERYTHING);
    expect(detail.ok && detail.value.history.map((entry) => entry.change)).toEqual(['new', 'false-positive', 'closed']);
    expect(detail.ok && detail.value.detectionTotal).toBe(2);
  });

  it('keeps a detection whose texts hold what the database cannot: NUL and half a character', async () => {
    const facts = { 'host\u0000': 'evil\u0000\ud800.example' };
    const bad = sampleDetection(T0, {
      device: { ip: '192.168.10.11', mac: null, name: 'pc\u0000\udc00' },
      evidence: { kind: 'payload', base64: 'AA==', facts },
    });
    await commit(batchOf(recordsOf([bad])));
    const [stored] = await detections();
    expect(stored?.detection.evidence?.facts).toEqual({ 'host\uFFFD': 'evil\uFFFD\uFFFD.example' });
  });

  it('dates a detection of a box with a wrong clock by its arrival', async () => {
    const wrong = sampleDetection(Date.parse('1970-01-01T00:00:10.000Z'), { clockSynced: false });
    const ahead = sampleDetection(Date.parse('2040-01-01T00:00:00.000Z'));
    await commit(batchOf(recordsOf([wrong, ahead])));
    expect((await all()).map((row) => [row.firstAt, row.lastAt])).toEqual([[NOW.toISOString(), NOW.toISOString()]]);
  });

  it('counts open incidents, blocked attempts of the last day and other appliances with the same attacker', async () => {
    await commit(
      batchOf(recordsOf([sampleDetection(T0, { count: 5 }), sampleDetection(T0 - 25 * 60 * MINUTE, { count: 3 })])),
    );
    await commit(batchOf(recordsOf([sampleDetection(T0)]), { appliance: OTHER_BOX }));
    const fleet = await readFleet(store.db, NOW, EVERYTHING);
    const box = fleet.appliances.find((row) => row.id === BOX);
    expect(box).toMatchObject({
      openIncidents: 2,
      blocked24h: 5,
      state: 'never',
      protection: 'unknown',
      desiredVersion: 0,
    });
    const incident = (await all()).find((row) => row.appliance === BOX);
    const detail = await readIncidentDetail(store.db, incident?.id ?? 0, EVERYTHING);
    expect(detail.ok && detail.value.elsewhere).toEqual({ appliances: 1, incidents: 1 });
  });

  it('pages through incidents by newest activity, and finds by words of the company and of the rule', async () => {
    const devices = Array.from({ length: 5 }, (_unused, index) => ({
      ip: `192.168.10.${index + 1}`,
      mac: null,
      name: `pc-${index}`,
    }));
    await commit(batchOf(recordsOf(devices.map((device, index) => sampleDetection(T0 + index * 1000, { device })))));
    const page = (before?: number) => searchIncidents(store.db, { state: 'open', limit: 2, before }, EVERYTHING, NOW);
    const seen: (string | undefined)[] = [];
    for (let before: number | undefined; ; ) {
      const { incidents, total } = await page(before);
      expect(total).toBe(5);
      if (incidents.length === 0) break;
      seen.push(...incidents.map((row) => row.device?.ip));
      before = incidents.at(-1)?.id;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((last) => `192.168.10.${last}`));
    const find = async (q: string) =>
      (await searchIncidents(store.db, { state: 'open', limit: 50, q }, EVERYTHING, NOW)).total;
    expect(await find('さくら')).toBe(5);
    expect(await find('pc-3')).toBe(1);
    expect(await find('port 3389')).toBe(5);
    expect(await find('100%')).toBe(0);
    expect(await find("'; drop table incident; --")).toBe(0);
  });

  it('acknowledges every sequence of a batch after the commit, also those it had before', async () => {
    const sent: { topic: string; payload: string }[] = [];
    const options = ingestOptions(store, sent);
    const send = (batch: ReturnType<typeof batchOf>) =>
      acceptBatch(options, { appliance: BOX, channel: 'events', payload: packBatch(batch), retained: false });
    await send(batchOf(recordsOf([sampleDetection(T0), sampleDetection(T0)])));
    await waitUntil('the first acknowledgement is out', async () => sent.length === 1);
    await send(batchOf(recordsOf([sampleDetection(T0), sampleDetection(T0), sampleDetection(T0)])));
    await waitUntil('the second acknowledgement is out', async () => sent.length === 2);
    const acks = sent.map(({ topic, payload }) => ({ topic, ...eventAckSchema.parse(JSON.parse(payload)) }));
    expect(acks).toMatchObject([
      { topic: `omamori/v1/${BOX}/ack`, epoch: EPOCH, ranges: [[1, 2]] },
      { topic: `omamori/v1/${BOX}/ack`, epoch: EPOCH, ranges: [[1, 3]] },
    ]);
  });

  it('counts other companies that had the same rule, and nothing of the own one', async () => {
    const { rule } = sampleDetection(T0);
    const key = sightingKey(rule);
    await commit(batchOf(recordsOf([sampleDetection(T0)])));
    const others = (keys: string[], nowMs = NOW.getTime()) => countOthers(store.db, BOX, keys, nowMs);
    const none = { key, companies: 0, appliances: 0, firstAt: null };
    expect((await others([key])).found).toEqual([none]);
    await commit(batchOf(recordsOf([sampleDetection(T0 - MINUTE)]), { appliance: OTHER_BOX }));
    const one = { key, companies: 1, appliances: 1, firstAt: new Date(T0 - MINUTE).toISOString() };
    expect((await others([key, key, 'rule:another', 'no key'])).found).toEqual([one, { ...none, key: 'rule:another' }]);
    const late = T0 + (SIGHTING_DAYS + 1) * 24 * 60 * MINUTE;
    expect((await others([key], late)).found).toEqual([none]);
  });

  it('refuses by code, counts and does not acknowledge what is damaged, foreign or of an unknown box', async () => {
    const sent: { topic: string; payload: string }[] = [];
    const options = ingestOptions(store, sent);
    const good = packBatch(batchOf(recordsOf([sampleDetection(T0)])));
    const send = (appliance: string, payload: Uint8Array) =>
      acceptBatch(options, { appliance, channel: 'events', payload, retained: false });
    expect(await send('nobody-knows-it', good)).toMatchObject({ error: { code: 'CTR_APPLIANCE_UNKNOWN' } });
    expect(await send(OTHER_BOX, good)).toMatchObject({ error: { code: 'CTR_APPLIANCE_MISMATCH' } });
    expect(await send(BOX, good.subarray(0, 20))).toMatchObject({ error: { code: 'DOC_BATCH_INVALID' } });
    expect(sent).toEqual([]);
    expect(options.refusals.counts()).toEqual({
      CTR_APPLIANCE_UNKNOWN: 1,
      CTR_APPLIANCE_MISMATCH: 1,
      DOC_BATCH_INVALID: 1,
    });
    expect(await detections()).toEqual([]);
  });

  it('stores nothing at all and does not acknowledge when a part of the batch cannot be stored', async () => {
    const sent: { topic: string; payload: string }[] = [];
    await store.db.schema.alterTable('incident_peer').renameTo('incident_peer_away').execute();
    const payload = packBatch(batchOf(recordsOf([sampleDetection(T0)])));
    const message = { appliance: BOX, channel: 'events', payload, retained: false } as const;
    const refused = await acceptBatch(ingestOptions(store, sent), message);
    await store.db.schema.alterTable('incident_peer_away').renameTo('incident_peer').execute();
    expect(refused).toMatchObject({ error: { code: 'CTR_COMMIT_FAILED' } });
    expect(sent).toEqual([]);
    expect(await detections()).toEqual([]);
    expect(await all()).toEqual([]);
  });

  it('brings the schema up once and changes nothing the second time', async () => {
    expect(await migrate(store.db)).toEqual({ ok: true, value: [] });
  });
});

function ingestOptions(store: Store, sent: { topic: string; payload: string }[]): IngestOptions {
  return {
    db: store.db,
    link: {
      publish: async (topic, payload) => {
        sent.push({ topic, payload: String(payload) });
        return { ok: true, value: undefined };
      },
    },
    now: () => NOW.getTime(),
    log: quietLog,
    refusals: createRefusals(quietLog),
    knows: (appliance) => fleetOfTest.some((entry) => entry.appliance === appliance),
    onCommitted: () => undefined,
  };
}
