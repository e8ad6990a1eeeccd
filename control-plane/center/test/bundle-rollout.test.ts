// Bundles at the center: what is taken, served and ordered; rings that open, stop by themselves, and go back.
import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BundleOrder,
  bundleOrderSchema,
  type Piece,
  unpackContent,
  unpackPiece,
} from '@omamori/contract/bundle-delivery';
import { packResult } from '@omamori/contract/command';
import type { BundleDetail } from '@omamori/contract/console-api/bundles';
import { ok } from '@omamori/contract/result';
import type { SignedDocument } from '@omamori/contract/signed-document';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BundleRoom, openBundleRoom } from '../src/config-path/bundle/bundle-room.ts';
import { cleanPieces } from '../src/config-path/bundle/clean-pieces.ts';
import { takeBundle } from '../src/config-path/bundle/store-bundle.ts';
import type { Store } from '../src/store/connect-store.ts';
import type { Database } from '../src/store/database.ts';
import { bundleKeys, manifestIn, packBundlesOfTest, packedIn, versionOf } from './bundle-fixture.ts';
import { addAppliance, emptyDatabase } from './sample-attempts.ts';
import { type StoreSource, storeSource } from './store-fixture.ts';

const EVERYBODY = { kind: 'all' } as const;
const HOUR_MS = 3_600_000;
const V2 = versionOf(2);
const V3 = versionOf(3);

let source: StoreSource;
let store: Store;
let db: Database;
let folder = '';
let room: BundleRoom;
let orders: Map<string, BundleOrder>;
let pieces: Piece[];
let now: number;
const packed = (number: number) => packedIn(folder, number);

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  db = store.db;
  folder = await mkdtemp(join(tmpdir(), 'om-bundles-'));
  await packBundlesOfTest(folder, [2, 3]);
}, 60_000);
afterAll(async () => {
  await room?.close();
  await store?.close();
  await source?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await room?.close();
  await emptyDatabase(db);
  await sql`truncate bundle, bundle_note cascade`.execute(db);
  orders = new Map();
  pieces = [];
  now = Date.parse('2026-11-23T09:00:00.000Z');
  room = await openBundleRoom({
    ...{ db, now: () => now, log: pino({ level: 'silent' }) },
    settings: { dataDir: folder, signingKeyFile: join(folder, 'key.pem'), bundleKeys },
    link: {
      publish: async (topic, payload) => {
        const [, , appliance = '', channel] = topic.split('/');
        if (channel === 'piece') {
          const piece = unpackPiece(payload as Uint8Array);
          if (piece.ok) pieces.push(piece.value);
        } else orders.set(appliance, bundleOrderSchema.parse((JSON.parse(String(payload)) as SignedDocument).payload));
        return ok(undefined);
      },
    },
  });
});

const take = (number: number) => room.desk.take(createReadStream(packed(number)), 'admin');
async function taken(number: number): Promise<void> {
  const done = await take(number);
  if (!done.ok) throw new Error(done.error.message);
}

const health = (engineLoad = { memoryBytes: 200_000_000, waitMs: 2 }) =>
  JSON.stringify({
    ...{ v: 1, appliance: 'x', at: '2026-11-23T09:00:00.000Z', protection: 'inspecting' },
    ...{ protectionSince: '2026-11-23T09:00:00.000Z', uninspectedSeconds: 0, rulesLoaded: 9, rulesDate: null },
    ...{ spool: { waiting: 0, dropped: 0 }, memoryBytes: 1, clockSynced: true, agentVersion: '0.1.0', engineLoad },
  });

async function boxes(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `box-${String(index + 1).padStart(3, '0')}`);
  for (const id of ids) {
    await addAppliance(db, id);
    const policy = { version: 1, policy: '{}', layer: '{}', updated_at: new Date(now), updated_by: 'x' };
    await db
      .insertInto('policy')
      .values({ appliance: id, ...policy })
      .execute();
  }
  await db
    .updateTable('appliance')
    .set({ state: 'online', enrolled: true, protection: 'inspecting', health: health() })
    .execute();
  return ids;
}

async function reports(appliance: string, version: string, last?: object): Promise<void> {
  const report = {
    ...{ v: 1, appliance, at: '2026-11-23T09:00:00.000Z', appliedVersion: 1, last: null, rulesLoaded: 9, geoRanges: 0 },
    bundle: { version, date: '2026-11-23', lists: [], ...(last === undefined ? {} : { last }) },
  };
  await db
    .updateTable('policy')
    .set({ report: JSON.stringify(report) })
    .where('appliance', '=', appliance)
    .execute();
}

const wantedBy = (version: string) =>
  [...orders].filter(([, { wanted }]) => wanted?.version === version).map(([box]) => box);
const stateOf = async (version = V2) =>
  (await room.desk.list()).bundles.find((row) => row.version === version)?.rollout;
async function started(version = V2, soakMinutes = 60): Promise<void> {
  const done = await room.desk.start(version, { soakMinutes, reason: 'weekly' }, 'admin');
  if (!done.ok) throw new Error(done.error.code);
  await room.look();
}

/** Detections of the office's own connections that were stopped. */
async function blocks(appliance: string, count: number, at: number): Promise<void> {
  const incident = await db
    .insertInto('incident')
    .values({
      ...{ appliance, story: 'dangerous-site', direction: 'outbound', subject: `mac:${appliance}`, severity: 'high' },
      ...{ device_ip: null, device_mac: null, device_name: null, peer_ip: null, peer_country: null, peer_name: null },
      ...{ service_protocol: null, service_port: null, blocked: count, passed: 0, signs: 0, peers: 1, rules: '[]' },
      ...{ first_at: new Date(at), last_at: new Date(at), created_at: new Date(at), updated_at: new Date(at) },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('detection')
    .values({
      ...{ appliance, epoch: 'e', sequence: Math.round(at / 1000), at: new Date(at), received_at: new Date(at) },
      ...{ incident_id: incident.id, story: 'dangerous-site', verdict: 'blocked', count, peer_ip: null, rule_id: '1' },
      detection: '{}' as never,
    })
    .execute();
}

describe('a bundle that arrives at the center', () => {
  it('is verified, kept once, and served piece by piece until its manifest says the same', async () => {
    await taken(2);
    const [known] = (await room.desk.list()).bundles;
    expect(known).toMatchObject({ version: V2, addedBy: 'admin', rollout: null });
    const before = await db.selectFrom('bundle_piece').select('sha256').execute();
    await taken(3);
    const after = await db.selectFrom('bundle_piece').select('sha256').execute();
    expect(after.length - before.length).toBeLessThan(3); // only what differs: the manifest
    const { manifest_sha256: sha256 } = await db
      .selectFrom('bundle')
      .selectAll()
      .where('version', '=', V2)
      .executeTakeFirstOrThrow();
    await room.pieceAsked('box-1', Buffer.from(JSON.stringify({ v: 1, sha256, number: 0 })));
    const content = unpackContent(pieces[0]?.packed ?? new Uint8Array());
    expect(content.ok && content.value.equals(await readFile(manifestIn(folder, 2)))).toBe(true);
    await room.pieceAsked('box-1', Buffer.from(JSON.stringify({ v: 1, sha256: '0'.repeat(64), number: 0 })));
    expect(pieces[1]?.packed).toBe(null);
  });

  it('is refused when it is known, older, cut, changed or of a stranger, and the refusal is told', async () => {
    await taken(3);
    const codes: string[] = [];
    const tryBytes = async (bytes: Buffer) => {
      const done = await room.desk.take(
        (async function* () {
          yield bytes;
        })(),
        'admin',
      );
      codes.push(done.ok ? 'taken' : done.error.code);
    };
    const whole = await readFile(packed(3));
    await tryBytes(whole);
    await tryBytes(await readFile(packed(2)));
    await tryBytes(whole.subarray(0, whole.length - 1));
    await tryBytes(Buffer.concat([whole, Buffer.from('x')]));
    const turned = Buffer.from(whole);
    turned.writeUInt8(turned.readUInt8(300) ^ 1, 300);
    await tryBytes(turned);
    await tryBytes(Buffer.from('no bundle at all'));
    expect(codes).not.toContain('taken');
    expect(codes.slice(0, 4)).toEqual(['CTR_BUNDLE_KNOWN', 'CTR_BUNDLE_OLD', 'BND_PACKED_BAD', 'BND_PACKED_BAD']);
    const { notes, bundles } = await room.desk.list();
    expect(notes.filter(({ kind }) => kind === 'refused')).toHaveLength(6);
    expect(bundles.map(({ version }) => version)).toEqual([V3]);
    expect((await readdir(join(folder, 'bundles'))).filter((name) => name.startsWith('taking-'))).toEqual([]);
  });

  it('leaves no pieces behind when its act is cut off before the last word, and is taken whole afterwards', async () => {
    const pieces = async () => (await db.selectFrom('bundle_piece').select('sha256').execute()).length;
    await taken(2);
    const later = new Date(now + 365 * 86_400_000);
    await cleanPieces(db, later, () => false); // what other tests brought
    const ofTwo = await pieces();
    await sql`alter table bundle_note rename to bundle_note_away`.execute(db);
    const cut = await takeBundle(createReadStream(packed(3)), {
      ...{ db, folder: join(folder, 'bundles'), trusted: bundleKeys, actor: 'admin', now: () => now },
    });
    await sql`alter table bundle_note_away rename to bundle_note`.execute(db);
    expect([cut.ok, cut.ok ? '' : cut.error.code]).toEqual([false, 'CTR_BUNDLE_FAILED']);
    expect(await pieces()).toBeGreaterThan(ofTwo);
    expect(await cleanPieces(db, new Date(now - 1), () => false)).toBe(0); // perhaps still being taken
    expect(await cleanPieces(db, later, () => false)).toBeGreaterThan(0);
    expect(await pieces()).toBe(ofTwo);
    await taken(3);
    expect(await cleanPieces(db, later, () => false)).toBe(0);
  });

  it('is taken from the folder that the build publishes into', async () => {
    const arriving = join(folder, 'bundles', 'arriving');
    await writeFile(join(arriving, '1.bundle'), 'nonsense');
    await copyFile(packed(2), join(arriving, `${V2}.bundle`));
    await room.look();
    expect((await room.desk.list()).bundles.map(({ version }) => version)).toEqual([V2]);
    expect(await readdir(arriving)).toEqual(['1.bundle.refused']);
    await rm(join(arriving, '1.bundle.refused'));
  });
});

describe('a roll-out', () => {
  it('opens one ring after the other, each when the one before has it and has been watched', async () => {
    await taken(2);
    const ids = await boxes(12);
    await started();
    expect(wantedBy(V2)).toHaveLength(1);
    for (const id of wantedBy(V2))
      await reports(id, V2, { version: V2, outcome: 'applied', code: null, message: null });
    await room.look();
    expect(wantedBy(V2)).toHaveLength(1);
    now += HOUR_MS;
    await room.look();
    expect(wantedBy(V2)).toHaveLength(2);
    const early = wantedBy(V2);
    for (const id of early) await reports(id, V2);
    now += HOUR_MS;
    await room.look();
    expect(wantedBy(V2).sort()).toEqual(ids);
    const away = ids.find((id) => !early.includes(id)) ?? '';
    for (const id of ids) if (id !== away) await reports(id, V2);
    await db.updateTable('appliance').set({ state: 'silent' }).where('id', '=', away).execute();
    now += HOUR_MS;
    await room.look();
    expect(await stateOf()).toMatchObject({
      state: 'done',
      rings: [1, 2, 12],
      boxes: { all: 12, applied: 11, failed: 0 },
    });
    await boxes(0);
    await addAppliance(db, 'box-late');
    await room.look();
    expect(wantedBy(V2)).toContain('box-late');
  });

  it.each([
    ['more of the office stopped than before', 'blocks', (id: string) => blocks(id, 30, now + 60_000)],
    [
      'more memory',
      'memory',
      (id: string) =>
        db
          .updateTable('appliance')
          .set({ health: health({ memoryBytes: 500_000_000, waitMs: 2 }) })
          .where('id', '=', id)
          .execute(),
    ],
    [
      'more latency',
      'latency',
      (id: string) =>
        db
          .updateTable('appliance')
          .set({ health: health({ memoryBytes: 200_000_000, waitMs: 80 }) })
          .where('id', '=', id)
          .execute(),
    ],
    [
      'a box gone silent',
      'silent',
      (id: string) => db.updateTable('appliance').set({ state: 'silent' }).where('id', '=', id).execute(),
    ],
    [
      'a failed reload',
      'not-taken',
      (id: string) =>
        reports(id, '20261123.1', { version: V2, outcome: 'failed', code: 'ENG_RELOAD_FAILED', message: 'x' }),
    ],
  ] as const)('stops by itself for %s, and nobody else gets it until a person says so', async (_, kind, worsen) => {
    await taken(2);
    await boxes(12);
    await started();
    const [first = ''] = wantedBy(V2);
    await reports(first, V2);
    await room.look();
    await worsen(first);
    now += 2 * HOUR_MS;
    await room.look();
    expect(await stateOf()).toMatchObject({ state: 'stopped', stateBy: null, findings: [{ appliance: first, kind }] });
    now += 24 * HOUR_MS;
    await room.look();
    expect([...orders.keys()]).toEqual([first]);
    expect(await room.desk.act(V2, { act: 'go-on', reason: 'looked at it' }, 'admin')).toMatchObject({ ok: true });
    await room.look();
    if (kind === 'not-taken') {
      expect(orders.get(first)?.wanted).toMatchObject({ version: V2, attempt: 2 }); // tried once more
      expect((await stateOf())?.state).toBe('running'); // what it said of the try before counts no more
      await reports(first, V2);
      await room.look();
    }
    now += 2 * HOUR_MS;
    await room.look();
    expect(wantedBy(V2)).toHaveLength(2);
  });

  it('does not stop for an office that was stopped as often before', async () => {
    await taken(2);
    const ids = await boxes(2);
    for (const id of ids) await blocks(id, 480, now - 2 * HOUR_MS);
    await started(V2, 30);
    const [first = ''] = wantedBy(V2);
    await reports(first, V2);
    await room.look();
    await blocks(first, 30, now + 60_000);
    now += HOUR_MS;
    await room.look();
    expect((await stateOf())?.state).toBe('running');
    expect(wantedBy(V2)).toHaveLength(2);
  });

  it('can be held, goes on, and is taken back from every box with the reason kept', async () => {
    await taken(2);
    const ids = await boxes(2);
    await started(V2, 0);
    const [first = ''] = wantedBy(V2);
    expect((await room.desk.act(V2, { act: 'pause', reason: 'holiday' }, 'admin')).ok).toBe(true);
    await room.look();
    expect(orders.get(first)?.wanted).toBe(null); // not in force there yet: it waits as well
    expect(await room.desk.act(V2, { act: 'pause', reason: 'again' }, 'admin')).toMatchObject({ ok: false });
    await room.desk.act(V2, { act: 'go-on', reason: 'over' }, 'admin');
    await room.look();
    for (const id of ids) {
      await reports(id, V2);
      await room.look();
      now += 1000;
    }
    await room.look();
    expect((await stateOf())?.state).toBe('done');
    await room.desk.act(V2, { act: 'withdraw', reason: 'blocks the bank' }, 'admin');
    await room.look();
    expect([...orders.values()].map(({ withdrawn, wanted }) => [withdrawn, wanted])).toEqual([
      [[V2], null],
      [[V2], null],
    ]);
    expect((await room.desk.list()).notes.map(({ kind, text }) => [kind, text])).toContainEqual([
      'withdrawn',
      'blocks the bank',
    ]);
    await taken(3);
    await started(V3, 0);
    expect(orders.get(wantedBy(V3)[0] ?? '')).toMatchObject({ withdrawn: [V2] });
  });

  it('is one at a time and never of an older bundle', async () => {
    await taken(2);
    await boxes(1);
    const start = async (version: string) => {
      const done = await room.desk.start(version, { soakMinutes: 0, reason: 'x' }, 'admin');
      return done.ok ? 'started' : done.error.code;
    };
    expect(await start('20261123.9')).toBe('CTR_BUNDLE_UNKNOWN');
    expect(await start(V2)).toBe('started');
    expect(await start(V2)).toBe('CTR_ROLLOUT_BEGUN');
    await taken(3);
    expect(await start(V3)).toBe('CTR_ROLLOUT_OTHER');
  });

  it('is sent again at the birth of a box, with the same words', async () => {
    await taken(2);
    const [id = ''] = await boxes(1);
    await started();
    const first = orders.get(id);
    orders.clear();
    await room.applianceBorn(id);
    expect(orders.get(id)).toEqual(first);
  });
});

describe('a dry run', () => {
  it('asks boxes that are there, and shows what they answer with the company’s own words', async () => {
    await taken(2);
    const [id = ''] = await boxes(1);
    await db
      .updateTable('appliance')
      .set({ labels: JSON.stringify({ '02:00:00:00:00:10': '受付' }) })
      .execute();
    expect((await room.desk.dryRun(V2, 'admin', EVERYBODY)).ok).toBe(true);
    await room.look();
    const asked = orders.get(id)?.dryRun;
    expect([orders.get(id)?.wanted, asked?.version]).toEqual([null, V2]);
    const lost = { destinations: 1, flows: 7, bytes: 10 };
    const destination = {
      ...{
        ip: '203.0.113.9',
        name: 'shop.example',
        country: null,
        direction: 'outbound' as const,
        protocol: 'tcp',
        port: 443,
      },
      ...{ by: { part: 'domain-list', id: 'new-list' }, flows: 7, bytes: 10, lastSeen: '2026-11-23T08:00:00.000Z' },
    };
    const answer = packResult({
      ...{
        v: 1,
        appliance: id,
        id: asked?.id ?? '',
        at: '2026-11-23T09:00:00.000Z',
        outcome: 'done',
        code: null,
        message: null,
      },
      replay: {
        window: { from: '2026-11-20T09:00:00.000Z', to: '2026-11-23T09:00:00.000Z' },
        ...{ already: { destinations: 0, flows: 0 }, gaps: { missed: 0, pruned: 0 } },
        looked: { devices: 3, conversations: 90, flows: 400, bytes: 10 },
        lost: { devices: 1, ...lost },
        devices: [{ mac: '02:00:00:00:00:10', ip: '192.168.1.2', name: 'pc', lost, destinations: [destination] }],
      },
    });
    expect(await room.answered('box-other', answer)).toBe(false);
    expect(await room.answered(id, answer)).toBe(true);
    expect(await room.answered(id, answer)).toBe(false);
    const detail = await room.desk.detail(V2, EVERYBODY);
    const runs: BundleDetail['dryRuns'] = detail.ok ? detail.value.dryRuns : [];
    expect(runs).toMatchObject([
      {
        appliance: id,
        days: 3,
        looked: 90,
        lost: { devices: 1, flows: 7 },
        destinations: [{ device: '受付', name: 'shop.example', list: 'new-list' }],
      },
    ]);
    expect(orders.get(id)?.dryRun).toBe(null);
  });
});
