// Accounts on the real HTTP server: the first admin, signing in, the second factor, sessions, lock-outs, the audit log.
import { randomBytes, scryptSync } from 'node:crypto';
import { apiErrorSchema, sessionAnswerSchema } from '@omamori/contract/console-api';
import { auditAnswerSchema, auditEntrySchema, auditVerdictSchema } from '@omamori/contract/console-api/audit';
import {
  accountSecretSchema,
  peopleAnswerSchema,
  recoveryCodesSchema,
  secondFactorOfferSchema,
  sessionsAnswerSchema,
} from '@omamori/contract/console-api/people';
import { manualClock } from '@omamori/testkit/manual-clock';
import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CenterApi } from '../src/http-api/center-api.ts';
import { rescueAccount } from '../src/people/rescue-account.ts';
import { settingsSchema } from '../src/settings.ts';
import { connectStore, type Store } from '../src/store/connect-store.ts';
import { addPerson, CODE, cookieOf, PASSWORD, peopleOf, post, startTestApi, type TestApi } from './people-fixture.ts';
import { emptyStore, fillDataFolder, quietLog, type StoreSource, storeSource } from './store-fixture.ts';

const ADMIN = 'admin@test';
const NEW_PASSWORD = 'four large kites';
const never = () => Promise.reject(new Error('not asked for here'));
const rooms: Omit<CenterApi, 'people'> = {
  ...{
    centerVersion: '1.2.3',
    phone: '03',
    facts: never,
    applications: never,
    offDuty: never,
    stickers: never as never,
    fleet: never,
    appliance: never,
    incidents: never as never,
  },
  ...{ policiesFor: () => never as never, visits: { page: never, issue: never } },
  bundles: { list: never, detail: never, ofBox: never, take: never, start: never, act: never, dryRun: never },
};
const clock = manualClock();
const HOUR = 3_600_000;

let source: StoreSource;
let store: Store;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let test: TestApi;
let strict: TestApi;

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  folder = await temporaryFolder('people');
  const options = { db: store.db, now: clock.now, rooms, pages: folder.path };
  const salt = randomBytes(16);
  const accessCode = `scrypt:${salt.toString('base64url')}:${scryptSync(CODE, salt, 32).toString('base64url')}`;
  test = await startTestApi(options);
  strict = await startTestApi({ ...options, secondFactor: 'required', accessCode });
});
afterAll(async () => {
  await test.close();
  await strict.close();
  await store.close();
  await source.stop();
  await folder.remove();
});
beforeEach(async () => {
  await emptyStore(store);
  // A fresh hour, so that the tries of one test do not count in the next.
  clock.advance(HOUR + 1);
});

const codeOf = async (response: Response) => apiErrorSchema.parse(await response.json()).error.code;
const outcome = async (response: Response) => [response.status, response.ok ? '' : await codeOf(response)];
const get = (path: string, cookie: string, base = test.base) => fetch(base + path, { headers: { cookie } });
const signIn = (name: string, password: string, code?: string, base = test.base) =>
  post(base, '/api/sign-in', code === undefined ? { name, password } : { name, password, code });
const totp = (secret: string, at = clock.now()) =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({ timestamp: at });
const audited = async () =>
  (await store.db.selectFrom('audit').select(['actor', 'act', 'outcome', 'target']).orderBy('number').execute()).map(
    ({ actor, act, outcome }) => `${actor} ${act} ${outcome}`,
  );

async function enrol(base: string, cookie: string, password = PASSWORD) {
  const offer = secondFactorOfferSchema.parse(
    await (await post(base, '/api/my/second-factor', { password }, { cookie })).json(),
  );
  const confirmed = await post(base, '/api/my/second-factor/confirm', { code: totp(offer.secret) }, { cookie });
  return { ...offer, ...recoveryCodesSchema.parse(await confirmed.json()) };
}

describe('the first admin', () => {
  const first = { code: CODE, name: 'Owner@Example.jp', displayName: 'Owner', password: PASSWORD };

  it('is made with the code of the start, once, and only with that code and a good password', async () => {
    expect(await (await fetch(`${strict.base}/api/welcome`)).json()).toEqual({ setUp: true });
    const make = (body: object) => post(strict.base, '/api/first-admin', { ...first, ...body });
    expect(await outcome(await make({ code: 'wrong' }))).toEqual([403, 'HTTP_CODE_WRONG']);
    expect(await outcome(await make({ password: 'too short' }))).toEqual([400, 'PPL_PASSWORD_SHORT']);
    expect((await Promise.all([make({}), make({})])).map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await outcome(await make({ name: 'second@example.jp' }))).toEqual([409, 'PPL_SET_UP_DONE']);
    expect(await (await fetch(`${strict.base}/api/welcome`)).json()).toEqual({ setUp: false });
  });

  it('may do nothing before the second factor is set up', async () => {
    await post(strict.base, '/api/first-admin', first);
    const cookie = await cookieOf(strict.base, 'owner@example.jp');
    const session = sessionAnswerSchema.parse(await (await get('/api/session', cookie, strict.base)).json());
    expect([session.person.role, session.finish]).toEqual(['admin', ['second-factor']]);
    expect(await outcome(await get('/api/people', cookie, strict.base))).toEqual([403, 'HTTP_ACCOUNT_UNFINISHED']);
    await enrol(strict.base, cookie);
    expect((await get('/api/people', cookie, strict.base)).status).toBe(200);
    const off = await post(strict.base, '/api/my/second-factor/remove', { password: PASSWORD }, { cookie });
    expect(await outcome(off)).toEqual([403, 'PPL_FACTOR_REQUIRED']);
  });
});

describe('signing in', () => {
  beforeEach(() => addPerson(store.db, ADMIN, 'admin'));

  it('does not tell a wrong password from a name that nobody has or an account that is off', async () => {
    await addPerson(store.db, 'off@test', 'viewer');
    await store.db.updateTable('account').set({ state: 'disabled' }).where('name', '=', 'off@test').execute();
    for (const [name, password] of [
      [ADMIN, 'wrong'],
      ['nobody@test', PASSWORD],
      ['off@test', PASSWORD],
    ] as const) {
      expect(await outcome(await signIn(name, password))).toEqual([403, 'PPL_SIGN_IN_WRONG']);
    }
    expect((await signIn(' ADMIN@test ', PASSWORD)).status).toBe(204);
  });

  it('takes a code of the second factor once, and each recovery code once', async () => {
    const { secret, recoveryCodes } = await enrol(test.base, await cookieOf(test.base, ADMIN));
    expect(await outcome(await signIn(ADMIN, PASSWORD))).toEqual([403, 'PPL_CODE_NEEDED']);
    // The code that confirmed the secret is used up.
    expect(await outcome(await signIn(ADMIN, PASSWORD, totp(secret)))).toEqual([403, 'PPL_CODE_WRONG']);
    clock.advance(60_000);
    expect((await signIn(ADMIN, PASSWORD, totp(secret))).status).toBe(204);
    expect(await outcome(await signIn(ADMIN, PASSWORD, totp(secret)))).toEqual([403, 'PPL_CODE_WRONG']);
    clock.advance(60_000);
    expect(await outcome(await signIn(ADMIN, PASSWORD, totp(secret, clock.now() - 120_000)))).toEqual([
      403,
      'PPL_CODE_WRONG',
    ]);
    const [recovery = ''] = recoveryCodes;
    expect((await signIn(ADMIN, PASSWORD, recovery.toUpperCase())).status).toBe(204);
    expect(await outcome(await signIn(ADMIN, PASSWORD, recovery))).toEqual([403, 'PPL_CODE_WRONG']);
    const row = JSON.stringify(await store.db.selectFrom('account').selectAll().execute());
    expect(recoveryCodes.some((code) => row.includes(code))).toBe(false);
    expect(row.includes(PASSWORD)).toBe(false);
  });

  it('lets one source guess ten times a minute; then even the right password waits as long as Retry-After says', async () => {
    for (let number = 0; number < 10; number += 1) {
      expect((await signIn(ADMIN, `wrong-${number}`)).status).toBe(403);
    }
    const locked = await signIn(ADMIN, PASSWORD);
    const wait = Number(locked.headers.get('retry-after'));
    expect(await outcome(locked)).toEqual([429, 'HTTP_TOO_MANY_TRIES']);
    expect(wait).toBeGreaterThan(0);
    clock.advance(wait * 1000 - 1001);
    expect((await signIn(ADMIN, PASSWORD)).status).toBe(429);
    clock.advance(1001);
    expect((await signIn(ADMIN, PASSWORD)).status).toBe(204);
  });

  it('lets all strange sources together guess a hundred times an hour, and holds the owner’s own place up for none of it', async () => {
    const from = (source: string, password: string) =>
      post(test.base, '/api/sign-in', { name: ADMIN, password }, { 'x-forwarded-for': source });
    expect((await from('2001:db8:1::7', PASSWORD)).status).toBe(204);
    const guesses: number[] = [];
    for (let number = 0; number < 110; number += 1) guesses.push((await from(`203.0.113.${number}`, 'wrong')).status);
    expect(guesses.filter((status) => status === 403)).toHaveLength(100);
    expect(guesses.slice(100).every((status) => status === 429)).toBe(true);
    expect((await from('198.51.100.9', PASSWORD)).status).toBe(429);
    expect((await from('2001:db8:1::8', PASSWORD)).status).toBe(204);
    clock.advance(HOUR + 1);
    expect((await from('198.51.100.9', PASSWORD)).status).toBe(204);
  });
});

describe('passwords and sessions', () => {
  it('a changed password ends every other session, and the old one opens nothing', async () => {
    await addPerson(store.db, ADMIN, 'admin');
    const [own, other] = [await cookieOf(test.base, ADMIN), await cookieOf(test.base, ADMIN)];
    const change = (body: object, cookie = own) => post(test.base, '/api/my/password', body, { cookie });
    expect(await outcome(await change({ current: 'wrong', password: NEW_PASSWORD }))).toEqual([
      403,
      'PPL_PASSWORD_WRONG',
    ]);
    expect(await outcome(await change({ current: PASSWORD, password: PASSWORD }))).toEqual([400, 'PPL_PASSWORD_SAME']);
    expect((await change({ current: PASSWORD, password: NEW_PASSWORD })).status).toBe(204);
    expect([(await get('/api/session', own)).status, (await get('/api/session', other)).status]).toEqual([200, 401]);
    expect((await signIn(ADMIN, PASSWORD)).status).toBe(403);
    expect((await signIn(ADMIN, NEW_PASSWORD)).status).toBe(204);
  });

  it('are listed with where they come from, and one of them can be ended with its live view', async () => {
    await addPerson(store.db, ADMIN, 'admin');
    const [own, other] = [await cookieOf(test.base, ADMIN), await cookieOf(test.base, ADMIN)];
    const live = await get('/api/live', other);
    const { sessions } = sessionsAnswerSchema.parse(await (await get('/api/my/sessions', own)).json());
    expect(sessions.map(({ source: from, current }) => [from, current]).sort()).toEqual([
      ['127.0.0.1', false],
      ['127.0.0.1', true],
    ]);
    const id = sessions.find(({ current }) => !current)?.id;
    expect((await post(test.base, `/api/my/sessions/${id}/end`, {}, { cookie: own })).status).toBe(204);
    expect((await get('/api/session', other)).status).toBe(401);
    await expect(live.text()).rejects.toThrow();
    const foreign = await addPerson(store.db, 'other@test', 'viewer');
    await cookieOf(test.base, 'other@test');
    const [theirs] = await store.db.selectFrom('console_session').select('id').where('account', '=', foreign).execute();
    const taken = await post(test.base, `/api/my/sessions/${theirs?.id}/end`, {}, { cookie: own });
    expect(await outcome(taken)).toEqual([404, 'PPL_SESSION_UNKNOWN']);
  });
});

describe('an admin', () => {
  const add = async (cookie: string, over: object = {}) =>
    post(
      test.base,
      '/api/people',
      { name: 'desk@test', displayName: 'Desk', role: 'desk', scope: { kind: 'all' }, ...over },
      { cookie },
    );

  it('makes an account whose temporary password opens only its own page until it is changed', async () => {
    await addPerson(store.db, ADMIN, 'admin');
    const admin = await cookieOf(test.base, ADMIN);
    const { account, password } = accountSecretSchema.parse(await (await add(admin)).json());
    expect(await outcome(await add(admin))).toEqual([409, 'PPL_NAME_TAKEN']);
    const foreign = { kind: 'some', companies: ['nobody'], appliances: [] };
    expect(await outcome(await add(admin, { name: 'x@y', scope: foreign }))).toEqual([400, 'PPL_SCOPE_UNKNOWN']);
    expect(await outcome(await add(admin, { name: 'x@y', scope: foreign, role: 'admin' }))).toEqual([
      400,
      'PPL_ADMIN_SCOPE',
    ]);
    const cookie = await cookieOf(test.base, 'desk@test', password);
    expect(await outcome(await get('/api/fleet', cookie))).toEqual([403, 'HTTP_ACCOUNT_UNFINISHED']);
    await post(test.base, '/api/my/password', { current: password, password: NEW_PASSWORD }, { cookie });
    const session = sessionAnswerSchema.parse(await (await get('/api/session', cookie)).json());
    expect(session.finish).toEqual([]);
    const people = peopleAnswerSchema.parse(await (await get('/api/people', admin)).json()).people;
    expect(people.find(({ id }) => id === account.id)).toMatchObject({
      temporaryPassword: false,
      sessions: 1,
      createdBy: ADMIN,
    });
  });

  it('takes rights away at once, and resets password and second factor', async () => {
    await addPerson(store.db, ADMIN, 'admin');
    const admin = await cookieOf(test.base, ADMIN);
    const id = await addPerson(store.db, 'desk@test', 'desk');
    const cookie = await cookieOf(test.base, 'desk@test');
    const { secret } = await enrol(test.base, cookie);
    expect((await post(test.base, `/api/people/${id}`, { role: 'viewer' }, { cookie: admin })).status).toBe(200);
    expect((await get('/api/session', cookie)).status).toBe(401);
    const reset = await post(test.base, `/api/people/${id}/reset`, { secondFactor: true }, { cookie: admin });
    const { password } = accountSecretSchema.parse(await reset.json());
    clock.advance(60_000);
    expect((await signIn('desk@test', PASSWORD, totp(secret))).status).toBe(403);
    expect((await signIn('desk@test', password)).status).toBe(204);
    expect((await post(test.base, `/api/people/${id}`, { state: 'disabled' }, { cookie: admin })).status).toBe(200);
    expect(await outcome(await signIn('desk@test', password))).toEqual([403, 'PPL_SIGN_IN_WRONG']);
  });

  it('is always left: the last one can be neither lowered nor switched off', async () => {
    const id = await addPerson(store.db, ADMIN, 'admin');
    const cookie = await cookieOf(test.base, ADMIN);
    for (const change of [{ role: 'analyst' }, { state: 'disabled' }]) {
      expect(await outcome(await post(test.base, `/api/people/${id}`, change, { cookie }))).toEqual([
        409,
        'PPL_LAST_ADMIN',
      ]);
    }
    await addPerson(store.db, 'second@test', 'admin');
    expect((await post(test.base, `/api/people/${id}`, { role: 'analyst' }, { cookie })).status).toBe(200);
  });
});

describe('whoever works at the machine', () => {
  it('gets somebody in who has lost every way, and that is written down', async () => {
    const own = await temporaryFolder('rescue');
    await fillDataFolder(own.path);
    const settings = settingsSchema.parse({ dataDir: own.path });
    const environment = { databaseUrl: undefined, mqttUrl: undefined };
    const rescue = (name: string) => rescueAccount({ ...settings, ...environment }, name, quietLog);
    const open = async () => {
      const opened = await connectStore({ dataDir: own.path, databaseUrl: undefined, log: quietLog });
      if (!opened.ok) throw new Error(opened.error.code);
      return opened.value;
    };
    const before = await open();
    await addPerson(before.db, ADMIN, 'admin');
    await before.db.updateTable('account').set({ state: 'disabled', second_factor: 'JBSWY3DPEHPK3PXP' }).execute();
    await before.close();
    expect(await rescue('nobody@test')).toMatchObject({ ok: false, error: { code: 'PPL_ACCOUNT_UNKNOWN' } });
    const rescued = await rescue(ADMIN);
    const after = await open();
    const signedIn = await peopleOf(after.db, Date.now).signIn({
      ...{ name: ADMIN, source: '', password: rescued.ok ? rescued.value.password : '' },
    });
    const log = await after.db.selectFrom('audit').select(['actor', 'act']).execute();
    await after.close();
    await own.remove();
    expect([signedIn.ok, log]).toEqual([true, [{ actor: 'host', act: 'account.reset' }]]);
  });
});

describe('the audit log', () => {
  const fill = async () => {
    await addPerson(store.db, ADMIN, 'admin');
    await addPerson(store.db, 'viewer@test', 'viewer');
    await signIn(ADMIN, 'wrong');
    const admin = await cookieOf(test.base, ADMIN);
    const viewer = await cookieOf(test.base, 'viewer@test');
    await post(test.base, '/api/people', {}, { cookie: viewer });
    await post(test.base, '/api/sign-out', {}, { cookie: viewer });
    return admin;
  };
  const verify = async (cookie: string) =>
    auditVerdictSchema.parse(await (await get('/api/audit/verify', cookie)).json());

  it('holds each act and each refusal with who, what and from where, and no secret', async () => {
    const admin = await fill();
    expect(await audited()).toEqual([
      `${ADMIN} sign-in PPL_SIGN_IN_WRONG`,
      `${ADMIN} sign-in done`,
      'viewer@test sign-in done',
      'viewer@test account.add HTTP_ROLE_FORBIDDEN',
      'viewer@test sign-out done',
    ]);
    const page = auditAnswerSchema.parse(
      await (await get('/api/audit?act=sign-in&outcome=done&limit=1', admin)).json(),
    );
    expect([page.total, page.entries.map(({ number, source: from }) => [number, from])]).toEqual([
      2,
      [[3, '127.0.0.1']],
    ]);
    const older = await (await get(`/api/audit?act=sign-in&outcome=done&before=3`, admin)).json();
    expect(auditAnswerSchema.parse(older).entries.map(({ number }) => number)).toEqual([2]);
    const lines = (await (await get('/api/audit/export', admin)).text()).trim().split('\n');
    expect(lines.map((line) => auditEntrySchema.parse(JSON.parse(line)).number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines.join('')).not.toContain('wrong"');
    expect((await audited()).at(-1)).toBe(`${ADMIN} audit.export done`);
    expect(await verify(admin)).toMatchObject({ ok: true, entries: 6, firstBad: null });
  });

  it('cannot be changed by an ordinary statement, and shows where somebody changed it all the same', async () => {
    const admin = await fill();
    const { db } = store;
    await expect(sql`update audit set actor = 'x' where number = 2`.execute(db)).rejects.toThrow('append-only');
    await expect(sql`delete from audit where number = 2`.execute(db)).rejects.toThrow('append-only');
    await sql`alter table audit disable trigger audit_keep`.execute(db);
    try {
      const kept = await db.selectFrom('audit').selectAll().where('number', '=', 2).executeTakeFirstOrThrow();
      await sql`update audit set detail = '{"withCode":true}' where number = 2`.execute(db);
      expect(await verify(admin)).toMatchObject({ ok: false, firstBad: 2 });
      await sql`update audit set detail = ${JSON.stringify(kept.detail)}::text::jsonb where number = 2`.execute(db);
      expect((await verify(admin)).ok).toBe(true);
      await sql`delete from audit where number = 5`.execute(db);
      expect(await verify(admin)).toMatchObject({ ok: false, entries: 4, firstBad: 5 });
    } finally {
      await sql`alter table audit enable trigger audit_keep`.execute(db);
    }
  });

  it('keeps one chain when many acts come at once', async () => {
    await addPerson(store.db, ADMIN, 'admin');
    const admin = await cookieOf(test.base, ADMIN);
    await Promise.all(Array.from({ length: 30 }, () => post(test.base, '/api/people', {}, { cookie: admin })));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post(test.base, `/api/people/${9000 + index}`, { role: 'desk' }, { cookie: admin }),
      ),
    );
    expect(await verify(admin)).toMatchObject({ ok: true, entries: 21 });
  });
});
