import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as askPlainly } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { AdminStatus } from '@omamori/contract/admin-api';
import type { AdminException, AdminExceptionRequest } from '@omamori/contract/admin-exceptions';
import type { AdminInstall } from '@omamori/contract/admin-install';
import { visitCodeOf, visitOrder, visitWindowAt } from '@omamori/contract/visit-code';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdminDeps } from '../src/local-admin/admin-deps.ts';
import { type LocalAdmin, startLocalAdmin } from '../src/local-admin/local-admin.ts';
import { hashStickerCode } from '../src/local-admin/sticker-code.ts';

const STATUS: AdminStatus = {
  now: '2026-01-01T00:00:00.000Z',
  protection: 'inspecting',
  protectionSince: '2026-01-01T00:00:00.000Z',
  seeing: true,
  clockSynced: true,
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
/** What the wall clock was set back by while the program ran. */
let clockShiftMs: number;
let upMs: number;
let synced: boolean;
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
    const asked = request(
      new URL(path, admin.address),
      { method, headers: { ...type, ...headers }, rejectUnauthorized: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(text);
  });
}

const post = (path: string, body?: unknown, cookie?: string) =>
  call('POST', path, { origin: admin.address, ...(cookie === undefined ? {} : { cookie }) }, body);
const get = (path: string, cookie?: string) => call('GET', path, cookie === undefined ? {} : { cookie });
const claim = (code: string) => post('/api/claim', { code });
const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? '';
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const codeOf = (answer: Answer) => JSON.parse(answer.text).error.code;

const SECRET = Buffer.alloc(32, 3).toString('base64');
const INSTALL: AdminInstall = {
  now: STATUS.now,
  watchedSeconds: 5,
  checks: [],
  ports: [],
  sightings: [],
  speeds: [],
};
const exceptionOf = (request: AdminExceptionRequest): AdminException => ({
  id: 'box-1',
  target: request.target,
  device: request.device,
  until: new Date(nowMs + request.minutes * 60_000).toISOString(),
  reason: 'made at the box',
  state: 'waiting',
  deviceName: null,
});

const TOKEN = 'a token that a signed-in page was given';
const STANDING = { addresses: [], gateways: [], vlan: null };
const NETWORK: AdminDeps['rooms']['network'] = {
  read: async () => ({
    standing: STANDING,
    asked: null,
    can: { dhcp: true, vlan: true, nameServers: true },
    trial: null,
    last: null,
  }),
  preview: async () => ({ ok: false, error: { code: 'NET_OBSERVE_FAILED', message: 'no' } }),
  tryOut: async () => ({ ok: false, error: { code: 'NET_ADDRESS_TAKEN', message: 'taken' } }),
  confirm: async (token, at) =>
    token === TOKEN && at === '127.0.0.1'
      ? { ok: true, value: 'kept' }
      : { ok: false, error: { code: 'NET_TOKEN_WRONG', message: 'wrong' } },
  giveBack: async () => ({ ok: false, error: { code: 'NET_NO_TRIAL', message: 'nothing' } }),
};

/** The box was switched on an hour ago. */
async function start(part: Partial<AdminDeps> = {}, rooms: Partial<AdminDeps['rooms']> = {}): Promise<void> {
  const started = await startLocalAdmin({
    host: '127.0.0.1',
    port: 0,
    stickerCodeHash: hash,
    folder,
    pageDir: join(folder, 'page'),
    appliance: 'box-1',
    phone: '0120-000-000',
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs + clockShiftMs },
    clockSynced: () => synced,
    upMs: () => upMs,
    onProblem: () => undefined,
    rooms: {
      status: async () => STATUS,
      blocks: () => [],
      devices: () => [],
      applications: () => [],
      install: async () => INSTALL,
      measureSpeed: async () => ({ ok: false, error: { code: 'PLT_WRITE_FAILED', message: 'full' } }),
      exceptions: {
        list: () => [],
        add: async (wish) => ({ ok: true, value: exceptionOf(wish) }),
        end: async () => ({ ok: true, value: undefined }),
      },
      floods: { blocks: () => [], release: async () => ({ ok: true, value: true }) },
      network: NETWORK,
      diagnostics: async () => [{ name: 'status', content: STATUS }],
      ...rooms,
    },
    ...part,
  });
  if (!started.ok) throw new Error(started.error.message);
  admin = started.value;
}

const restart = async (...args: Parameters<typeof start>) => {
  await admin.close();
  await start(...args);
};
const visitCode = (atMs: number, number = 0) => visitCodeOf(SECRET, 'box-1', visitOrder(visitWindowAt(atMs), number));

beforeAll(async () => {
  hash = await hashStickerCode('AB12-CD34');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-admin-'));
  nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  clockShiftMs = 0;
  upMs = 3_600_000;
  synced = true;
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
      visits: false,
      phone: '0120-000-000',
    });
    const answer = await claim(' ab12 cd34');
    expect(answer.status).toBe(204);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-omamori_admin=[\w-]{43}; Secure; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    const session = JSON.parse((await get('/api/session', cookieOf(answer))).text);
    expect(session).toMatchObject({ signedIn: true, claimed: true });
    expect(JSON.parse((await get('/api/status', cookieOf(answer))).text)).toEqual(STATUS);
  });

  it('keeps no token on disk, only its hash, and the session outlives a restart', async () => {
    const cookie = cookieOf(await claim('AB12CD34'));
    const kept = await readFile(join(folder, 'admin-sessions.json'), 'utf8');
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

describe('codes of visits', () => {
  const HOUR = 3_600_000;
  beforeEach(() => restart({ visitSecret: SECRET }));

  it('open the box that was claimed, while the code on the sticker does not any more', async () => {
    expect((await claim('AB12CD34')).status).toBe(204);
    const again = await claim('AB12CD34');
    expect([again.status, codeOf(again)]).toEqual([403, 'ADM_STICKER_SPENT']);
    const visit = await claim(visitCode(nowMs).replace(/(\d{4})/g, '$1 '));
    expect(visit.status).toBe(204);
    expect((await get('/api/status', cookieOf(visit))).status).toBe(200);
  });

  it('open once, and void the codes that were given out before', async () => {
    const [first, second] = [visitCode(nowMs, 0), visitCode(nowMs, 1)];
    expect((await claim(second)).status).toBe(204);
    for (const code of [first, second]) expect(codeOf(await claim(code))).toBe('ADM_CODE_WRONG');
    await restart({ visitSecret: SECRET });
    expect(codeOf(await claim(second))).toBe('ADM_CODE_WRONG');
    expect((await claim(visitCode(nowMs, 2))).status).toBe(204);
  });

  it('end after eight hours at most, and the session with them, however much it is used', async () => {
    expect(codeOf(await claim(visitCode(nowMs - 8 * HOUR)))).toBe('ADM_CODE_WRONG');
    const cookie = cookieOf(await claim(visitCode(nowMs)));
    for (let hour = 1; hour <= 7; hour += 1) {
      nowMs += HOUR;
      expect((await get('/api/status', cookie)).status).toBe(200);
    }
    nowMs += HOUR;
    expect((await get('/api/status', cookie)).status).toBe(401);
  });

  it('are taken by a box that has lost the time, and its visit survives the moment it learns it', async () => {
    const real = nowMs;
    nowMs -= 9 * 24 * HOUR;
    expect(codeOf(await claim(visitCode(real)))).toBe('ADM_CODE_WRONG');
    synced = false;
    const cookie = cookieOf(await claim(visitCode(real, 1)));
    expect((await get('/api/status', cookie)).status).toBe(200);
    clockShiftMs -= real - nowMs;
    nowMs = real;
    synced = true;
    expect((await get('/api/status', cookie)).status).toBe(200);
  });

  it('do not shut the owner out: after switching off and on the sticker opens for ten minutes', async () => {
    await claim('AB12CD34');
    upMs = 9 * 60_000;
    expect((await claim('AB12CD34')).status).toBe(204);
    upMs = 11 * 60_000;
    expect(codeOf(await claim('AB12CD34'))).toBe('ADM_STICKER_SPENT');
  });

  it('of another box, and those no center gave out, are wrong', async () => {
    const other = visitCodeOf(SECRET, 'box-2', visitOrder(visitWindowAt(nowMs), 0));
    for (const code of [other, '000000000000', visitCode(nowMs + 12 * HOUR)])
      expect(codeOf(await claim(code))).toBe('ADM_CODE_WRONG');
  });
});

describe('the certificate', () => {
  const shown = async () => {
    const { hostname, port } = new URL(admin.address);
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const certificate = new X509Certificate(socket.getPeerCertificate(true).raw);
    socket.destroy();
    return certificate;
  };
  const DAY = 24 * 3_600_000;

  it("is the box's own, for its address and its name, and its fingerprint is told", async () => {
    const certificate = await shown();
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('omamori.internal')).toBe('omamori.internal');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(admin.fingerprint());
    const { mode } = await stat(join(folder, 'admin-certificate.pem'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('stays over a restart, is renewed with the same key a month before its end, and follows the address', async () => {
    const first = await shown();
    await restart();
    expect((await shown()).fingerprint256).toBe(first.fingerprint256);
    nowMs += 370 * DAY;
    await restart();
    const renewed = await shown();
    expect(renewed.fingerprint256).not.toBe(first.fingerprint256);
    expect(renewed.publicKey.equals(first.publicKey)).toBe(true);
    expect(Date.parse(renewed.validTo)).toBeGreaterThan(nowMs + 300 * DAY);
    await restart({ host: '127.0.0.2' });
    expect((await shown()).checkIP('127.0.0.2')).toBe('127.0.0.2');
  });

  it('is made anew when its file was cut or mixed up, so that the page always comes', async () => {
    const file = join(folder, 'admin-certificate.pem');
    const whole = await readFile(file, 'utf8');
    for (const damaged of ['', whole.slice(0, 300), whole.replace(/MC|MI|MH/, 'AA')]) {
      await writeFile(file, damaged);
      await restart();
      expect((await get('/api/session')).status).toBe(200);
    }
  });

  it('is where plain HTTP sends people, whatever name they came by', async () => {
    const [free, other] = [await freePort(), await freePort()];
    await restart({ port: free, redirectPort: other });
    const answer = await new Promise<{ status: number; to: string }>((resolve, reject) => {
      const host = { host: 'evil.example' };
      askPlainly({ host: '127.0.0.1', port: other, path: '/x?y', headers: host }, (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, to: String(response.headers.location) });
      })
        .on('error', reject)
        .end();
    });
    expect(answer).toEqual({ status: 308, to: `https://127.0.0.1:${free}/` });
  });
});

describe('what the page does', () => {
  it('asks for an exception in the agreed form only, and says why one is refused', async () => {
    const cookie = cookieOf(await claim('AB12CD34'));
    const wish = { target: { kind: 'rule', sid: 9_000_101 }, device: null, minutes: 60 };
    const added = JSON.parse((await post('/api/exceptions', wish, cookie)).text);
    expect(added).toMatchObject({ target: wish.target, state: 'waiting', until: '2026-01-01T01:00:00.000Z' });
    for (const bad of [{ ...wish, minutes: 1441 }, { ...wish, more: 1 }, { ...wish, target: { kind: 'all' } }, {}])
      expect((await post('/api/exceptions', bad, cookie)).status).toBe(400);
    expect((await post('/api/exceptions/box-1/end', {}, cookie)).status).toBe(204);
    const refusal = { ok: false as const, error: { code: 'CFG_LOCAL_TOO_MANY', message: 'full' } };
    await restart({}, { exceptions: { list: () => [], add: async () => refusal, end: async () => refusal } });
    expect(codeOf(await post('/api/exceptions', wish, cookie))).toBe('CFG_LOCAL_TOO_MANY');
    expect(codeOf(await post('/api/exceptions/box-1/end', {}, cookie))).toBe('CFG_LOCAL_TOO_MANY');
  });

  it('gives the archive as a file, measures one at a time and sends noise that nothing makes smaller', async () => {
    const cookie = cookieOf(await claim('AB12CD34'));
    const archive = await get('/api/diagnostics', cookie);
    expect(archive.headers['content-disposition']).toBe('attachment; filename="omamori-box-1-20260101T0000.tar.gz"');
    expect(archive.headers['content-type']).toBe('application/gzip');
    const noise = await get('/api/install/bytes', cookie);
    expect(Number(noise.headers['content-length'])).toBe(2 * 1024 * 1024);
    const error = { ok: false as const, error: { code: 'PLT_WRITE_FAILED', message: 'full' } };
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const measureSpeed = async () => {
      asked.resolve();
      await held.promise;
      return error;
    };
    await restart({}, { measureSpeed });
    const first = post('/api/install/speed', {}, cookie);
    await asked.promise;
    expect(codeOf(await post('/api/install/speed', {}, cookie))).toBe('ADM_MEASURING');
    held.resolve();
    expect(codeOf(await first)).toBe('PLT_WRITE_FAILED');
  });
});

describe('who may ask what', () => {
  it('refuses every route without a session, also one that does not exist', async () => {
    const rooms = [
      'status',
      'blocks',
      'devices',
      'exceptions',
      'install',
      'install/bytes',
      'diagnostics',
      'nothing',
      '',
    ];
    for (const path of rooms.map((room) => `/api/${room}`)) {
      expect([path, (await get(path)).status]).toEqual([path, 401]);
    }
    for (const path of ['/api/exceptions', '/api/exceptions/box-1/end', '/api/install/speed'])
      expect([path, (await post(path, {})).status]).toEqual([path, 401]);
    expect(codeOf(await get('/api/status', '__Host-omamori_admin=made-up'))).toBe('ADM_NOT_SIGNED_IN');
    const cookie = cookieOf(await claim('AB12CD34'));
    expect((await get('/api/nothing', cookie)).status).toBe(404);
    expect((await get('/api/blocks?limit=0', cookie)).status).toBe(400);
    expect(JSON.parse((await get('/api/blocks?limit=5', cookie)).text).blocks).toEqual([]);
  });

  it('takes a POST from its own page only', async () => {
    const body = { code: 'AB12CD34' };
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: admin.address.replace('https:', 'http:') },
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
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
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
    expect((await get('/..%2fadmin-sessions.json')).text).not.toContain('claimed');
  });
});

describe('starting', () => {
  it('names what keeps it from listening, and a hash that cannot be used', async () => {
    const port = Number(new URL(admin.address).port);
    await expect(start({ port })).rejects.toThrow(/cannot listen/);
    await expect(start({ stickerCodeHash: 'scrypt$3$8$1$AAAAAAAAAAAA$AAAA' })).rejects.toThrow(/sticker code/);
  });
});

describe('addresses of the box', () => {
  const WISH = { ipv4: { mode: 'dhcp' }, ipv6: { mode: 'auto' }, nameServers: [], vlan: null };

  it('are seen and tried in a session only, and refused with their code', async () => {
    expect((await get('/api/network')).status).toBe(401);
    for (const path of ['preview', 'try', 'return'])
      expect((await post(`/api/network/${path}`, WISH)).status).toBe(401);
    const cookie = cookieOf(await claim('AB12-CD34'));
    expect(JSON.parse((await get('/api/network', cookie)).text)).toMatchObject({
      asked: null,
      fingerprint: admin.fingerprint(),
    });
    const tried = await post('/api/network/try', WISH, cookie);
    expect([tried.status, codeOf(tried)]).toEqual([409, 'NET_ADDRESS_TAKEN']);
    expect((await post('/api/network/try', { ...WISH, odd: 1 }, cookie)).status).toBe(400);
  });

  it('are confirmed without a session by the token alone, which opens one at the new address', async () => {
    const wrong = await post('/api/network/confirm', { token: `${TOKEN}!` });
    expect([wrong.status, codeOf(wrong), wrong.headers['set-cookie']]).toEqual([403, 'NET_TOKEN_WRONG', undefined]);
    const right = await post('/api/network/confirm', { token: TOKEN });
    expect(right.status).toBe(200);
    expect((await get('/api/status', cookieOf(right))).status).toBe(200);
  });

  it('are followed by the page: it opens at new ones, and closes where it no longer is', async () => {
    await admin.follow(['127.0.0.2']);
    const { port } = new URL(admin.address);
    const reached = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => resolve(true));
        socket.once('error', () => resolve(false)).once('secureConnect', () => socket.destroy());
      });
    // Port 0 of this test gives the second address a port of its own: only that the first stays open is asked.
    expect(await reached('127.0.0.1')).toBe(true);
    await admin.follow([]);
    expect(await reached('127.0.0.1')).toBe(true);
  });
});
