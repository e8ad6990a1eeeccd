import type { StoredDetection } from '@omamori/contract/console-api';
import { deviceOf } from '../lab/cast.ts';
import type { LiveRow } from '../lab/center-client.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { type Attempt, knock } from './knock.ts';
import { type CaseResult, delaysOf, type Scenario } from './scenario.ts';
import { watchArrivals } from './watch-arrivals.ts';

/**
 * Case A: remote desktop from Latvia, where the company has no business, over IPv4 and IPv6; and from a country that
 * is not blocked, where only the closed port stops it. The vendor's address still gets in.
 */
export const caseA: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const live: LiveRow[] = [];
  const hangUp = new AbortController();
  await lab.center.signIn();
  const listening = lab.center.listen((row) => void live.push(row), hangUp.signal);
  const readArrivals = await watchArrivals(lab, 'srv', 3389);

  const attacks = await attack(lab);
  const visits = await visitAsVendor(lab);
  const arrivals = await readArrivals();
  const told = await collectDetections(lab, attacks, begun);

  hangUp.abort();
  await listening;
  return judge(lab, { attacks, visits, arrivals, told, live, seconds: (performance.now() - started) / 1000 });
};

/** Source ports differ from run to run, so that a second attack is not taken for a repetition of the first. */
let nextPort = 20_000 + Math.floor(Math.random() * 200) * 100;
function ports(count: number): number {
  const first = nextPort;
  nextPort = nextPort + count > 60_000 ? 20_000 : nextPort + count;
  return first;
}

async function attack(lab: Lab): Promise<Attempt[]> {
  const { attackers, neighbour } = lab.plan;
  const bands = [
    ...attackers.LV.map((from) => ({ from, count: 4 })),
    { from: attackers.RU[0] ?? neighbour, count: 3 },
    { from: neighbour, count: 3 },
  ];
  const knocks = bands.flatMap(({ from, count }) =>
    ([4, 6] as const).map((family) =>
      knock(lab, { from, family, firstPort: ports(count), count, everyMs: 120, user: 'administrator' }),
    ),
  );
  return (await Promise.all(knocks)).flat();
}

async function visitAsVendor(lab: Lab): Promise<Attempt[]> {
  const visit = (family: 4 | 6) =>
    knock(lab, { from: lab.plan.vendor, family, firstPort: ports(1), count: 1, everyMs: 0, user: 'hoshu' });
  return [...(await visit(4)), ...(await visit(6))];
}

export interface Told {
  readonly detections: readonly StoredDetection[];
  readonly device: string | null;
  readonly notified: boolean;
}

/** Waits until the center has told of every attempt and written the notice; gives what it has after 20 s. */
async function collectDetections(lab: Lab, attacks: readonly Attempt[], begun: number): Promise<Told> {
  let told: Told = { detections: [], device: null, notified: false };
  const complete = waitUntil('every attempt is at the center', 20_000 * lab.patience, async () => {
    told = await readTold(lab, begun);
    return told.notified && attempts(told.detections) >= attacks.length;
  });
  await complete.catch(() => undefined); // the verdict below names what is missing
  return told;
}

export async function readTold(lab: Lab, begun: number): Promise<Told> {
  const { incidents } = await lab.center.incidents();
  const server = deviceOf('srv').label;
  const rows = incidents.filter((row) => row.device?.label === server && Date.parse(row.lastAt) >= begun);
  const details = await Promise.all(rows.map((row) => lab.center.incident(row.id)));
  const detections = details
    .flatMap((detail) => detail.detections)
    .filter((stored) => Date.parse(stored.detection.at) >= begun - 5);
  const notified = details.length > 0 && details.every((detail) => detail.notices.length >= 2);
  return { detections, device: rows[0]?.device?.label ?? null, notified };
}

function attempts(detections: readonly StoredDetection[]): number {
  return detections.reduce((sum, stored) => sum + stored.detection.count, 0);
}

interface Evidence {
  readonly attacks: readonly Attempt[];
  readonly visits: readonly Attempt[];
  readonly arrivals: ReadonlyMap<string, number>;
  readonly told: Told;
  readonly live: readonly LiveRow[];
  readonly seconds: number;
}

function judge(lab: Lab, evidence: Evidence): CaseResult {
  const { attacks, visits, arrivals, told } = evidence;
  const failures: string[] = [];
  const attackers = new Set(attacks.map((attempt) => attempt.from));
  const arrived = attacks.filter((attempt) => attempt.connected || arrivals.has(attempt.from)).length;
  if (arrived > 0) failures.push(`${arrived} attempts reached the server`);
  if (!visits.every((visit) => visit.answered)) failures.push('the allowed address did not get in');
  const blocked = told.detections.filter((stored) => stored.detection.verdict === 'blocked');
  failures.push(...compareAttempts(attacks, blocked));
  if (told.detections.some(({ detection }) => detection.peer === null || !attackers.has(detection.peer.ip))) {
    failures.push('the center tells of somebody who did not attack');
  }
  if (told.device !== deviceOf('srv').label) failures.push('the device is not named');
  if (!told.notified) failures.push('no notice was written');
  failures.push(...compareCountries(lab, blocked));
  return {
    case: 'A',
    ok: failures.length === 0,
    sent: attacks.length,
    arrived,
    blocked: attempts(blocked),
    detected: attempts(told.detections),
    notified: told.notified,
    device: told.device,
    seconds: Math.round(evidence.seconds * 10) / 10,
    delay: delaysOf(delaysToConsole(blocked, evidence.live)),
    failures,
  };
}

/** Every attempt exactly once, known by its source address and port. Port translation at the router keeps both. */
export function compareAttempts(sent: readonly Attempt[], told: readonly StoredDetection[]): string[] {
  const open = new Set(sent.map((attempt) => `${attempt.from} ${attempt.sourcePort}`));
  const strange: string[] = [];
  for (const { detection } of told) {
    const key = `${detection.flow.sourceIp} ${detection.flow.sourcePort}`;
    if (!open.delete(key)) strange.push(key);
  }
  const failures: string[] = [];
  if (open.size > 0) failures.push(`${open.size} attempts are missing, e.g. ${[...open][0]}`);
  if (strange.length > 0) failures.push(`${strange.length} attempts were told twice or never made, e.g. ${strange[0]}`);
  return failures;
}

function compareCountries(lab: Lab, told: readonly StoredDetection[]): string[] {
  const latvians = new Set(lab.plan.attackers.LV.flatMap((address) => [address.v4, address.v6]));
  const wrong = told.filter(
    ({ detection }) => latvians.has(detection.flow.sourceIp) && detection.peer?.country !== 'LV',
  );
  return wrong.length === 0 ? [] : [`${wrong.length} detections do not name Latvia`];
}

/** For each blocked attempt the time from its packet to the first live row that includes it. */
function delaysToConsole(told: readonly StoredDetection[], live: readonly LiveRow[]): number[] {
  return told.flatMap(({ detection }) => {
    const at = Date.parse(detection.at);
    const shown = live.find(
      (event) => Date.parse(event.row.lastAt) >= at && event.row.device?.mac === detection.device?.mac,
    );
    return shown === undefined ? [] : [Math.max(0, shown.receivedAt - at)];
  });
}
