import { z } from 'zod';
import { deviceOf } from '../lab/cast.ts';
import type { LiveRow } from '../lab/center-client.ts';
import { COMMANDER_PORT, commanderLog } from '../lab/start-actors.ts';
import type { Lab } from '../lab/start-lab.ts';
import { collectTold, countOf, delaysToConsole, type StoryTold } from './collect-told.ts';
import { readReceipts, runAction } from './run-action.ts';
import { type CaseResult, delaysOf, type Scenario } from './scenario.ts';

const callSchema = z.object({
  kind: z.enum(['beacon', 'halves', 'order', 'hello']),
  sourcePort: z.number(),
  from: z.string(),
  connected: z.boolean(),
  answer: z.enum(['none', 'words', 'frame']),
});
type Call = z.infer<typeof callSchema>;
const heardSchema = z.object({ from: z.string(), port: z.number(), bytes: z.number(), framed: z.boolean() });
type Heard = z.infer<typeof heardSchema>;

/** Attempts of each kind and family. */
const WAVES = [
  ['beacon', 3],
  ['halves', 2],
  ['order', 2],
  ['hello', 2],
] as const;

/**
 * Case D: a remote control virus at the reception reports to its commander, in a country that is not blocked, and
 * waits for orders, over IPv4 and IPv6. Neither a whole report nor an order arrives; harmless words at the same
 * address and port do.
 */
export const caseD: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const live: LiveRow[] = [];
  const hangUp = new AbortController();
  await lab.center.signIn();
  const listening = lab.center.listen((row) => void live.push(row), hangUp.signal);
  const before = (await readReceipts(commanderLog(lab), heardSchema)).length;

  const calls = await callCommander(lab);
  const heard = (await readReceipts(commanderLog(lab), heardSchema)).slice(before);
  const told = await collectTold(lab, 'command-and-control', begun, calls.filter(isAttempt).length);

  hangUp.abort();
  await listening;
  return judge({ calls, heard, told, live, seconds: (performance.now() - started) / 1000 });
};

/** Below the ports that the kernel itself gives out (ip_local_port_range), so that each is free. */
let nextPort = 20_000 + Math.floor(Math.random() * 200) * 50;

async function callCommander(lab: Lab): Promise<Call[]> {
  const { commander } = lab.plan;
  const waves = ([commander.v4, commander.v6] as const).flatMap((to) =>
    WAVES.map(([kind, count]) => {
      const first = nextPort;
      nextPort = nextPort > 31_000 ? 20_000 : nextPort + count;
      const args = [to, String(COMMANDER_PORT), kind, String(first), String(count)];
      return runAction(lab, 'pc1', 'call-commander', args, callSchema);
    }),
  );
  return (await Promise.all(waves)).flat();
}

function isAttempt(call: Call): boolean {
  return call.kind !== 'hello';
}

interface Evidence {
  readonly calls: readonly Call[];
  readonly heard: readonly Heard[];
  readonly told: StoryTold;
  readonly live: readonly LiveRow[];
  readonly seconds: number;
}

function judge({ calls, heard, told, live, seconds }: Evidence): CaseResult {
  const attempts = calls.filter(isAttempt);
  // The router keeps source ports, so a connection is the same one at both ends.
  const reports = attempts.filter(({ kind, sourcePort }) =>
    heard.some((one) => one.port === sourcePort && (one.framed || (kind === 'beacon' && one.bytes > 0))),
  );
  const orders = attempts.filter((call) => call.answer === 'frame');
  const blocked = told.detections.filter(({ detection }) => detection.verdict === 'blocked');
  const device = told.incidents[0]?.row.device?.label ?? null;
  const failures = [...compareCalls(attempts, told), ...judgeIncident(told), ...judgeHarmless(calls)];
  if (reports.length > 0) failures.push(`${reports.length} reports reached the attacker`);
  if (orders.length > 0) failures.push(`${orders.length} orders reached the device`);
  if (!attempts.every((call) => call.connected)) failures.push('the attacker could not even be called');
  return {
    case: 'D',
    ok: failures.length === 0,
    sent: attempts.length,
    arrived: reports.length + orders.length,
    blocked: countOf(blocked),
    detected: countOf(told.detections),
    notified: told.notified,
    device,
    seconds: Math.round(seconds * 10) / 10,
    delay: delaysOf(delaysToConsole(blocked, live)),
    failures,
  };
}

/** Every attempt once, known by the device's own address and source port. */
function compareCalls(attempts: readonly Call[], told: StoryTold): string[] {
  const open = new Set(attempts.map((call) => `${call.from} ${call.sourcePort}`));
  const strange: string[] = [];
  for (const { detection } of told.detections) {
    const key = `${detection.flow.sourceIp} ${detection.flow.sourcePort}`;
    if (!open.delete(key) || detection.count !== 1 || detection.verdict !== 'blocked') strange.push(key);
  }
  const failures: string[] = [];
  if (open.size > 0) failures.push(`${open.size} attempts are missing, e.g. ${[...open][0]}`);
  if (strange.length > 0) failures.push(`${strange.length} were told twice, or not as blocked, e.g. ${strange[0]}`);
  return failures;
}

function judgeIncident({ incidents, notified }: StoryTold): string[] {
  const failures: string[] = [];
  if (incidents.length !== 1) failures.push(`${incidents.length} incidents instead of one`);
  if (!notified) failures.push('no notice was written');
  for (const { row, notices } of incidents) {
    if (row.device?.label !== deviceOf('pc1').label) failures.push('the device is not named');
    if (row.direction !== 'outbound' || row.outcome !== 'stopped') failures.push(`${row.direction}, ${row.outcome}`);
    if (row.peer?.country !== 'NL') failures.push("the attacker's country is not named");
    if (notices.some((notice) => notice.level !== 'urgent')) failures.push('the notice is not urgent');
  }
  return failures;
}

function judgeHarmless(calls: readonly Call[]): string[] {
  const harmless = calls.filter((call) => !isAttempt(call));
  const stopped = harmless.filter((call) => call.answer !== 'words');
  return stopped.length === 0 ? [] : [`${stopped.length} harmless calls to the same address and port were stopped`];
}
