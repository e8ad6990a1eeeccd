// Every route × every role × the wrong tenant, out of the route table: a new route without a row or a sample fails here.
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { apiErrorSchema, policyLayerSchema } from '@omamori/contract/console-api';
import { ROLES, type Role } from '@omamori/contract/console-api/roles';
import { policySchema } from '@omamori/contract/desired-state';
import { err, ok } from '@omamori/contract/result';
import { manualClock } from '@omamori/testkit/manual-clock';
import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BundleDesk, createBundleDesk } from '../src/config-path/bundle/bundle-desk.ts';
import { takeBundle } from '../src/config-path/bundle/store-bundle.ts';
import { type ConfigPath, startConfigPath } from '../src/config-path/config-path.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { storeNotice } from '../src/event-path/notice/store-notice.ts';
import { createStickerDesk, type StickerDesk } from '../src/fleet/enrolment/sticker-desk.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import { accessOf, ROLE_TABLE } from '../src/http-api/access/role-table.ts';
import { routeTable } from '../src/http-api/route-table.ts';
import { createSecretSeal } from '../src/people/seal-secret.ts';
import { serveRooms } from '../src/serve-rooms.ts';
import { type SettingsFile, settingsSchema } from '../src/settings.ts';
import type { Store } from '../src/store/connect-store.ts';
import { tellFacts } from '../src/tell-facts.ts';
import { bundleKeys, packBundlesOfTest, packedIn, versionOf } from './bundle-fixture.ts';
import { addPerson, cookieOf, JSON_TYPE, PASSWORD, peopleOf, startTestApi, type TestApi } from './people-fixture.ts';
import { BOX, batchOf, fleetOfTest, OTHER_BOX, RECEPTION, recordsOf, sampleDetection, T0 } from './sample-events.ts';
import { quietLog, type StoreSource, storeSource } from './store-fixture.ts';

const [{ company: COMPANY = '' } = {}, { company: OTHER_COMPANY = '' } = {}] = fleetOfTest;
const POLICY = policySchema.parse({
  geo: { blockInbound: [], blockOutbound: [] },
  ports: [],
  ips: { mode: 'block', disabledRules: [] },
});
const until = new Date(T0 + 3_600_000).toISOString();
const clock = manualClock(T0);
const keyOf = (route: { method: string; path: string }) => `${route.method} ${route.path}`;
const TABLE = routeTable.map((route) => [keyOf(route), route] as const);

let source: StoreSource;
let store: Store;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let configPath: ConfigPath;
let test: TestApi;
let incident = 0;
let victim = 0;
let sticker = 0;
let bundles: BundleDesk;
let stickers: StickerDesk;
/** The center has the first; the second is what is handed to it. */
const BUNDLE = 2;
const NEXT_BUNDLE = 3;
const cookies = new Map<string, string>();

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  folder = await temporaryFolder('roles');
  const { db } = store;
  await enrolFleet(db, fleetOfTest);
  await commitBatch(db, batchOf(recordsOf([sampleDetection(T0 - 1000)])), new Date(T0));
  incident = (await db.selectFrom('incident').select('id').executeTakeFirstOrThrow()).id;
  const settings = {
    dataDir: folder.path,
    protectedDestinations: ['192.0.2.1'],
    defaultPolicy: POLICY,
    fleet: fleetOfTest,
  };
  configPath = await startConfigPath({
    ...{ db, now: clock.now, log: quietLog, onChange: () => undefined },
    link: { publish: async () => err('CTR_BROKER_AWAY', 'no broker') },
    settings: { ...settings, signingKeyFile: undefined },
  });
  const layer = policyLayerSchema.parse({ geo: { blockInbound: ['BR'], blockOutbound: [] } });
  await configPath.setLayer({ scope: 'template', name: 'standard' }, { layer, basedOn: 0 }, 'test');
  await configPath.setLayer({ scope: 'company', name: COMPANY }, { layer, basedOn: 0 }, 'test');
  stickers = stickersOfTest(db, clock.now);
  const made = await stickers.make(
    { appliance: 'om-9000', company: COMPANY, site: 'new', language: 'ja', hours: 24 },
    'test',
  );
  sticker = made.ok ? made.value.sticker.id : 0;
  await packBundlesOfTest(folder.path, [BUNDLE, NEXT_BUNDLE]);
  bundles = bundlesOfTest(db, folder.path);
  await bundles.take(createReadStream(packedIn(folder.path, BUNDLE)), 'test');
  // A box that is not there is asked for no dry run.
  await db.updateTable('appliance').set({ state: 'online' }).where('id', 'in', [BOX, OTHER_BOX]).execute();
  const live = { incident: () => undefined, appliance: () => undefined, close: async () => undefined };
  const people = peopleOf(db, clock.now);
  const rooms = serveRooms({
    db,
    configPath,
    live,
    now: clock.now,
    phone: '0120',
    people,
    handOver: async (id, part) =>
      (await storeNotice(db, id, '0120', new Date(clock.now()), part))
        ? ok(undefined)
        : err('CTR_NOTICE_STALE', 'nothing to hand over here'),
    visitSecretOf: async (id) => VISIT_SECRETS.get(id) ?? null,
    stickers,
    bundles,
    facts: () => tellFacts(settingsSchema.transform(withEnvironment).parse({ dataDir: folder.path })),
  });
  test = await startTestApi({ db, now: clock.now, rooms, pages: folder.path });
  for (const role of ROLES) {
    await addPerson(db, `${role}@all`, role);
    const foreign = { kind: 'some' as const, companies: [OTHER_COMPANY], appliances: [] };
    if (role !== 'admin') await addPerson(db, `${role}@other`, role, foreign);
  }
  victim = await addPerson(db, 'victim@all', 'viewer');
});
afterAll(async () => {
  await test.close();
  await configPath.close();
  await store.close();
  await source.stop();
  await folder.remove();
});

async function signedIn(name: string): Promise<string> {
  const cookie = cookies.get(name) ?? (await cookieOf(test.base, name));
  cookies.set(name, cookie);
  return cookie;
}

const version = async () => {
  const answer = await configPath.policyOf(BOX);
  return answer.ok ? answer.value.version : 0;
};
const layerVersion = async (scope: 'template' | 'company', name: string) => {
  const answer = await configPath.layerOf({ scope, name });
  return answer.ok ? answer.value.version : 0;
};

const withEnvironment = (file: SettingsFile) => ({ ...file, databaseUrl: undefined, mqttUrl: undefined });
const stickersOfTest = (db: Store['db'], now: () => number) =>
  createStickerDesk({
    ...{
      db,
      now,
      seal: createSecretSeal([randomBytes(32)]),
      authority: 'ab'.repeat(32),
      enrolUrl: 'https://192.0.2.1',
    },
    ...{ onEnded: () => undefined, onFleet: async () => undefined },
  });
const bundlesOfTest = (db: Store['db'], path: string) =>
  createBundleDesk({
    ...{ db, now: clock.now, wake: () => undefined },
    take: (packed, actor) => takeBundle(packed, { db, folder: path, trusted: bundleKeys, actor, now: clock.now }),
  });
const VISIT_SECRETS = new Map([[BOX, Buffer.alloc(32, 1).toString('base64')]]);

/** A body that the route takes, bytes as they are and all else as JSON; a route that changes something and is not here fails. */
const BODIES: Readonly<Record<string, () => unknown>> = {
  'post /api/first-admin': () => ({ code: 'wrong', name: 'a@b', displayName: 'x', password: PASSWORD }),
  'post /api/sign-in': () => ({ name: 'viewer@all', password: PASSWORD }),
  'post /api/sign-out': () => ({}),
  'post /api/my/password': () => ({ current: PASSWORD, password: 'short' }),
  'post /api/my/second-factor': () => ({ password: PASSWORD }),
  'post /api/my/second-factor/confirm': () => ({ code: '000000' }),
  'post /api/my/second-factor/remove': () => ({ password: PASSWORD }),
  'post /api/my/sessions/:id/end': () => ({}),
  'post /api/my/views': () => ({ views: [{ name: 'night', search: '?state=open' }] }),
  'post /api/stickers': () => ({ appliance: 'om-9999', company: COMPANY, site: 'new' }),
  'post /api/stickers/:id/withdraw': () => ({}),
  'post /api/appliances/:id/revoke': () => ({}),
  'post /api/bundles': () => readFile(packedIn(folder.path, NEXT_BUNDLE)),
  'post /api/bundles/:id/dry-run': () => ({}),
  'post /api/bundles/:id/rollout': () => ({ soakMinutes: 60, reason: 'weekly' }),
  'post /api/bundles/:id/rollout/act': () => ({ act: 'pause', reason: 'an office called' }),
  'post /api/incidents/:id/state': () => ({ state: 'notified' }),
  'post /api/incidents/:id/triage': () => ({ kind: 'assign', mine: true }),
  'post /api/incidents/:id/notes': () => ({ text: 'called the owner' }),
  'post /api/incidents/:id/notice': () => ({ part: 1 }),
  'post /api/appliances/:id/policy/preview': () => ({ policy: POLICY }),
  'post /api/appliances/:id/policy/replay': () => ({ policy: POLICY }),
  'put /api/appliances/:id/policy': async () => ({ policy: POLICY, basedOn: await version() }),
  'post /api/appliances/:id/exceptions': async () => {
    const target = { kind: 'domain', domain: 'bank.example' };
    return { target, device: null, until, reason: 'asked by phone', basedOn: await version() };
  },
  'post /api/appliances/:id/visit-code': () => ({}),
  'post /api/appliances/:id/local-exceptions/end': () => ({ exception: 'box-1a2b' }),
  'post /api/appliances/:id/floods/release': () => ({ source: '203.0.113.9' }),
  'post /api/appliances/:id/isolation': async () => ({
    mac: RECEPTION,
    until,
    reason: 'virus',
    basedOn: await version(),
  }),
  'post /api/appliances/:id/isolation/release': async () => ({
    mac: RECEPTION,
    reason: 'clean',
    basedOn: await version(),
  }),
  'put /api/templates/:id/policy': async () => ({ layer: {}, basedOn: await layerVersion('template', 'standard') }),
  'put /api/companies/:id/policy': async () => ({ layer: {}, basedOn: await layerVersion('company', COMPANY) }),
  'post /api/templates/:id/policy/preview': () => ({ layer: {} }),
  'post /api/companies/:id/policy/preview': () => ({ layer: { geo: { blockInbound: ['LV'], blockOutbound: [] } } }),
  'post /api/my/choices': () => ({ tourSeen: true }),
  'post /api/people': () => ({
    name: `p${Math.random()}@all`,
    displayName: 'P',
    role: 'viewer',
    scope: { kind: 'all' },
  }),
  'post /api/people/:id': () => ({ displayName: 'Victim' }),
  'post /api/people/:id/reset': () => ({ secondFactor: false }),
  'post /api/people/:id/sessions/end': () => ({}),
};

const idFor = (path: string): string => {
  if (path.startsWith('/api/incidents')) return String(incident);
  if (path.startsWith('/api/companies')) return encodeURIComponent(COMPANY);
  if (path.startsWith('/api/templates')) return 'standard';
  if (path.startsWith('/api/people')) return String(victim);
  if (path.startsWith('/api/stickers')) return String(sticker);
  if (path.startsWith('/api/bundles')) return versionOf(BUNDLE);
  return path.startsWith('/api/my') ? '00000000-0000-4000-8000-000000000000' : BOX;
};

/** How a body goes out. */
async function carried(
  body: (() => unknown) | undefined,
): Promise<{ headers: Record<string, string>; body?: BodyInit }> {
  const said = await body?.();
  if (said === undefined) return { headers: JSON_TYPE };
  if (said instanceof Uint8Array)
    return { headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(said) };
  return { headers: JSON_TYPE, body: JSON.stringify(said) };
}

interface Answer {
  status: number;
  text: string;
  code: string;
}

async function call(route: { method: string; path: string }, cookie: string | null): Promise<Answer> {
  const body = BODIES[keyOf(route)];
  if (body === undefined && route.method !== 'get') throw new Error(`${keyOf(route)} has no sample body`);
  const abort = new AbortController();
  const { headers, ...content } = await carried(body);
  const response = await fetch(test.base + route.path.replace(':id', idFor(route.path)), {
    method: route.method.toUpperCase(),
    headers: { ...(cookie === null ? {} : { cookie }), ...headers },
    signal: abort.signal,
    ...content,
  });
  const streams = response.headers.get('content-type') === 'text/event-stream';
  const text = streams ? '' : await response.text();
  if (streams) abort.abort();
  const refused = apiErrorSchema.safeParse(text === '' ? null : text.startsWith('{"error"') ? JSON.parse(text) : null);
  return { status: response.status, text, code: refused.success ? refused.data.error.code : '' };
}

describe('the table of roles', () => {
  it('has a row for every route and no row without one', () => {
    expect(TABLE.map(([key]) => key).sort()).toEqual(Object.keys(ROLE_TABLE).sort());
  });

  it('gives what changes something to exactly these roles', () => {
    const changing = (least: string) =>
      TABLE.filter(([, route]) => route.method !== 'get' && accessOf(route) === least).map(([key]) => key);
    expect(changing('open')).toEqual(['post /api/first-admin', 'post /api/sign-in']);
    expect(changing('viewer')).toEqual([]);
    expect(changing('desk').sort()).toEqual([
      'post /api/appliances/:id/exceptions',
      'post /api/appliances/:id/floods/release',
      'post /api/appliances/:id/local-exceptions/end',
      'post /api/appliances/:id/visit-code',
      'post /api/incidents/:id/notes',
      'post /api/incidents/:id/notice',
      'post /api/incidents/:id/state',
      'post /api/incidents/:id/triage',
    ]);
    const ofAdmins = /^post \/api\/(people|stickers|bundles$|bundles\/:id\/rollout|appliances\/:id\/revoke)/;
    expect(changing('admin').filter((key) => !ofAdmins.test(key))).toEqual([]);
    expect(changing('own').every((key) => key.startsWith('post /api/my/') || key === 'post /api/sign-out')).toBe(true);
    expect(TABLE.filter(([key]) => /people|audit/.test(key)).every(([, route]) => accessOf(route) === 'admin')).toBe(
      true,
    );
  });

  it('names every act that changes something for the audit log', () => {
    const silent = TABLE.filter(([, route]) => route.method !== 'get' && route.act === null).map(([key]) => key);
    expect(silent).toEqual([
      'post /api/appliances/:id/policy/preview',
      'post /api/templates/:id/policy/preview',
      'post /api/companies/:id/policy/preview',
    ]);
  });
});

describe.each(TABLE)('%s', (key, route) => {
  const access = ROLE_TABLE[key];
  const mayFrom = access === 'own' || access === 'open' ? 0 : ROLES.indexOf(access ?? 'admin');

  it('is refused without a session, unless it is open', async () => {
    if (access === 'open') {
      expect((await call(route, null)).code).not.toBe('HTTP_SESSION_MISSING');
      return;
    }
    const name = `omamori-center-${test.api.address.port}`;
    const forged = randomBytes(32).toString('base64url');
    for (const cookie of [null, `${name}=`, `${name}=${forged}`, `${name}=' or 1=1 --`, `other=${forged}`]) {
      const answer = await call(route, cookie);
      expect([answer.status, answer.code]).toEqual([401, 'HTTP_SESSION_MISSING']);
    }
  });

  it.each(ROLES.map((role, rank) => [role, rank] as const))(
    'answers %s as the table says',
    async (role: Role, rank) => {
      const fresh = access === 'own';
      const answer = await call(
        route,
        fresh ? await cookieOf(test.base, `${role}@all`) : await signedIn(`${role}@all`),
      );
      if (rank < mayFrom) expect([answer.status, answer.code]).toEqual([403, 'HTTP_ROLE_FORBIDDEN']);
      else {
        expect(answer.code).not.toMatch(/^HTTP_(?!CODE_WRONG)/);
        if (answer.status === 200 && typeof route.gives === 'object') checkAnswer(key, answer.text);
      }
    },
  );

  it('shows and does nothing of a company outside the scope', async () => {
    const before = await everything();
    for (const role of ROLES.filter((one) => one !== 'admin' && ROLES.indexOf(one) >= mayFrom)) {
      if (access === 'open' || access === 'own') continue;
      const answer = await call(route, await signedIn(`${role}@other`));
      expect(answer.text).not.toContain(BOX);
      expect(answer.text).not.toContain(COMPANY);
      // Bundles are the service's own and no company's: what boxes say of them is what must not be seen.
      const aimed = route.path.includes(':id') && !route.path.startsWith('/api/bundles');
      if (aimed)
        expect([role, answer.status, answer.code]).toEqual([role, expect.anything(), expect.stringMatching(UNSEEN)]);
    }
    expect(await everything()).toEqual(before);
  });
});

const NOT_SEEN_HERE = ['post /api/my/second-factor/confirm'];
const UNSEEN = /^CTR_(APPLIANCE_UNKNOWN|INCIDENT_UNKNOWN|COMPANY_UNKNOWN|TEMPLATE_FOREIGN)$/;

/** What a stranger to the company must not have changed. */
async function everything(): Promise<unknown> {
  const { db } = store;
  return [
    await db.selectFrom('incident').select(['id', 'state', 'assignee']).execute(),
    await db.selectFrom('policy').select(['appliance', 'version']).orderBy('appliance').execute(),
    await db.selectFrom('layer_change').select('id').execute(),
    await db.selectFrom('bundle_dry_run').select('id').where('appliance', '=', BOX).execute(),
  ];
}

const validated = new Set<string>();
let described: Record<string, Record<string, unknown>> | undefined;
const answerSchema = z.object({
  responses: z.object({ 200: z.object({ content: z.object({ 'application/json': z.object({ schema: z.any() }) }) }) }),
});

/** The real answer fits what /api/openapi.json says of it. */
function checkAnswer(key: string, text: string): void {
  const [method = '', path = ''] = key.split(' ');
  const operation = described?.[path.replace(':id', '{id}')]?.[method];
  validated.add(key);
  const { schema } = answerSchema.parse(operation).responses[200].content['application/json'];
  expect(z.fromJSONSchema(schema).safeParse(JSON.parse(text)).error).toBeUndefined();
}

beforeAll(async () => {
  const answer = await fetch(`${test.base}/api/openapi.json`, { headers: { cookie: await signedIn('viewer@all') } });
  described = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await answer.json()).paths;
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and holds every route with what it takes, what it gives and who may', async () => {
    for (const [, route] of TABLE) {
      const operation = z
        .object({
          summary: z.string().min(5),
          parameters: z.array(z.object({ name: z.string() })),
          responses: z.record(z.string(), z.unknown()),
        })
        .loose()
        .parse(described?.[route.path.replace(':id', '{id}')]?.[route.method]);
      expect(operation['x-least-role']).not.toBe('nobody');
      expect(Object.keys(operation.responses)).toContain(route.gives === 'nothing' ? '204' : '200');
      if (route.path.includes(':id')) expect(operation.parameters.map(({ name }) => name)).toContain('id');
    }
  });

  it('was held against a real answer of every route that gives one', () => {
    const unseen = TABLE.filter(([key, { gives }]) => typeof gives === 'object' && !validated.has(key));
    // Its code would have to be right: people-accounts.test.ts has it.
    expect(unseen.map(([key]) => key)).toEqual(NOT_SEEN_HERE);
  });

  it('refuses a route that has no row, for everybody', () => {
    expect(accessOf({ method: 'post', path: '/api/made-up' })).toBeUndefined();
  });
});

describe('a scope', () => {
  it('shows the own company with everything of it', async () => {
    const answer = await call({ method: 'get', path: '/api/fleet' }, await signedIn('viewer@other'));
    expect(answer.text).toContain(OTHER_BOX);
  });

  it('of a single appliance shows that one and not its company’s layer', async () => {
    await addPerson(store.db, 'one@box', 'analyst', { kind: 'some', companies: [], appliances: [BOX] });
    const cookie = await signedIn('one@box');
    expect((await call({ method: 'get', path: '/api/fleet' }, cookie)).text).toContain(BOX);
    expect((await call({ method: 'get', path: '/api/incidents/:id' }, cookie)).status).toBe(200);
    expect((await call({ method: 'get', path: '/api/companies/:id/policy' }, cookie)).code).toBe('CTR_COMPANY_UNKNOWN');
  });
});

describe('a verdict', () => {
  it('needs an analyst, another state does not', async () => {
    await store.db.updateTable('incident').set({ state: 'new' }).execute();
    const send = async (name: string, state: string) => {
      const response = await fetch(`${test.base}/api/incidents/${incident}/state`, {
        method: 'POST',
        headers: { cookie: await signedIn(name), 'content-type': 'application/json' },
        body: JSON.stringify({ state, reason: 'looked at' }),
      });
      return response.status;
    };
    expect(await send('desk@all', 'confirmed')).toBe(403);
    expect(await send('desk@all', 'false-positive')).toBe(403);
    expect(await send('analyst@all', 'confirmed')).toBe(200);
    expect(await send('desk@all', 'notified')).toBe(200);
  });
});

/** What the samples above would not change, or be refused. */
const CHANGING: Readonly<Record<string, () => unknown>> = {
  'post /api/my/password': () => ({ current: PASSWORD, password: 'five quiet ponds' }),
  'post /api/stickers': () => ({ appliance: 'om-9998', company: COMPANY, site: 'new' }),
  'post /api/incidents/:id/state': () => ({ state: 'closed' }),
  'post /api/incidents/:id/notice': async () => {
    const told = await store.db.selectFrom('notice').select('part').orderBy('part', 'desc').executeTakeFirst();
    return { part: (told?.part ?? 0) + 1 };
  },
  'put /api/appliances/:id/policy': async () => ({
    ...{ policy: { ...POLICY, ports: [{ protocol: 'tcp', port: 3389, allow: [] }] }, basedOn: await version() },
  }),
  'put /api/templates/:id/policy': async () => ({
    ...{ layer: { geo: { blockInbound: ['LV'], blockOutbound: [] } } },
    basedOn: await layerVersion('template', 'standard'),
  }),
  'put /api/companies/:id/policy': async () => ({
    ...{ layer: { geo: { blockInbound: ['KP'], blockOutbound: [] } } },
    basedOn: await layerVersion('company', COMPANY),
  }),
};
/** Their acts cannot be done here: accounts exist, no code is right, no box answers. */
const NOT_DOABLE = [
  'post /api/first-admin',
  'post /api/my/second-factor/confirm',
  'post /api/appliances/:id/policy/replay',
  'post /api/appliances/:id/floods/release',
  'post /api/appliances/:id/local-exceptions/end',
];

/** What must be there, or gone again, for an act that is done once. */
const ROOM_FOR: Readonly<Record<string, () => Promise<unknown>>> = {
  'post /api/bundles': () => store.db.deleteFrom('bundle').where('version', '=', versionOf(NEXT_BUNDLE)).execute(),
  'post /api/bundles/:id/rollout': () => forgetRollout(),
  'post /api/bundles/:id/rollout/act': async () => {
    await forgetRollout();
    await bundles.start(versionOf(BUNDLE), { soakMinutes: 60, reason: 'weekly' }, 'test');
  },
  'post /api/stickers/:id/withdraw': () =>
    store.db.updateTable('sticker').set({ state: 'open' }).where('id', '=', sticker).execute(),
};

async function forgetRollout(): Promise<void> {
  await store.db.deleteFrom('bundle_box').execute();
  await store.db.deleteFrom('bundle_rollout').execute();
}

describe('an act and its entry in the audit log', () => {
  const acts = TABLE.filter(([key, { act }]) => act !== null && !NOT_DOABLE.includes(key));
  let actor = 0;

  beforeAll(async () => {
    const { db } = store;
    await sql`create function refuse_entry() returns trigger language plpgsql as
      'begin if (select value from kv where key = ''test.refuse'') = ''true'' then
        raise exception ''cut off between the act and its entry''; end if; return new; end'`.execute(db);
    await sql`create trigger refuse_entry before insert on audit for each row execute function refuse_entry()`.execute(
      db,
    );
  });

  it.each(acts)('%s: neither is there when the center dies between the two, else both', async (key, route) => {
    const { db } = store;
    actor += 1;
    const name = `admin${actor}@acts`;
    await refuseEntries('false');
    await addPerson(db, name, 'admin');
    const cookie = await cookieOf(test.base, name);
    const mine = db.selectFrom('account').select('id').where('name', '=', name);
    const own = await db.selectFrom('console_session').select('id').where('account', '=', mine).execute();
    await db.updateTable('incident').set({ state: 'new', duplicate_of: null }).execute();
    await ROOM_FOR[key]?.();
    const path = key === 'post /api/my/sessions/:id/end' ? route.path.replace(':id', own[0]?.id ?? '') : route.path;
    const body = CHANGING[key] ?? BODIES[key];
    const send = async () => {
      const { headers, ...content } = await carried(body);
      return await fetch(test.base + path.replace(':id', idFor(path)), {
        ...{ method: route.method.toUpperCase(), headers: { cookie, ...headers }, ...content },
      }).then(async (answer) => ({ status: answer.status, text: await answer.text() }));
    };
    await refuseEntries('true');
    const before = await wholeDatabase();
    const cut = await send().catch((thrown: unknown) => ({ status: 500, text: String(thrown) }));
    expect([key, cut.status]).toEqual([key, 500]);
    expect(await wholeDatabase()).toEqual(before);
    await refuseEntries('false');
    const last = (await db.selectFrom('audit').select('number').orderBy('number', 'desc').executeTakeFirst())?.number;
    const done = await send();
    expect([key, done.status < 300 || done.text.includes('CTR_CAPTURE_EMPTY')]).toEqual([key, true]);
    const entries = await db
      .selectFrom('audit')
      .select('act')
      .where('number', '>', last ?? 0)
      .execute();
    expect(entries).toEqual([{ act: route.act }]);
  });
});

async function refuseEntries(value: 'true' | 'false'): Promise<void> {
  const row = { key: 'test.refuse', value };
  await store.db
    .insertInto('kv')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Every row of every table but the counters of tries, which count by themselves. */
async function wholeDatabase(): Promise<Record<string, unknown>> {
  const { db } = store;
  const names = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'sign_in_try' order by table_name`.execute(db);
  const rows: Record<string, unknown> = {};
  for (const { name } of names.rows) {
    rows[name] = (await sql`select to_jsonb(t) as row from ${sql.table(name)} t order by 1`.execute(db)).rows;
  }
  return rows;
}
