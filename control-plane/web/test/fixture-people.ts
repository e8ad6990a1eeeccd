import { type AuditEntry, auditAnswerSchema } from '@omamori/contract/console-api/audit';
import { type AccountRow, accountRowSchema, peopleAnswerSchema } from '@omamori/contract/console-api/people';
import type { Role } from '@omamori/contract/console-api/roles';
import { fleetRows, minutesAgo } from './fixture-console.ts';
import { type ApiHandler, type Reply, refuse as refuseWith } from './fixture-server.ts';

/** Accounts and audit log of a center, for the browser tests only. Password and codes as a person would have them. */
export const PASSWORD = 'three small boats';
export const CODE = '123456';

export interface FixturePeople {
  role: Role;
  /** The account has a second factor. */
  secondFactor: boolean;
  finish: ('password' | 'second-factor')[];
  /** No account yet. */
  setUp: boolean;
  people: AccountRow[];
  audit: AuditEntry[];
  calls: string[];
}

function account(id: number, name: string, role: Role, over: Partial<AccountRow> = {}): AccountRow {
  return accountRowSchema.parse({
    ...{ id, name: `${name}@soc.example`, displayName: name, role, scope: { kind: 'all' }, secondFactor: true },
    ...{ state: 'active', temporaryPassword: false, sessions: 1, createdAt: minutesAgo(90_000), createdBy: 'center' },
    ...{ lastSignIn: minutesAgo(40), ...over },
  });
}

export const accounts: readonly AccountRow[] = [
  account(1, '佐藤', 'admin'),
  account(2, '山田', 'analyst', { secondFactor: false }),
  account(3, '窓口1', 'desk', { temporaryPassword: true, sessions: 0, lastSignIn: null }),
  account(4, 'さくら商店 ご担当', 'viewer', {
    scope: { kind: 'some', companies: ['株式会社さくら商店'], appliances: ['om-0004'] },
    state: 'disabled',
    secondFactor: false,
  }),
];

export function auditEntries(count: number): AuditEntry[] {
  const acts = [
    { act: 'sign-in', outcome: 'PPL_SIGN_IN_WRONG', target: null, detail: { withCode: false } },
    { act: 'sign-in', outcome: 'done', target: null, detail: { withCode: true } },
    { act: 'incident.state', outcome: 'done', target: '2', detail: { state: 'closed', reason: '電話で確認' } },
    { act: 'account.add', outcome: 'HTTP_ROLE_FORBIDDEN', target: null, detail: {} },
  ] as const;
  return Array.from({ length: count }, (_, index) => ({
    ...(acts[index % acts.length] ?? acts[0]),
    ...{ number: count - index, at: minutesAgo(index + 1), actor: '佐藤@soc.example', source: '192.0.2.7' },
    ...{ previous: '0'.repeat(64), hash: '1'.repeat(64) },
  }));
}

const refuse = (status: number, code: string): Reply => refuseWith(status, code, code);
const done: Reply = { status: 204 };

export function sessionBody(people: FixturePeople) {
  const { finish, role, secondFactor } = people;
  const person = { id: 1, name: 'sato@soc.example', displayName: '佐藤', role, scope: { kind: 'all' }, secondFactor };
  return { centerVersion: '0.1.0', desk: { phone: '0120-000-000' }, person, finish };
}

/** What needs no session; undefined: not here. `onEnter` is told of a sign-in. */
export function entrance(people: FixturePeople, path: string, body: unknown, onEnter: () => void): Reply | undefined {
  if (path === '/api/welcome') return { status: 200, body: { setUp: people.setUp } };
  if (path === '/api/first-admin') {
    if ((body as { code: string }).code !== 'set-up') return refuse(403, 'HTTP_CODE_WRONG');
    people.setUp = false;
    return done;
  }
  if (path !== '/api/sign-in') return undefined;
  const { password, code } = body as { password: string; code?: string };
  if (password !== PASSWORD) return refuse(403, 'PPL_SIGN_IN_WRONG');
  if (people.secondFactor && code === undefined) return refuse(403, 'PPL_CODE_NEEDED');
  if (people.secondFactor && code !== CODE) return refuse(403, 'PPL_CODE_WRONG');
  onEnter();
  return done;
}

/** `/api/my/…`, `/api/people…`, `/api/audit…`; undefined: not here. */
export function answerPeople(people: FixturePeople, call: Parameters<ApiHandler>[0]): Reply | undefined {
  if (call.method !== 'GET') people.calls.push(`${call.path} ${JSON.stringify(call.body)}`);
  if (call.path.startsWith('/api/my/')) return own(people, call);
  if (call.path.startsWith('/api/audit')) return audit(people, call);
  return call.path.startsWith('/api/people') ? admin(people, call) : undefined;
}

const sessionRow = (id: string, current: boolean, program: string) => ({
  ...{ id, createdAt: minutesAgo(300), lastUsedAt: minutesAgo(1), source: '192.0.2.7', program, current },
});

function own(people: FixturePeople, { path, body }: Parameters<ApiHandler>[0]): Reply {
  if (path === '/api/my/sessions') {
    const program = 'Mozilla/5.0 (X11; Linux) Chrome/126';
    const sessions = [sessionRow('a', true, program), sessionRow('b', false, 'curl/8')];
    return { status: 200, body: { sessions } };
  }
  const { password, current, code } = body as { password?: string; current?: string; code?: string };
  if (path === '/api/my/password') {
    if (current !== PASSWORD) return refuse(403, 'PPL_PASSWORD_WRONG');
    people.finish = people.finish.filter((one) => one !== 'password');
    return done;
  }
  if (path === '/api/my/second-factor') {
    if (password !== PASSWORD) return refuse(403, 'PPL_PASSWORD_WRONG');
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    return { status: 200, body: { secret, uri: `otpauth://totp/Omamori:sato?secret=${secret}&issuer=Omamori` } };
  }
  if (path === '/api/my/second-factor/confirm') {
    if (code !== CODE) return refuse(403, 'PPL_CODE_WRONG');
    people.secondFactor = true;
    people.finish = people.finish.filter((one) => one !== 'second-factor');
    return { status: 200, body: { recoveryCodes: ['aaaa-bbbb-cccc', 'dddd-eeee-ffff'] } };
  }
  if (path === '/api/my/second-factor/remove') {
    if (password !== PASSWORD) return refuse(403, 'PPL_PASSWORD_WRONG');
    people.secondFactor = false;
  }
  return done;
}

function admin(people: FixturePeople, { path, body, method }: Parameters<ApiHandler>[0]): Reply {
  const [, , id, act] = path.slice(1).split('/');
  if (id === undefined && method === 'GET') {
    const appliances = fleetRows.map(({ id: box, company, site }) => ({ id: box, company, site }));
    const companies = [...new Set(appliances.map(({ company }) => company))];
    return { status: 200, body: peopleAnswerSchema.parse({ people: people.people, companies, appliances }) };
  }
  if (id === undefined) {
    const made = account(9, 'x', 'desk', {
      ...(body as object),
      sessions: 0,
      temporaryPassword: true,
      lastSignIn: null,
    });
    people.people = [...people.people, made];
    return { status: 200, body: { account: made, password: 'abcd-efgh-jkmn-pqrs' } };
  }
  const row = people.people.find((one) => one.id === Number(id));
  if (row === undefined) return refuse(404, 'PPL_ACCOUNT_UNKNOWN');
  if (act === 'sessions' && method === 'GET')
    return { status: 200, body: { sessions: [sessionRow('a', false, 'Mozilla/5.0 (X11; Linux) Chrome/126')] } };
  if (act === 'sessions') return done;
  if (act === 'reset') return { status: 200, body: { account: row, password: 'wxyz-2345-6789-abcd' } };
  const changed = { ...row, ...(body as object) };
  people.people = people.people.map((one) => (one === row ? changed : one));
  return { status: 200, body: changed };
}

function audit(people: FixturePeople, { path, search }: Parameters<ApiHandler>[0]): Reply {
  if (path === '/api/audit/verify') {
    return { status: 200, body: { ok: true, entries: people.audit.length, head: '1'.repeat(64), firstBad: null } };
  }
  const [act, outcome] = [search.get('act'), search.get('outcome')];
  const fitting = people.audit.filter(
    (entry) =>
      (act === null || entry.act === act) && (outcome === null || (entry.outcome === 'done') === (outcome === 'done')),
  );
  const before = Number(search.get('before') ?? Number.MAX_SAFE_INTEGER);
  const entries = fitting.filter(({ number }) => number < before).slice(0, Number(search.get('limit')));
  const acts = [...new Set(people.audit.map((entry) => entry.act))].sort();
  return { status: 200, body: auditAnswerSchema.parse({ entries, total: fitting.length, acts }) };
}

export function fixturePeople(over: Partial<FixturePeople> = {}): FixturePeople {
  return {
    ...{ role: 'analyst', secondFactor: false, finish: [], setUp: false },
    ...{ people: [...accounts], audit: auditEntries(12), calls: [], ...over },
  };
}
