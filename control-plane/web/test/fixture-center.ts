import type { ApplianceRow, IncidentRow, PolicyAnswer } from '@omamori/contract/console-api';
import { applianceDetail, fleetRows, incidentDetail, minutesAgo, policy, queueRows } from './fixture-console.ts';
import { type ApiHandler, type Reply, refuse } from './fixture-server.ts';

export interface FixtureCenter {
  api: ApiHandler;
  signedIn: boolean;
  /** Every read fails with a coded error. */
  broken: boolean;
  fleet: readonly ApplianceRow[];
  incidents: IncidentRow[];
  policy: PolicyAnswer;
  /** State changes that came in, as `id:state:reason`. */
  changes: string[];
  /** Writes to the policy that were taken, as path and body. */
  commands: string[];
}

const DONE: readonly string[] = ['closed', 'false-positive'];

function list(center: FixtureCenter, search: URLSearchParams): Reply {
  const state = search.get('state') ?? 'open';
  const fitting = center.incidents.filter(
    (row) =>
      (state === 'all' || DONE.includes(row.state) === (state === 'done')) &&
      (search.get('appliance') ?? row.appliance) === row.appliance &&
      (!search.has('q') || JSON.stringify(row).includes(search.get('q') ?? '')),
  );
  const before = search.get('before');
  const from = before === null ? 0 : fitting.findIndex((row) => row.id === Number(before)) + 1;
  return {
    status: 200,
    body: {
      now: minutesAgo(0),
      incidents: fitting.slice(from, from + Number(search.get('limit') ?? 50)),
      total: fitting.length,
      totalWithoutFilter: center.incidents.length,
    },
  };
}

function change(center: FixtureCenter, id: number, body: unknown): Reply {
  const { state, reason } = body as { state: IncidentRow['state']; reason?: string };
  const row = center.incidents.find((one) => one.id === id);
  if (row === undefined) return refuse(404, 'CTR_INCIDENT_UNKNOWN', 'This incident does not exist.');
  center.changes.push(`${id}:${state}:${reason ?? ''}`);
  const next = { ...row, state };
  center.incidents = center.incidents.map((one) => (one.id === id ? next : one));
  return { status: 200, body: next };
}

function appliance(center: FixtureCenter, id: string, rest: string, method: string, body: unknown): Reply {
  const row = center.fleet.find((one) => one.id === id);
  if (row === undefined) return refuse(404, 'CTR_APPLIANCE_UNKNOWN', 'This box is not enrolled.');
  if (rest === '') return { status: 200, body: applianceDetail(row) };
  if (rest === 'policy' && method === 'GET') return { status: 200, body: center.policy };
  if (rest === 'policy/preview')
    return {
      status: 200,
      body: {
        sentences: {
          ja: ['外からロシアの通信を止めます。', '遠隔操作（RDP）の入口は閉じたままです。'],
          en: ['Connections from Russia will be blocked.', 'Remote control (RDP) stays closed.'],
        },
        touched: 12,
        problems: [],
      },
    };
  const sent = body as { policy: PolicyAnswer['policy']; basedOn: number };
  const own = center.policy.policy;
  if (sent.basedOn !== center.policy.version)
    return refuse(409, 'CTR_POLICY_STALE', 'Somebody else has changed the policy first.');
  center.commands.push(`${rest} ${JSON.stringify(body)}`);
  const { mac, reason, until } = body as { mac: string; reason: string; until: string };
  const others = own.isolation.filter((one) => one.mac !== mac);
  const { target, device } = body as Omit<PolicyAnswer['policy']['exceptions'][number], 'id'>;
  const next: Readonly<Record<string, PolicyAnswer['policy']>> = {
    isolation: { ...own, isolation: [...others, { mac, until, reason }] },
    'isolation/release': { ...own, isolation: others },
    exceptions: { ...own, exceptions: [...own.exceptions, { id: 'x-new', target, device, until, reason }] },
  };
  center.policy = { ...center.policy, version: center.policy.version + 1, policy: next[rest] ?? sent.policy };
  return { status: 200, body: center.policy };
}

export function fixtureCenter(over: Partial<FixtureCenter> = {}): FixtureCenter {
  const center: FixtureCenter = {
    signedIn: true,
    broken: false,
    fleet: fleetRows,
    incidents: [...queueRows],
    policy: policy(4),
    changes: [],
    commands: [],
    api: ({ method, path, search, body }) => {
      if (path === '/api/sign-in') {
        center.signedIn = (body as { code: string }).code === 'right-code';
        return center.signedIn ? { status: 204 } : refuse(403, 'HTTP_CODE_WRONG', 'The access code is wrong.');
      }
      if (!center.signedIn) return refuse(401, 'HTTP_SESSION_MISSING', 'Sign in first.');
      if (path === '/api/session')
        return { status: 200, body: { centerVersion: '0.1.0', desk: { phone: '0120-000-000' } } };
      if (path === '/api/live') return { status: 200 };
      if (center.broken) return refuse(400, 'CTR_STORE_AWAY', 'データベースにつながりません。');
      if (path === '/api/fleet') return { status: 200, body: { now: minutesAgo(0), appliances: center.fleet } };
      if (path === '/api/incidents') return list(center, search);
      const [, kind, id = '', ...rest] = path.slice(1).split('/');
      if (kind === 'appliances') return appliance(center, id, rest.join('/'), method, body);
      if (rest[0] === 'state') return change(center, Number(id), body);
      const row = center.incidents.find((one) => one.id === Number(id));
      return row === undefined
        ? refuse(404, 'CTR_INCIDENT_UNKNOWN', 'This incident does not exist.')
        : { status: 200, body: incidentDetail(row) };
    },
    ...over,
  };
  return center;
}
