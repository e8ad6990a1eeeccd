import type { ApplianceRow, IncidentRow, PolicyAnswer, ReplayAnswer } from '@omamori/contract/console-api';
import { applianceDetail, fleetRows, minutesAgo, policy } from './fixture-console.ts';
import { incidentDetail, queueRows } from './fixture-incidents.ts';
import { answerLayers, type FixtureLayers, fixtureLayers } from './fixture-layers.ts';
import { offDuty } from './fixture-off-duty.ts';
import { answerPeople, entrance, type FixturePeople, fixturePeople, sessionBody } from './fixture-people.ts';
import { lostTraffic } from './fixture-replay.ts';
import { type ApiHandler, type Reply, refuse } from './fixture-server.ts';
import { answerGroups, answerTriage, answerViews, type FixtureTriage, fixtureTriage } from './fixture-triage.ts';

export interface FixtureCenter {
  api: ApiHandler;
  signedIn: boolean;
  /** Every read fails with a coded error. */
  broken: boolean;
  fleet: readonly ApplianceRow[];
  incidents: IncidentRow[];
  policy: PolicyAnswer;
  /** What the box says of the policy in the editor; null: it cannot be asked. */
  replay: ReplayAnswer | null;
  /** State changes that came in, as `id:state:reason`. */
  changes: string[];
  /** Writes to the policy that were taken, as path and body. */
  commands: string[];
  triage: FixtureTriage;
  /** Templates, companies, versions, settings. */
  layers: FixtureLayers;
  /** Who is signed in, and everybody else. */
  people: FixturePeople;
}

const DONE: readonly string[] = ['closed', 'false-positive'];
const SEVERITIES = ['low', 'medium', 'high', 'critical'];

function pileOf(row: IncidentRow): string {
  if (DONE.includes(row.state)) return 'done';
  if (Date.parse(row.snoozedUntil ?? '') > Date.now()) return 'later';
  return row.escalatedAt === null ? 'open' : 'escalated';
}

function fittingRows(center: FixtureCenter, search: URLSearchParams): IncidentRow[] {
  const state = search.get('state') ?? 'open';
  const same = (name: 'appliance' | 'story' | 'company' | 'severity' | 'outcome', row: IncidentRow) =>
    (search.get(name) ?? row[name]) === row[name];
  const fitting = center.incidents.filter(
    (row) =>
      (state === 'all' || pileOf(row) === state) &&
      (['appliance', 'story', 'company', 'severity', 'outcome'] as const).every((name) => same(name, row)) &&
      (!search.has('mine') || row.assignee !== null) &&
      (!search.has('q') || JSON.stringify(row).includes(search.get('q') ?? '')),
  );
  if (search.get('sort') !== 'severity') return fitting;
  return fitting.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

function list(center: FixtureCenter, search: URLSearchParams): Reply {
  const fitting = fittingRows(center, search);
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

const boxPage = () => ({
  fingerprint: '0123456789abcdef'.repeat(4),
  visits: true,
  localExceptions: [
    {
      ...{ id: 'box-a1b2', target: { kind: 'rule', sid: 9_000_101 }, device: '02:00:00:00:00:05' },
      ...{ until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'made at the box' },
    },
  ],
});

function appliance(center: FixtureCenter, id: string, rest: string, method: string, body: unknown): Reply {
  const row = center.fleet.find((one) => one.id === id);
  if (row === undefined) return refuse(404, 'CTR_APPLIANCE_UNKNOWN', 'This box is not enrolled.');
  if (rest === '') return { status: 200, body: applianceDetail(row) };
  if (rest === 'box-page') return { status: 200, body: boxPage() };
  if (rest === 'visit-code') return { status: 200, body: { code: '123456789012', endsAt: minutesAgo(-300) } };
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
  if (rest === 'policy/replay') {
    return center.replay === null
      ? refuse(503, 'CTR_QUESTIONS_FULL', 'Too many boxes are being asked already.')
      : { status: 200, body: center.replay };
  }
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
    replay: lostTraffic,
    changes: [],
    commands: [],
    triage: fixtureTriage(),
    people: fixturePeople(),
    layers: fixtureLayers(),
    api: ({ method, path, search, body }) => {
      const entered = entrance(center.people, path, body, () => {
        center.signedIn = true;
      });
      if (entered !== undefined) return entered;
      if (!center.signedIn) return refuse(401, 'HTTP_SESSION_MISSING', 'Sign in first.');
      if (path === '/api/session') return { status: 200, body: sessionBody(center.people) };
      if (path === '/api/live') return { status: 200 };
      if (center.broken) return refuse(400, 'CTR_STORE_AWAY', 'データベースにつながりません。');
      const ofLayers = answerLayers(center.layers, { method, path, search, body });
      if (ofLayers !== undefined) return ofLayers;
      if (path === '/api/my/views') return answerViews(center.triage, method, body);
      const ofPeople = answerPeople(center.people, { method, path, search, body });
      if (ofPeople !== undefined) return ofPeople;
      if (path === '/api/fleet') return { status: 200, body: { now: minutesAgo(0), appliances: center.fleet } };
      if (path === '/api/incidents') return list(center, search);
      if (path === '/api/incident-groups')
        return answerGroups(fittingRows(center, search), search.get('by') ?? 'story');
      const [, kind, id = '', ...rest] = path.slice(1).split('/');
      if (kind === 'appliances' && rest[0] === 'off-duty') return { status: 200, body: offDuty };
      if (kind === 'appliances') return appliance(center, id, rest.join('/'), method, body);
      if (rest[0] === 'state') return change(center, Number(id), body);
      const row = center.incidents.find((one) => one.id === Number(id));
      if (row === undefined) return refuse(404, 'CTR_INCIDENT_UNKNOWN', 'This incident does not exist.');
      const store = (next: IncidentRow) => {
        center.incidents = center.incidents.map((one) => (one.id === next.id ? next : one));
      };
      const triaged = answerTriage(center.triage, row, { method, rest: rest.join('/'), body }, store);
      const notes = center.triage.notes.get(row.id) ?? [];
      return triaged ?? { status: 200, body: { ...incidentDetail(row), notes } };
    },
    ...over,
  };
  return center;
}
