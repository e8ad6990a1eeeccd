import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import { type Policy, type PolicyInput, policySchema } from '@omamori/contract/desired-state';
import { ok, type Result } from '@omamori/contract/result';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import type { Store } from '../src/store/connect-store.ts';
import type { Database } from '../src/store/database.ts';
import { addAppliance, attempt, emptyDatabase } from './sample-attempts.ts';
import { type StoreSource, storeKinds, storeSource } from './store-fixture.ts';

const BOXES = ['box-a', 'box-b', 'box-c'] as const;
const [A, B] = BOXES;
const COMPANY = '株式会社さくら商店';
const DEVICE = '02:00:00:00:00:20';
const ROUTER = '02:00:00:00:00:01';
const HOUR = 60 * 60_000;
const basic: PolicyInput = {
  geo: { blockInbound: ['LV'], blockOutbound: [] },
  ports: [],
  ips: { mode: 'block', disabledRules: [] },
};
const base = policySchema.parse(basic);
const layer = (part: Parameters<typeof policyLayerSchema.parse>[0]): PolicyLayer => policyLayerSchema.parse(part);
const countries = (...blockInbound: string[]) => layer({ geo: { blockInbound, blockOutbound: [] } });
const changed = (part: Partial<PolicyInput>): Policy => policySchema.parse({ ...basic, ...part });
const template = { scope: 'template', name: 'standard' } as const;
const company = { scope: 'company', name: COMPANY } as const;

let db: Database;
let path: ConfigPath;
let clock: number;
let folder: string;
let sent: string[];

const codeOf = (result: Result<unknown>): string | null => (result.ok ? null : result.error.code);
const inHours = (hours: number): string => new Date(clock + hours * HOUR).toISOString();
const effective = async (box: string) => {
  const row = await db.selectFrom('policy').selectAll().where('appliance', '=', box).executeTakeFirstOrThrow();
  return { version: row.version, policy: policySchema.parse(row.policy) };
};
const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

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
    folder = await mkdtemp(join(tmpdir(), `layers-${process.pid}-`));
    clock = Date.parse('2026-11-23T05:00:00.000Z');
    sent = [];
    await addAppliance(db, A, { [DEVICE]: '受付' });
    for (const box of BOXES.slice(1)) await addAppliance(db, box);
    const settings = {
      dataDir: folder,
      signingKeyFile: join(folder, 'key.pem'),
      protectedDestinations: ['192.0.2.10', '2001:db8:1::10'],
      defaultPolicy: base,
      fleet: BOXES.map((appliance) => ({
        ...{ appliance, company: COMPANY, site: 's', timeZone: 'Asia/Tokyo', labels: {}, language: 'ja' as const },
        routers: [ROUTER],
      })),
    };
    path = await startConfigPath({
      ...{ db, settings, log: pino({ level: 'silent' }), now: () => clock, onChange: () => undefined },
      link: {
        publish: async (topic) => {
          sent.push(topic);
          return ok(undefined);
        },
      },
    });
    await path.look();
  });
  afterEach(async () => {
    await path.close();
    await emptyDatabase(db);
    await rm(folder, { recursive: true, force: true });
  });

  describe('a layer', () => {
    test('that nobody has changed is empty, and counts the boxes under it', async () => {
      expect(must(await path.layerOf(template))).toMatchObject({ version: 0, appliances: 3, layer: layer({}) });
      expect(must(await path.layerOf(company))).toMatchObject({ version: 0, appliances: 3, template: 'standard' });
      expect(codeOf(await path.layerOf({ scope: 'company', name: 'nobody' }))).toBe('CTR_COMPANY_UNKNOWN');
    });

    test('gives every box under it its next version, sent', async () => {
      const before = sent.length;
      must(await path.setLayer(template, { layer: countries('RU'), basedOn: 0 }, 'soc'));
      must(await path.setLayer(company, { layer: countries('CN'), basedOn: 0 }, 'soc'));
      await path.look();
      for (const box of BOXES) {
        expect(await effective(box)).toMatchObject({
          version: 3,
          policy: { geo: { blockInbound: ['CN', 'LV', 'RU'] } },
        });
        expect(sent.slice(before)).toContain(`omamori/v1/${box}/desired`);
      }
      const answer = must(await path.policyOf(A));
      expect(answer.policy.geo.blockInbound).toEqual(['LV']);
      expect(answer.inherited?.geo.blockInbound).toEqual(['CN', 'RU']);
    });

    test('says a scalar for the boxes that do not say it themselves', async () => {
      must(await path.setPolicy(B, changed({ ips: { mode: 'off', disabledRules: [] } }), 1, 'soc'));
      must(await path.setLayer(template, { layer: layer({ ips: { mode: 'detect' } }), basedOn: 0 }, 'soc'));
      expect((await effective(A)).policy.ips.mode).toBe('detect');
      expect((await effective(B)).policy.ips.mode).toBe('off');
      expect(must(await path.policyOf(A)).policy.ips.mode).toBe('detect');
    });

    test('is tried first: the boxes it would change by name, and nothing is written', async () => {
      must(await path.setPolicy(B, changed({ geo: { blockInbound: ['LV', 'RU'], blockOutbound: [] } }), 1, 'soc'));
      const tried = must(await path.previewLayer(template, { layer: countries('RU') }));
      expect(tried.appliances.map(({ id }) => id).sort()).toEqual([A, BOXES[2]]);
      expect(tried).toMatchObject({ total: 2, problems: [] });
      expect(tried.sentences.ja.join()).toContain('ロシア');
      expect(must(await path.layerOf(template)).version).toBe(0);
      const wrong = must(
        await path.previewLayer(company, {
          layer: layer({ geo: { blockInbound: [], blockOutbound: [], except: ['nothing'] } }),
        }),
      );
      expect(wrong.problems.map(({ code }) => code)).toEqual(['CTR_GEO_EXCEPT_INVALID']);
      const all = await path.listLayers({ kind: 'all' });
      expect(all).toMatchObject({ templates: [{ name: 'standard', appliances: 3, companies: 1 }] });
      expect((await path.listLayers({ kind: 'some', companies: [], appliances: [A] })).companies).toEqual([]);
    });

    test('shows what each one says, and what the box itself said in an earlier version', async () => {
      must(await path.setLayer(company, { layer: countries('CN'), basedOn: 0 }, 'soc'));
      must(await path.setPolicy(A, changed({ geo: { blockInbound: ['KP'], blockOutbound: [] } }), 2, 'soc'));
      const layers = must(await path.layersOf(A));
      expect(layers.company).toMatchObject({ name: COMPANY, version: 1, layer: countries('CN') });
      expect([layers.template.version, layers.appliance.geo.blockInbound]).toEqual([0, ['KP']]);
      expect(must(await path.versionOf(A, 1)).policy.geo.blockInbound).toEqual(['LV']);
      expect(must(await path.versionOf(A, undefined)).policy.geo.blockInbound).toEqual(['KP']);
      expect(codeOf(await path.versionOf(A, 9))).toBe('CTR_VERSION_UNKNOWN');
      expect(codeOf(await path.versionOf('nobody', 1))).toBe('CTR_APPLIANCE_UNKNOWN');
    });

    test('that says nothing new makes no version', async () => {
      must(await path.setLayer(template, { layer: countries('LV'), basedOn: 0 }, 'soc'));
      expect((await effective(A)).version).toBe(1);
      const again = must(await path.setLayer(template, { layer: countries('LV'), basedOn: 1 }, 'soc'));
      expect(again.version).toBe(1);
    });

    test('a company may stand on another template', async () => {
      must(await path.setLayer({ scope: 'template', name: 'strict' }, { layer: countries('KP'), basedOn: 0 }, 'soc'));
      expect((await effective(A)).version).toBe(1);
      must(await path.setLayer(company, { layer: layer({}), basedOn: 0, template: 'strict' }, 'soc'));
      expect((await effective(A)).policy.geo.blockInbound).toEqual(['KP', 'LV']);
      must(await path.setLayer(template, { layer: countries('BR'), basedOn: 0 }, 'soc'));
      expect((await effective(A)).policy.geo.blockInbound).toEqual(['KP', 'LV']);
    });

    test('that would make a box take too much changes nothing at all', async () => {
      const ports = (from: number) =>
        Array.from({ length: 40 }, (_, index) => ({ protocol: 'tcp' as const, port: from + index, allow: [] }));
      must(await path.setPolicy(B, changed({ ports: ports(1000) }), 1, 'soc'));
      const refused = await path.setLayer(template, { layer: layer({ ports: ports(2000) }), basedOn: 0 }, 'soc');
      expect(codeOf(refused)).toBe('CTR_LAYERS_UNFIT');
      expect((await effective(A)).version).toBe(1);
      expect(must(await path.layerOf(template)).version).toBe(0);
    });
  });

  describe('editors at the same time', () => {
    test('of one layer: exactly one wins', async () => {
      const codes = ['RU', 'CN', 'KP', 'BR'];
      const results = await Promise.all(
        codes.map((code) => path.setLayer(company, { layer: countries(code), basedOn: 0 }, code)),
      );
      expect(results.map(codeOf).sort()).toEqual(
        ['CTR_POLICY_STALE', 'CTR_POLICY_STALE', 'CTR_POLICY_STALE', null].sort(),
      );
      const winner = must(await path.layerOf(company));
      expect([winner.updatedBy]).toEqual(winner.layer.geo.blockInbound);
      expect((await effective(A)).policy.geo.blockInbound).toContain(winner.updatedBy);
    });

    test('of template, company and boxes: what is sent holds what each winner said', async () => {
      for (let round = 0; round < 5; round++) {
        const [ofTemplate, ofCompany] = [must(await path.layerOf(template)), must(await path.layerOf(company))];
        const own = must(await path.policyOf(A));
        const port = (number: number) => [{ protocol: 'tcp' as const, port: number + round, allow: [] }];
        await Promise.all([
          path.setPolicy(A, changed({ ports: port(100) }), own.version, 'box'),
          path.setLayer(template, { layer: layer({ ports: port(200) }), basedOn: ofTemplate.version }, 'one'),
          path.setLayer(template, { layer: layer({ ports: port(300) }), basedOn: ofTemplate.version }, 'two'),
          path.setLayer(company, { layer: layer({ ports: port(400) }), basedOn: ofCompany.version }, 'three'),
        ]);
        const stored = [must(await path.layerOf(template)).layer, must(await path.layerOf(company)).layer];
        const said = [...stored.flatMap(({ ports }) => ports), ...must(await path.policyOf(A)).policy.ports];
        const { policy } = await effective(A);
        expect(policy.ports.map((one) => one.port).sort()).toEqual(said.map((one) => one.port).sort());
      }
    });
  });

  describe('an exception', () => {
    const command = (hours: number) => ({
      ...{ target: { kind: 'domain' as const, domain: 'Ok.Example' }, device: null, until: inHours(hours) },
      ...{ reason: 'asked by phone', basedOn: 1 },
    });

    test('is added by compare-and-set, with actor and reason in the history', async () => {
      const added = must(await path.addException(A, command(2), 'soc'));
      expect(added.policy.exceptions).toMatchObject([{ target: { kind: 'domain', domain: 'ok.example' } }]);
      expect(codeOf(await path.addException(A, command(2), 'late'))).toBe('CTR_POLICY_STALE');
      const [newest] = must(await path.historyOf(A)).entries;
      expect(newest).toMatchObject({ version: 2, actor: 'soc', action: 'exception', reason: 'asked by phone' });
    });

    test('that has ended leaves by itself, with a new version', async () => {
      must(await path.addException(A, command(2), 'soc'));
      clock += 2 * HOUR - 1;
      await path.look();
      expect((await effective(A)).version).toBe(2);
      clock += 1;
      await path.look();
      expect(await effective(A)).toMatchObject({ version: 3, policy: { exceptions: [] } });
      expect(must(await path.historyOf(A)).entries[0]).toMatchObject({ action: 'ended', actor: 'center' });
      await path.look();
      expect((await effective(A)).version).toBe(3);
    });

    test('that has ended already or lasts too long is refused', async () => {
      expect(codeOf(await path.addException(A, command(0), 'soc'))).toBe('CTR_EXCEPTION_ENDED');
      expect(codeOf(await path.addException(A, command(30 * 24 + 1), 'soc'))).toBe('CTR_EXCEPTION_TOO_LONG');
      expect((await effective(A)).version).toBe(1);
    });
  });

  test('a device is isolated until a time, and released before it', async () => {
    const isolation = { mac: DEVICE, until: inHours(1), reason: 'infected', basedOn: 1 };
    expect(must(await path.isolate(A, isolation, 'soc')).policy.isolation).toHaveLength(1);
    expect(codeOf(await path.release(A, { mac: DEVICE, reason: 'clean', basedOn: 1 }, 'soc'))).toBe('CTR_POLICY_STALE');
    expect(must(await path.release(A, { mac: DEVICE, reason: 'clean', basedOn: 2 }, 'soc')).policy.isolation).toEqual(
      [],
    );
    expect(codeOf(await path.release(A, { mac: DEVICE, reason: 'clean', basedOn: 3 }, 'soc'))).toBe('CTR_NOT_ISOLATED');
    const router = await path.isolate(A, { ...isolation, mac: ROUTER, basedOn: 3 }, 'soc');
    expect(codeOf(router)).toBe('CTR_ISOLATION_ROUTER');
  });

  const until = '2026-11-24T00:00:00.000Z';
  const list = (...entries: string[]) => [{ name: 'bad', direction: 'both' as const, entries }];
  const exception = (target: Policy['exceptions'][number]['target'], reason = 'r') => ({
    exceptions: [{ id: 'e', target, device: null, until, reason }],
  });
  test.each([
    ['CTR_LIST_ADDRESS_INVALID', { addressLists: list('192.0.2.256') }],
    ['CTR_LIST_PROTECTED', { addressLists: list('198.51.100.1', '192.0.2.0/24') }],
    ['CTR_LIST_PROTECTED', { addressLists: list('2000::/3') }],
    ['CTR_LIST_TOO_WIDE', { addressLists: list('96.0.0.0/4') }],
    ['CTR_LIST_CUTS_LAN', { addressLists: list('192.168.10.0/24') }],
    ['CTR_LIST_TWICE', { addressLists: [...list('198.51.100.1'), ...list('198.51.100.2')] }],
    ['CTR_LIST_DOMAIN_INVALID', { domainLists: [{ name: 'sites', entries: ['*.evil.example'] }] }],
    ['CTR_LIST_DOMAIN_INVALID', { domainLists: [{ name: 'sites', entries: ['com'] }] }],
    ['CTR_GEO_EXCEPT_INVALID', { geo: { ...base.geo, except: ['somewhere'] } }],
    ['CTR_EXCEPTION_INVALID', exception({ kind: 'address', address: '1.2.3' })],
    ['CTR_POLICY_REASON_MISSING', exception({ kind: 'rule', sid: 1 }, ' ')],
    ['CTR_EXCEPTION_TOO_WIDE', exception({ kind: 'address', address: '64.0.0.0/2' })],
    ['CTR_RULE_PROTECTED', exception({ kind: 'rule', sid: 1_900_001 })],
    ['CTR_ISOLATION_NO_DEVICE', { isolation: [{ mac: 'ff:ff:ff:ff:ff:ff', until: null, reason: 'r' }] }],
    ['CTR_ISOLATION_ROUTER', { isolation: [{ mac: ROUTER, until: null, reason: 'r' }] }],
  ] as const)('%s refuses before anything is sent, and the preview names it in both languages', async (code, part) => {
    const policy = changed(part as Partial<PolicyInput>);
    expect(codeOf(await path.setPolicy(A, policy, 1, 'soc'))).toBe(code);
    expect((await effective(A)).version).toBe(1);
    const problem = must(await path.preview(A, policy)).problems.find((one) => one.code === code);
    expect(problem?.words?.ja).toMatch(/[ぁ-ん]/);
    expect(problem?.words?.en).toBe(problem?.message);
  });

  test('the preview names list and entry of a protected destination', async () => {
    const policy = changed({ addressLists: list('192.0.2.0/24') });
    expect(must(await path.preview(A, policy)).problems[0]?.words?.en).toBe(
      '“192.0.2.0/24” in the list “bad” holds the protected destination 192.0.2.10. Take it off the list.',
    );
  });

  test('the preview says every new part in both languages, with the company’s words and clock', async () => {
    const policy = changed({
      geo: { ...base.geo, except: ['198.51.100.9'] },
      addressLists: list('203.0.113.0/24', '198.51.100.1'),
      domainLists: [{ name: 'sites', entries: ['evil.example'] }],
      ips: { mode: 'block', preset: 'security', disabledRules: [] },
      isolation: [{ mac: DEVICE, until, reason: 'infected' }],
      exceptions: [{ id: 'e', target: { kind: 'rule', sid: 7 }, device: DEVICE, until, reason: 'r' }],
      failModes: { engineDead: 'closed', queueFull: 'open' },
    });
    const preview = must(await path.preview(A, policy));
    expect(preview.sentences.ja).toEqual([
      '止める国の中でも、198.51.100.9とは通信できるようにします。',
      'リスト「bad」の番地2件との両方向の通信を止めます。',
      'リスト「sites」のサイト1件につながらないようにします。',
      '安全を優先して、疑わしい通信も広く止めます。',
      '「受付」をほかの機器から切り離します（11月24日 9:00まで）',
      '「受付」だけ、目印 7 に合う通信を11月24日 9:00まで通します。その後は元に戻ります。',
      '検査が止まったときは、通信を止めます。インターネットが使えなくなります。',
    ]);
    expect(preview.sentences.en).toEqual([
      '198.51.100.9 can be reached, also in a blocked country.',
      'Traffic from and to the addresses of the list “bad” is stopped (2 in all).',
      'The sites of the list “sites” can no longer be reached (1 in all).',
      'Safety comes first: doubtful traffic is stopped too.',
      '“受付” is cut off from the other devices (until 24 November 9:00).',
      'Traffic that matches rule 7 may pass until 24 November 9:00, for “受付” only. After that it is as before.',
      'When inspection has stopped, traffic is stopped. There is no internet then.',
    ]);
    expect(preview.problems.map(({ code }) => code)).toEqual(['CTR_WARN_CLOSED_MODE']);
  });

  test.each([
    [{ addressLists: list('203.0.113.0/24') }, 3],
    [{ addressLists: list('198.51.100.0/24') }, 0],
    [{ domainLists: [{ name: 'sites', entries: ['evil.example'] }] }, 4],
    [{ isolation: [{ mac: '02:00:00:00:00:99', until: null, reason: 'r' }] }, 4],
    [exception({ kind: 'country', country: 'LV' }), 3],
    [exception({ kind: 'address', address: '203.0.113.5' }), 3],
  ])('counts the attempts that %j touches', async (part, touched) => {
    const at = new Date(clock).toISOString();
    const device = { ip: '192.168.10.99', mac: '02:00:00:00:00:99', name: null };
    const peer = { ip: '192.0.2.77', port: 1, country: 'US', name: 'www.evil.example' };
    const records = [attempt({ count: 3, at, until: at }), attempt({ count: 4, at, until: at, device, peer })].map(
      (detection, index) => ({ sequence: index + 1, detection }),
    );
    await commitBatch(db, { v: 1, appliance: A, epoch: '0123456789abcdef', dropped: 0, records }, new Date(clock));
    expect(must(await path.preview(A, changed(part as Partial<PolicyInput>))).touched).toBe(touched);
  });
});
