import { generateKeyPairSync } from 'node:crypto';
import type { Scope } from '@omamori/contract/console-api/people';
import type { Role } from '@omamori/contract/console-api/roles';
import { ok } from '@omamori/contract/result';
import { keepSessions } from '../src/http-api/access/keep-sessions.ts';
import { createSignInLimits } from '../src/http-api/access/limit-tries.ts';
import type { CenterApi } from '../src/http-api/center-api.ts';
import { createLiveHub, type LiveHub } from '../src/http-api/live/live-hub.ts';
import type { HttpContext } from '../src/http-api/route.ts';
import { type HttpApi, startHttpApi } from '../src/http-api/start-http-api.ts';
import { hashPassword } from '../src/people/hash-password.ts';
import { createPeopleDesk, type PeopleDesk } from '../src/people/people-desk.ts';
import { createSecretSeal } from '../src/people/seal-secret.ts';
import type { Database } from '../src/store/database.ts';
import { quietLog } from './store-fixture.ts';

/** Costs a test next to nothing; the usual cost has a test of its own. */
export const TEST_COST = { N: 1024, r: 8, p: 1 };
export const TEST_SEAL = createSecretSeal([Buffer.alloc(32, 7)]);
const TEST_PAIR = generateKeyPairSync('ed25519');
export const TEST_KEY = {
  keyId: 'test-center',
  privateKeyPem: TEST_PAIR.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
export const PASSWORD = 'three small boats';
export const CODE = 'right-code-of-the-desk';
export const JSON_TYPE = { 'content-type': 'application/json' };

/** Believes X-Forwarded-For of the test itself: that is how a test has many sources. */
const LISTEN = { host: '127.0.0.1', port: 0, trustedProxies: ['127.0.0.1'] };

export function peopleOf(
  db: Database,
  now: () => number,
  secondFactor: 'required' | 'optional' = 'optional',
): PeopleDesk {
  return createPeopleDesk({ db, now, secondFactor, cost: TEST_COST, seal: TEST_SEAL, key: async () => ok(TEST_KEY) });
}

export interface TestApi {
  readonly api: HttpApi;
  readonly base: string;
  readonly hub: LiveHub;
  close(): Promise<void>;
}

export async function startTestApi(options: {
  readonly db: Database;
  readonly now: () => number;
  readonly rooms: Omit<CenterApi, 'people'>;
  readonly pages: string;
  readonly secondFactor?: 'required' | 'optional';
  readonly accessCode?: string;
}): Promise<TestApi> {
  const { db, now, secondFactor = 'optional' } = options;
  const hub = createLiveHub();
  const context: HttpContext = {
    center: { ...options.rooms, people: peopleOf(db, now, secondFactor) },
    sessions: keepSessions(db, now, secondFactor),
    limits: createSignInLimits(db, now),
    hub,
    accessCode: options.accessCode ?? CODE,
  };
  const started = await startHttpApi(context, LISTEN, options.pages, quietLog);
  if (!started.ok) throw new Error(started.error.code);
  const { address, close } = started.value;
  return { api: started.value, base: `http://127.0.0.1:${address.port}`, hub, close };
}

/** An account as an admin would make it, its password already its own. */
export async function addPerson(
  db: Database,
  name: string,
  role: Role,
  scope: Scope = { kind: 'all' },
): Promise<number> {
  const password = await hashPassword(PASSWORD, TEST_COST);
  const made = await db
    .insertInto('account')
    .values({
      ...{ name, display_name: name, role, scope: JSON.stringify(scope), password },
      ...{ created_at: new Date(0), created_by: 'test' },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

export function post(base: string, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(base + path, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
}

/** The cookie of a new session. */
export async function cookieOf(base: string, name: string, password = PASSWORD, code?: string): Promise<string> {
  const body = code === undefined ? { name, password } : { name, password, code };
  const answer = await post(base, '/api/sign-in', body);
  if (answer.status !== 204) throw new Error(`sign-in of ${name} answered ${answer.status}: ${await answer.text()}`);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}
