import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiErrorSchema, sessionAnswerSchema } from '@omamori/contract/console-api';
import { manualClock } from '@omamori/testkit/manual-clock';
import { type TemporaryFolder, temporaryFolder } from '@omamori/testkit/temporary-folder';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IDLE_MS } from '../src/http-api/access/keep-sessions.ts';
import type { CenterApi } from '../src/http-api/center-api.ts';
import type { LiveHub } from '../src/http-api/live/live-hub.ts';
import type { Store } from '../src/store/connect-store.ts';
import { addPerson, cookieOf, JSON_TYPE, PASSWORD, post, startTestApi, type TestApi } from './people-fixture.ts';
import { emptyStore, type StoreSource, storeSource } from './store-fixture.ts';

const NAME = 'admin@test';
const POLICY = { geo: { blockInbound: [], blockOutbound: [] }, ports: [], ips: { mode: 'block', disabledRules: [] } };
const never = () => Promise.reject(new Error('secret reason of the database'));

const stale = async () => ({ ok: false as const, error: { code: 'CTR_POLICY_STALE', message: 'stale' } });

/** Every answer here is a failure on purpose: what is tested is what comes before the rooms. */
const rooms: Omit<CenterApi, 'people'> = {
  centerVersion: '1.2.3',
  phone: '03-1234-5678',
  facts: never,
  applications: never,
  offDuty: never,
  fleet: async () => ({ now: new Date(0).toISOString(), appliances: [] }),
  appliance: async () => ({ ok: false, error: { code: 'CTR_APPLIANCE_UNKNOWN', message: 'none' } }),
  incidents: {
    ...{ groups: never, detail: never, triage: never, addNote: never, capture: never, previewNotice: never },
    ...{ handOver: never },
    search: async (search) => ({ now: JSON.stringify(search), incidents: [], total: 0, totalWithoutFilter: 0 }),
    changeState: async () => ({ ok: false, error: { code: 'CTR_STATE_FORBIDDEN', message: 'no' } }),
  },
  visits: { page: never, issue: never },
  bundles: { list: never, detail: never, ofBox: never, take: never, start: never, act: never, dryRun: never },
  stickers: { list: never, make: never, withdraw: never, revoke: never },
  policiesFor: () => ({
    policyOf: never,
    preview: never,
    replay: never,
    historyOf: never,
    layerOf: never,
    ...{ versionOf: never, layersOf: never, listLayers: never, previewLayer: never },
    ...{ layerHistoryOf: never, layerVersionOf: never, endLocalException: never, releaseSource: never },
    setPolicy: stale,
    addException: stale,
    isolate: stale,
    release: async () => ({ ok: false, error: { code: 'CTR_NOT_ISOLATED', message: 'none' } }),
    setLayer: stale,
  }),
};

describe('the HTTP API', () => {
  const clock = manualClock();
  let hub: LiveHub;
  let started: TestApi;
  let source: StoreSource;
  let store: Store;
  let pages: TemporaryFolder;
  let base = '';

  beforeAll(async () => {
    source = await storeSource('pglite');
    store = await source.open();
    pages = await temporaryFolder('console');
    await mkdir(join(pages.path, 'assets'));
    await writeFile(join(pages.path, 'index.html'), '<!doctype html><title>console</title>');
    await writeFile(join(pages.path, 'assets', 'app-abc123.js'), 'export {};');
    started = await startTestApi({ db: store.db, now: clock.now, rooms, pages: pages.path });

    base = started.base;
    hub = started.hub;
  });
  afterAll(async () => {
    await started.close();
    await store.close();
    await source.stop();
    await pages.remove();
  });
  beforeEach(async () => {
    await emptyStore(store);
    await addPerson(store.db, NAME, 'admin');
    // A fresh hour, so that the tries of one test do not count in the next.
    clock.advance(3_600_001);
  });

  const signIn = () => cookieOf(base, NAME);
  const codeOf = async (response: Response) => apiErrorSchema.parse(await response.json()).error.code;
  const call = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) => {
    const filled = path.replace(':id', 'sakura-honsha');
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } };
    return fetch(base + filled, { method: method.toUpperCase(), headers, ...sent });
  };

  it('sets a cookie that scripts and other sites cannot use, keeps only its hash, and ends it at sign-out', async () => {
    const signedIn = await post(base, '/api/sign-in', { name: NAME, password: PASSWORD });
    expect(signedIn.status).toBe(204);
    const header = signedIn.headers.get('set-cookie') ?? '';
    expect(header).toContain('HttpOnly');
    expect(header).toContain('SameSite=Strict');
    const cookie = header.split(';')[0] ?? '';
    const token = cookie.split('=')[1] ?? '';
    const rows = await store.db.selectFrom('console_session').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    const session = await call('get', '/api/session', { cookie });
    expect(sessionAnswerSchema.parse(await session.json())).toMatchObject({
      centerVersion: '1.2.3',
      desk: { phone: '03-1234-5678' },
      person: { name: NAME, role: 'admin', scope: { kind: 'all' }, secondFactor: false },
      finish: [],
    });
    expect((await call('post', '/api/sign-out', { cookie })).status).toBe(204);
    expect((await call('get', '/api/session', { cookie })).status).toBe(401);
  });

  it('ends a session that was idle too long, and one that is in use does not end before', async () => {
    const cookie = await signIn();
    clock.advance(IDLE_MS - 1000);
    expect((await call('get', '/api/session', { cookie })).status).toBe(200);
    clock.advance(IDLE_MS - 1000);
    expect((await call('get', '/api/session', { cookie })).status).toBe(200);
    clock.advance(IDLE_MS + 1000);
    expect((await call('get', '/api/session', { cookie })).status).toBe(401);
  });

  it('refuses changes that come from another site, and bodies that a form could send', async () => {
    const cookie = await signIn();
    const change = { state: 'closed' };
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      const response = await call('post', '/api/incidents/1/state', { cookie, ...headers }, change);
      expect([headers, response.status]).toEqual([headers, 403]);
    }
    const own = await call('post', '/api/incidents/1/state', { cookie, origin: base }, change);
    expect([own.status, await codeOf(own)]).toEqual([409, 'CTR_STATE_FORBIDDEN']);
    const form = await fetch(`${base}/api/incidents/1/state`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'text/plain' },
      body: '{}',
    });
    expect([form.status, await codeOf(form)]).toEqual([415, 'HTTP_NOT_JSON']);
  });

  it('refuses by code what is not valid: ids, queries, bodies, sizes, addresses', async () => {
    const cookie = await signIn();
    const get = async (path: string) => {
      const response = await call('get', path, { cookie });
      return [response.status, await codeOf(response)];
    };
    expect(await get('/api/incidents/0')).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await get('/api/incidents/1e99')).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await get('/api/incidents?state=some')).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await get('/api/incidents?limit=100000')).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await get('/api/incidents?order=worst')).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await get('/api/appliances/UPPER')).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await get('/api/appliances/nobody-knows-it')).toEqual([404, 'CTR_APPLIANCE_UNKNOWN']);
    expect(await get('/api/nothing')).toEqual([404, 'HTTP_ROUTE_UNKNOWN']);
    const put = async (body: unknown) => {
      const response = await call('put', '/api/appliances/:id/policy', { cookie }, body);
      return [response.status, await codeOf(response)];
    };
    expect(await put({ policy: POLICY, basedOn: 1 })).toEqual([409, 'CTR_POLICY_STALE']);
    expect(await put({ policy: { ...POLICY, extra: 1 }, basedOn: 1 })).toEqual([400, 'HTTP_INPUT_INVALID']);
    expect(await put({ policy: POLICY })).toEqual([400, 'HTTP_INPUT_INVALID']);
    const entries = Array.from({ length: 50_000 }, (_, index) => `2001:db8::${index.toString(16)}`);
    const large = { ...POLICY, addressLists: [{ name: 'large', direction: 'both', entries }] };
    expect(await put({ policy: large, basedOn: 1 })).toEqual([409, 'CTR_POLICY_STALE']);
    expect(await put('x'.repeat(5_000_000))).toEqual([413, 'HTTP_BODY_TOO_BIG']);
    const exceed = await call('post', '/api/incidents/1/state', { cookie }, 'x'.repeat(300_000));
    expect([exceed.status, await codeOf(exceed)]).toEqual([413, 'HTTP_BODY_TOO_BIG']);
    const broken = await fetch(`${base}/api/sign-in`, { method: 'POST', headers: JSON_TYPE, body: '{' });
    expect([broken.status, await codeOf(broken)]).toEqual([400, 'HTTP_BODY_UNREADABLE']);
  });

  it('takes an empty filter of the console for no filter', async () => {
    const answer = await call('get', '/api/incidents?state=all&appliance=&q=', { cookie: await signIn() });
    const { now } = (await answer.json()) as { now: string };
    expect(JSON.parse(now)).toEqual({ state: 'all', q: '', limit: 50, sort: 'latest' });
  });

  it('tells nothing of the reason when the center itself fails', async () => {
    const response = await call('get', '/api/incidents/1', { cookie: await signIn() });
    const text = await response.text();
    expect([response.status, text.includes('HTTP_FAILED'), text.includes('secret')]).toEqual([500, true, false]);
  });

  it('serves the page for every address of the console, assets for ever, and strict headers with all', async () => {
    for (const path of ['/', '/incidents/5', '/fleet']) {
      const page = await fetch(base + path);
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await page.text()).toContain('<title>console</title>');
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const asset = await fetch(`${base}/assets/app-abc123.js`);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${base}/assets/gone.js`)).status).toBe(404);
    expect((await fetch(`${base}/..%2f..%2fetc/passwd`)).status).toBe(404);
  });

  it('streams live changes to whoever is signed in, resumes by Last-Event-ID, and ends at sign-out', async () => {
    const cookie = await signIn();
    const first = await call('get', '/api/live', { cookie });
    expect(first.headers.get('content-type')).toBe('text/event-stream');
    const reader = first.body?.getReader();
    const readText = async () => Buffer.from((await reader?.read())?.value ?? []).toString('utf8');
    const cursor = /^id: (.+)$/m.exec(await readText())?.[1] ?? '';
    hub.publish('incident', { n: 1 }, { appliance: 'sakura-honsha', company: 'any' });
    expect(await readText()).toContain('event: incident\ndata: {"n":1}');
    const second = await call('get', '/api/live', { cookie, 'last-event-id': cursor });
    const resumed = second.body?.getReader();
    expect(Buffer.from((await resumed?.read())?.value ?? []).toString('utf8')).toContain('data: {"n":1}');
    await call('post', '/api/sign-out', { cookie });
    await expect(drain(resumed)).rejects.toThrow();
  });
});

async function drain(reader: { read(): Promise<{ done: boolean }> } | undefined): Promise<void> {
  while (reader !== undefined && !(await reader.read()).done);
}
