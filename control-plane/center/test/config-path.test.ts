import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DesiredState, desiredStateSchema, type Policy, policySchema } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { type SignedDocument, verifyDocument } from '@omamori/contract/signed-document';
import type { StateReport } from '@omamori/contract/state-report';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import { loadSigningKey } from '../src/config-path/sign/signing-key.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import type { Store } from '../src/store/connect-store.ts';
import type { Database } from '../src/store/database.ts';
import { addAppliance, attempt, emptyDatabase } from './sample-attempts.ts';
import { type StoreSource, storeKinds, storeSource } from './store-fixture.ts';

const BOX = 'box-config';
const ROUTER = '02:00:00:00:00:01';
const DAY = 24 * 60 * 60_000;
const log = pino({ level: 'silent' });
const base: Policy = policySchema.parse({
  geo: { blockInbound: ['LV'], blockOutbound: [] },
  ports: [{ protocol: 'tcp', port: 3389, allow: ['198.51.100.7'] }],
  ips: { mode: 'block', disabledRules: [] },
});

let db: Database;
let folder: string;
let path: ConfigPath | undefined;
let clock: number;
let sent: { topic: string; document: SignedDocument; retain: boolean }[];
let brokerAway: boolean;
let onAck: (payload: string) => void;
let changes: string[];

const keyFile = (): string => join(folder, 'keys', 'signing-key.pem');

async function publish(
  topic: string,
  payload: string | Uint8Array,
  { retain }: { retain: boolean },
): Promise<Result<void>> {
  if (brokerAway) return err('CTR_BROKER_AWAY', 'no broker');
  if (topic.endsWith('/ack')) {
    onAck(String(payload));
    return ok(undefined);
  }
  sent.push({ topic, document: JSON.parse(String(payload)), retain });
  return ok(undefined);
}

async function start(protectedDestinations = ['192.0.2.10', '2001:db8:1::10']): Promise<ConfigPath> {
  const fleet = [
    {
      appliance: BOX,
      company: 'c',
      site: 's',
      timeZone: 'Asia/Tokyo',
      labels: {},
      language: 'ja' as const,
      routers: [ROUTER],
    },
  ];
  const settings = { dataDir: folder, signingKeyFile: keyFile(), protectedDestinations, defaultPolicy: base, fleet };
  path = await startConfigPath({
    ...{ db, settings, log, now: () => clock },
    link: { publish },
    onChange: (appliance) => changes.push(appliance),
  });
  await path.look();
  return path;
}

async function stateOf(document: SignedDocument | undefined): Promise<DesiredState> {
  const key = await loadSigningKey(keyFile());
  if (!key.ok) throw new Error(key.error.message);
  const verified = verifyDocument(document, 'desired-state', { [key.value.keyId]: key.value.publicKeyPem });
  if (!verified.ok) throw new Error(verified.error.message);
  return desiredStateSchema.parse(verified.value.payload);
}

function report(appliedVersion: number, last: StateReport['last'] = null): Buffer {
  const at = new Date(clock).toISOString();
  const body = { v: 1, appliance: BOX, at, appliedVersion, last, rulesLoaded: 10, geoRanges: 5 };
  return Buffer.from(JSON.stringify(body));
}

const refusal = (version: number, code: string): StateReport['last'] => ({
  ...{ version, outcome: 'refused', code, message: 'the box says why', steps: [] },
});
const row = () => db.selectFrom('policy').selectAll().where('appliance', '=', BOX).executeTakeFirstOrThrow();
const blocking = (...countries: string[]): Policy => ({
  ...base,
  geo: { blockInbound: countries, blockOutbound: [], except: [] },
});

describe.each(storeKinds)('on %s', (kind) => {
  let source: StoreSource;
  let store: Store;

  beforeAll(async () => {
    source = await storeSource(kind);
    store = await source.open();
    db = store.db;
  });

  afterAll(async () => {
    await store?.close();
    await source?.stop();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), `config-${process.pid}-`));
    clock = Date.parse('2026-11-23T05:00:00.000Z');
    [sent, brokerAway, changes] = [[], false, []];
    await addAppliance(db, BOX);
  });

  afterEach(async () => {
    await path?.close();
    path = undefined;
    await emptyDatabase(db);
    await rm(folder, { recursive: true, force: true });
  });

  describe('first start', () => {
    test('a report is acknowledged once the database holds it, and only to a box that asks for it', async () => {
      const room = await start();
      const acks: unknown[] = [];
      onAck = (payload) => acks.push(JSON.parse(payload));
      const reportId = '6f1f4b7e-7a51-4b6e-9a54-000000000001';
      const asking = (version: number) =>
        Buffer.from(JSON.stringify({ ...JSON.parse(String(report(version))), reportId }));
      await room.reported(BOX, report(0));
      expect(acks).toEqual([]);
      await sql`alter table policy add constraint refused_by_the_test check (applied_version <> 77)`.execute(db);
      await expect(room.reported(BOX, asking(77))).rejects.toThrow();
      expect((await room.reported('box-of-nobody', asking(1))).ok).toBe(false);
      await sql`alter table policy drop constraint refused_by_the_test`.execute(db);
      expect(acks).toEqual([]);
      await room.reported(BOX, asking(1));
      expect((await row()).applied_version).toBe(1);
      expect(acks).toEqual([{ v: 1, kind: 'report', reportId }]);
      await room.reported(BOX, asking(1)); // doubled by the broker: the answer may have been lost
      expect(acks.length).toBe(2);
    });

    test('makes a key that only its owner can read, and keeps it', async () => {
      await start();
      expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
      const first = await readFile(keyFile(), 'utf8');
      await path?.close();
      await start();
      expect(await readFile(keyFile(), 'utf8')).toBe(first);
    });

    test('gives each box the default policy, signed, retained, with the protected destinations', async () => {
      await start();
      expect(sent).toHaveLength(1);
      expect(sent[0]?.topic).toBe(`omamori/v1/${BOX}/desired`);
      expect(sent[0]?.retain).toBe(true);
      const state = await stateOf(sent[0]?.document);
      expect(state).toMatchObject({ ...base, appliance: BOX, version: 1 });
      expect(state.protectedDestinations).toEqual(['192.0.2.10', '2001:db8:1::10']);
      expect(Date.parse(state.expiresAt) - Date.parse(state.issuedAt)).toBe(7 * DAY);
    });

    test('an exposed key is not used, and the center stays up', async () => {
      await start();
      await path?.close();
      await writeFile(`${keyFile()}.other`, await readFile(keyFile(), 'utf8'), { mode: 0o644 });
      const exposed = await loadSigningKey(`${keyFile()}.other`);
      expect(exposed.ok ? null : exposed.error.code).toBe('CTR_KEY_EXPOSED');
      await writeFile(keyFile(), 'not a key', { mode: 0o600 });
      const running = await start();
      expect((await running.policyOf(BOX)).ok).toBe(true);
    });

    test('without a protected destination nothing is sent and no policy is taken', async () => {
      const running = await start([]);
      expect(sent).toHaveLength(0);
      const refused = await running.setPolicy(BOX, blocking('RU'), 1, 'soc');
      expect(refused.ok ? null : refused.error.code).toBe('CTR_POLICY_UNPROTECTED');
      expect((await row()).version).toBe(1);
    });
  });

  test('a policy stored by an earlier version is read with the defaults and keeps its version', async () => {
    await (await start()).close();
    const old = { ...base.geo, except: undefined };
    const stored = { geo: old, ports: base.ports, ips: { mode: 'block', disabledRules: [7] } };
    const text = JSON.stringify(stored);
    await sql`update policy set policy = ${text}::jsonb, layer = ${text}::jsonb`.execute(db);
    const running = await start();
    const read = await running.policyOf(BOX);
    const ips = { mode: 'block', preset: 'balanced', disabledRules: [7] };
    expect(read.ok && read.value).toMatchObject({ version: 1, policy: { ...base, ips } });
    await running.setPolicy(BOX, { ...base, ips: { ...base.ips, preset: 'security' } }, 1, 'soc');
    await running.look();
    expect((await stateOf(sent.at(-1)?.document)).ips.preset).toBe('security');
  });

  describe('a change', () => {
    test('grows the version by one, is recorded with its author, and goes out', async () => {
      const running = await start();
      const set = await running.setPolicy(BOX, blocking('RU', 'LV'), 1, 'soc');
      expect(set.ok && set.value).toMatchObject({ version: 2, updatedBy: 'soc', policy: blocking('LV', 'RU') });
      await running.look();
      expect((await stateOf(sent.at(-1)?.document)).version).toBe(2);
      const history = await db.selectFrom('policy_change').select(['version', 'actor']).orderBy('version').execute();
      expect(history).toEqual([
        { version: 1, actor: 'center' },
        { version: 2, actor: 'soc' },
      ]);
      expect(changes).toContain(BOX);
    });

    test('made on an old version is refused and changes nothing', async () => {
      const running = await start();
      await running.setPolicy(BOX, blocking('RU'), 1, 'first');
      const late = await running.setPolicy(BOX, blocking('CN'), 1, 'second');
      expect(late.ok ? null : late.error.code).toBe('CTR_POLICY_STALE');
      expect((await row()).policy.geo.blockInbound).toEqual(['RU']);
    });

    test('made by many at once wins for exactly one', async () => {
      const running = await start();
      const codes = ['RU', 'CN', 'KP', 'BR', 'NG', 'VN'];
      const results = await Promise.all(codes.map((code) => running.setPolicy(BOX, blocking(code), 1, code)));
      const winners = results.flatMap((result) => (result.ok ? [result.value.updatedBy] : []));
      expect(winners).toHaveLength(1);
      const stored = await row();
      expect(stored.version).toBe(2);
      expect(stored.policy.geo.blockInbound).toEqual(winners);
      await running.look();
      expect((await stateOf(sent.at(-1)?.document)).geo.blockInbound).toEqual(winners);
    });

    test('that changes nothing makes no version', async () => {
      const running = await start();
      const same = { ...base, geo: { ...base.geo, blockInbound: ['LV', 'LV'] } };
      const set = await running.setPolicy(BOX, same, 1, 'soc');
      expect(set.ok && set.value.version).toBe(1);
    });

    test.each([
      ['an address that is none', { ...base, ports: [{ protocol: 'tcp' as const, port: 22, allow: ['300.1.1.1'] }] }],
      ['a country that is none', blocking('ZZ')],
      ['a port closed twice', { ...base, ports: [...base.ports, ...base.ports] }],
      ['the port of address assignment', { ...base, ports: [{ protocol: 'udp' as const, port: 68, allow: [] }] }],
    ])('with %s is refused', async (_, policy) => {
      const running = await start();
      const refused = await running.setPolicy(BOX, policy, 1, 'soc');
      expect(refused.ok ? null : refused.error.code).toBe('CTR_POLICY_INVALID');
      const preview = await running.preview(BOX, policy);
      expect(preview.ok && preview.value.problems.map(({ code }) => code)).toContain('CTR_POLICY_INVALID');
    });

    test('for an unknown box is refused', async () => {
      const running = await start();
      const refused = await running.setPolicy('nobody', base, 1, 'soc');
      expect(refused.ok ? null : refused.error.code).toBe('CTR_APPLIANCE_UNKNOWN');
    });
  });

  describe('convergence', () => {
    test('is reached when the box reports the version, and stays silent then', async () => {
      const running = await start();
      await running.reported(BOX, report(1, { version: 1, outcome: 'applied', code: null, message: null, steps: [] }));
      expect(await row()).toMatchObject({ convergence: 'converged', applied_version: 1, refusal_code: null });
      clock += 10 * DAY;
      await running.look();
      expect(sent).toHaveLength(1);
    });

    test.each(['refused', 'failed'] as const)('a document that was %s is shown with its reason', async (outcome) => {
      const running = await start();
      const last = { version: 1, outcome, code: 'CFG_SOMETHING', message: 'because', steps: [] };
      await running.reported(BOX, report(0, last));
      expect(await row()).toMatchObject({
        convergence: outcome,
        refusal_code: 'CFG_SOMETHING',
        refusal_message: 'because',
      });
    });

    test('a report about an older document leaves the new one pending', async () => {
      const running = await start();
      await running.setPolicy(BOX, blocking('RU'), 1, 'soc');
      await running.reported(BOX, report(0, refusal(1, 'CFG_EXPIRED')));
      expect(await row()).toMatchObject({ convergence: 'pending', refusal_code: null });
    });

    test('a box that lags is sent the same bytes again after 30 seconds, not before', async () => {
      const running = await start();
      clock += 29_000;
      await running.look();
      expect(sent).toHaveLength(1);
      clock += 2_000;
      await running.look();
      expect(sent).toHaveLength(2);
      expect(sent[1]?.document).toEqual(sent[0]?.document);
    });

    test('a document near its end is signed anew for a box that has not applied it: same version, new dates', async () => {
      const running = await start();
      clock += 6.5 * DAY;
      await running.look();
      const [old, fresh] = [await stateOf(sent[0]?.document), await stateOf(sent[1]?.document)];
      expect(fresh.version).toBe(old.version);
      expect(Date.parse(fresh.expiresAt)).toBe(clock + 7 * DAY);
      expect({ ...fresh, issuedAt: '', expiresAt: '' }).toEqual({ ...old, issuedAt: '', expiresAt: '' });
    });

    test('a box that applied the version is sent at birth what it has, byte for byte, however old', async () => {
      const running = await start();
      await running.reported(BOX, report(1));
      clock += 30 * DAY;
      await running.applianceBorn(BOX);
      await running.look();
      expect(sent.at(-1)?.document).toEqual(sent[0]?.document);
      expect(sent).toHaveLength(2);
    });

    test('a box that was reset after the document expired gets a fresh one', async () => {
      const running = await start();
      await running.reported(BOX, report(1));
      clock += 30 * DAY;
      await running.reported(BOX, report(0, refusal(1, 'CFG_EXPIRED')));
      await running.look();
      expect(Date.parse((await stateOf(sent.at(-1)?.document)).expiresAt)).toBe(clock + 7 * DAY);
    });

    test('what the broker did not take is sent when it is back', async () => {
      brokerAway = true;
      const running = await start();
      expect(sent).toHaveLength(0);
      brokerAway = false;
      onAck = () => undefined;
      await running.look();
      expect(sent).toHaveLength(1);
    });

    test.each([
      ['runs a higher version', report.bind(null, 7), 8],
      ['knows another content under the number', () => report(1, refusal(1, 'CFG_VERSION_REUSED')), 2],
    ])('a box that %s is passed, once', async (_, say, version) => {
      const running = await start();
      await running.reported(BOX, say());
      await running.look();
      expect((await stateOf(sent.at(-1)?.document)).version).toBe(version);
      expect(await row()).toMatchObject({ version, convergence: 'pending' });
      await running.reported(BOX, say());
      expect((await row()).version).toBe(version);
    });

    test('a report that is no report, or speaks for another box, is refused', async () => {
      const running = await start();
      const codes = await Promise.all(
        [Buffer.from('{'), Buffer.from('{}'), Buffer.alloc(300_000), report(1)].map((bytes, index) =>
          running.reported(index === 3 ? 'other-box' : BOX, bytes),
        ),
      );
      expect(codes.map((code) => (code.ok ? 'ok' : code.error.code))).toEqual([
        ...new Array(3).fill('CTR_MESSAGE_INVALID'),
        'CTR_APPLIANCE_MISMATCH',
      ]);
    });
  });

  describe('preview', () => {
    test('says in both languages what changes, and how many attempts it touches', async () => {
      const running = await start();
      const records = [
        attempt({ count: 3, at: new Date(clock).toISOString(), until: new Date(clock).toISOString() }),
        attempt({
          at: new Date(clock - 8 * DAY).toISOString(),
          until: new Date(clock - 8 * DAY).toISOString(),
          count: 50,
        }),
        attempt({ peer: { ip: '198.51.100.9', port: 1, country: 'RU', name: null }, story: 'geo-inbound', count: 4 }),
      ].map((detection, index) => ({ sequence: index + 1, detection }));
      await commitBatch(db, { v: 1, appliance: BOX, epoch: '0123456789abcdef', dropped: 0, records }, new Date(clock));
      const preview = await running.preview(BOX, {
        ...base,
        geo: { ...base.geo, blockInbound: ['RU'], blockOutbound: ['CN'] },
      });
      expect(preview.ok && preview.value).toEqual({
        sentences: {
          ja: [
            'ロシアから社内への通信を止めます。',
            'ラトビアから社内への通信を、国を理由に止めるのをやめます。',
            '社内から中国への通信を止めます。',
          ],
          en: [
            'Traffic from Russia to the office is stopped.',
            'Traffic from Latvia to the office is no longer stopped for its country.',
            'Traffic from the office to China is stopped.',
          ],
        },
        touched: 7,
        problems: [],
      });
    });

    test('counts attempts at a port whose allowed addresses change, and names them', async () => {
      const running = await start();
      const records = [{ sequence: 1, detection: attempt({ count: 2, at: new Date(clock).toISOString() }) }];
      await commitBatch(db, { v: 1, appliance: BOX, epoch: '0123456789abcdef', dropped: 0, records }, new Date(clock));
      const ports = [{ protocol: 'tcp' as const, port: 3389, allow: ['198.51.100.8'] }];
      const preview = await running.preview(BOX, { ...base, ports });
      expect(preview.ok && preview.value.touched).toBe(2);
      expect(preview.ok && preview.value.sentences.ja).toEqual([
        '遠隔操作の入口（tcp/3389）：198.51.100.8からは通すようにします。198.51.100.7からも止めるようにします。',
      ]);
    });

    test('warns when a protected destination lies in a blocked country, which stays reachable', async () => {
      const running = await start(['8.8.8.8']);
      const preview = await running.preview(BOX, blocking('LV', 'US'));
      expect(preview.ok && preview.value.problems).toEqual([
        {
          code: 'CTR_WARN_PROTECTED_COUNTRY',
          message: 'The protected destination 8.8.8.8 lies in US; it stays reachable.',
        },
      ]);
    });

    test('of the policy in force says that nothing changes', async () => {
      const running = await start();
      const preview = await running.preview(BOX, base);
      expect(preview.ok && preview.value).toMatchObject({
        sentences: { ja: ['変わることはありません。'] },
        touched: 0,
      });
    });
  });
});
