import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdminStatus } from '@omamori/contract/admin-api';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminDeps } from '../src/local-admin/admin-deps.ts';
import { type LocalAdmin, startLocalAdmin } from '../src/local-admin/local-admin.ts';
import { hashStickerCode } from '../src/local-admin/sticker-code.ts';

const STATUS: AdminStatus = {
  now: '2026-01-01T00:00:00.000Z',
  protection: 'inspecting',
  protectionSince: '2026-01-01T00:00:00.000Z',
  center: { connected: true, since: null },
  engine: { rulesLoaded: 12, rulesDate: '2026-01-01' },
  config: { version: 3, blockedCountries: ['LV'], closedPorts: ['tcp/3389'] },
  ports: [
    { side: 'lan', up: true },
    { side: 'wan', up: true },
  ],
  blocked24h: 7,
  waitingForCenter: 0,
  devices: 5,
};

let folder: string;
let hash: string;
let nowMs: number;
let admin: LocalAdmin;

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

function call(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, admin.address), { method, headers: { ...type, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(text);
  });
}

const post = (path: string, body?: unknown, cookie?: string) =>
  call('POST', path, { origin: admin.address, ...(cookie === undefined ? {} : { cookie }) }, body);
const get = (path: string, cookie?: string) => call('GET', path, cookie === undefined ? {} : { cookie });
const claim = (code: string) => post('/api/claim', { code });
const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? '';
const codeOf = (answer: Answer) => JSON.parse(answer.text).error.code;

async function start(part: Partial<AdminDeps> = {}): Promise<void> {
  const started = await startLocalAdmin({
    host: '127.0.0.1',
    port: 0,
    stickerCodeHash: hash,
    sessionsFile: join(folder, 'sessions.json'),
    pageDir: join(folder, 'page'),
    appliance: 'box-1',
    phone: '0120-000-000',
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    readStatus: async () => STATUS,
    readBlocks: () => [],
    onProblem: () => undefined,
    ...part,
  });
  if (!started.ok) throw new Error(started.error.message);
  admin = started.value;
}

beforeAll(async () => {
  hash = await hashStickerCode('AB12-CD34');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-admin-'));
  nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  await start();
});
afterEach(async () => {
  await admin.close();
  await rm(folder, { recursive: true, force: true });
});

describe('claiming the box', () => {
  it('opens a session with the code on the sticker, however it is typed', async () => {
    expect(JSON.parse((await get('/api/session')).text)).toEqual({
      appliance: 'box-1',
      signedIn: false,
      claimed: false,
      phone: '0120-000-000',
    });
    const answer = await claim(' ab12 cd34');
    expect(answer.status).toBe(204);
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    const session = JSON.parse((await get('/api/session', cookieOf(answer))).text);
    expect(session).toMatchObject({ signedIn: true, claimed: true });
    expect(JSON.parse((await get('/api/status', cookieOf(answer))).text)).toEqual(STATUS);
  });

  it('keeps no token on disk, only its hash, and the session outlives a restart', async () => {
    const cookie = cookieOf(await claim('AB12CD34'));
    const kept = await readFile(join(folder, 'sessions.json'), 'utf8');
    expect(kept).not.toContain(cookie.split('=')[1]);
    await admin.close();
    await start();
    expect((await get('/api/status', cookie)).status).toBe(200);
  });

  it('ends a session after eight hours without use, not earlier, and on sign-out', async () => {
    const cookie = cookieOf(await claim('AB12CD34'));
    nowMs += 7 * 3_600_000;
    expect((await get('/api/status', cookie)).status).toBe(200);
    nowMs += 7 * 3_600_000;
    expect((await get('/api/status', cookie)).status).toBe(200);
    nowMs += 9 * 3_600_000;
    expect((await get('/api/status', cookie)).status).toBe(401);
    const second = cookieOf(await claim('AB12CD34'));
    expect((await post('/api/sign-out', undefined, second)).status).toBe(204);
    expect((await get('/api/status', second)).status).toBe(401);
  });

  it('refuses a wrong code, then makes the guesser wait, at most a minute, and lets the owner in afterwards', async () => {
    for (let round = 0; round < 3; round += 1) expect(codeOf(await claim('WRONG'))).toBe('ADM_CODE_WRONG');
    const locked = await claim('AB12CD34');
    expect([locked.status, codeOf(locked)]).toEqual([429, 'ADM_CODE_LOCKED']);
    const wait = Number(locked.headers['retry-after']);
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    nowMs += wait * 1000;
    expect((await claim('AB12CD34')).status).toBe(204);
  });

  it('refuses a body of another form', async () => {
    for (const body of [{}, { code: '' }, { code: 5 }, { code: 'x'.repeat(65) }, { code: 'x', more: 1 }]) {
      expect(codeOf(await post('/api/claim', body))).toBe('ADM_REQUEST_BAD');
    }
    const long = await post('/api/claim', { code: 'x'.repeat(10_000) });
    expect([long.status, codeOf(long)]).toEqual([413, 'ADM_REQUEST_BAD']);
  });
});

describe('who may ask what', () => {
  it('refuses every route without a session, also one that does not exist', async () => {
    for (const path of ['/api/status', '/api/blocks', '/api/nothing', '/api/']) {
      expect([path, (await get(path)).status]).toEqual([path, 401]);
    }
    expect(codeOf(await get('/api/status', 'omamori_admin=made-up'))).toBe('ADM_NOT_SIGNED_IN');
    const cookie = cookieOf(await claim('AB12CD34'));
    expect((await get('/api/nothing', cookie)).status).toBe(404);
    expect((await get('/api/blocks?limit=0', cookie)).status).toBe(400);
    expect(JSON.parse((await get('/api/blocks?limit=5', cookie)).text).blocks).toEqual([]);
  });

  it('takes a POST from its own page only', async () => {
    const body = { code: 'AB12CD34' };
    for (const headers of [
      {},
      { origin: 'http://evil.example' },
      { origin: admin.address, 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      expect(codeOf(await call('POST', '/api/claim', headers as Record<string, string>, body))).toBe(
        'ADM_FOREIGN_ORIGIN',
      );
    }
  });

  it('answers to its address, not to a name that somebody else points at it', async () => {
    const answer = await call('GET', '/api/session', { host: 'evil.example' });
    expect([answer.status, codeOf(answer)]).toEqual([421, 'ADM_HOST_UNKNOWN']);
  });

  it('sends a content policy with everything, and forbids to keep what the API says', async () => {
    const answer = await get('/api/session');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });
});

describe('the page', () => {
  it('says so when it is not built', async () => {
    const answer = await get('/');
    expect([answer.status, codeOf(answer)]).toEqual([503, 'ADM_PAGE_MISSING']);
  });

  it('is served for every path of its own once it is built, and nothing outside its folder', async () => {
    await mkdir(join(folder, 'page', 'assets'), { recursive: true });
    await writeFile(join(folder, 'page', 'index.html'), '<p>omamori</p>');
    await writeFile(join(folder, 'page', 'assets', 'a-1234.js'), '1;');
    expect((await get('/')).text).toContain('omamori');
    expect((await get('/blocks')).text).toContain('omamori');
    expect((await get('/assets/a-1234.js')).headers['cache-control']).toContain('immutable');
    expect((await get('/..%2fsessions.json')).text).not.toContain('claimed');
  });
});

describe('starting', () => {
  it('names what keeps it from listening, and a hash that cannot be used', async () => {
    const port = Number(new URL(admin.address).port);
    await expect(start({ port })).rejects.toThrow(/cannot listen/);
    await expect(start({ stickerCodeHash: 'scrypt$3$8$1$AAAAAAAAAAAA$AAAA' })).rejects.toThrow(/sticker code/);
  });
});
