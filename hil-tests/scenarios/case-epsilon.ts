import { join } from 'node:path';
import { z } from 'zod';
import { APPLIANCE } from '../lab/cast.ts';
import { NOTICE_PARTS } from '../lab/catalogue/notices.ts';
import { forwardPorts } from '../lab/forward-ports.ts';
import { NEW_DEVICE, plugInDevice } from '../lab/plug-in-device.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { caseResult, judgeStory, type WantedStory } from './judge-story.ts';
import { readReceipts, runAction } from './run-action.ts';
import type { Scenario } from './scenario.ts';
import { withServer } from './start-server.ts';
import { watchArrivals } from './watch-arrivals.ts';

const wormSchema = z.object({ sourcePort: z.number(), connected: z.boolean(), prompts: z.number() });
const sweptSchema = z.object({ to: z.string(), connected: z.boolean() });
const lineSchema = z.object({ from: z.string(), port: z.number(), line: z.string() });
const TRIES = 3;
const TIMES = 3;
/** Of each family: what goes out before a device that looks for others is stopped. */
const MOST_OUT = 12;

/**
 * Case ε: somebody plugs a camera recorder in, its log-in open as it came. A worm of the Mirai family tries it from
 * outside; then, as if it had got in elsewhere, the recorder looks for others outside. Over IPv4 and IPv6.
 */
export const caseEpsilon: Scenario = async (lab) => {
  const started = performance.now();
  const begun = Date.now();
  const receipts = join(lab.folder.path, 'recorder.ndjson');
  const before = (await readReceipts(receipts, lineSchema)).length;
  const address = await plugInDevice(lab);
  await forwardPorts(lab, 'tcp', [23, 2323], address.v4);
  const failures: string[] = [];
  const isKnown = await knowsDevice(lab);
  if (!isKnown) failures.push('the box does not tell of the new device');
  const worms = await withServer(lab, 'iot', 'telnet-device', [receipts], () => infect(lab, address.v6));
  const lines = (await readReceipts(receipts, lineSchema)).slice(before).map(({ line }) => line);
  const orders = lines.filter((line) => line.includes('busybox') || line.includes('shell'));
  if (orders.length > 0) failures.push(`${orders.length} orders of the worm reached the device`);
  if (!worms.some(({ connected }) => connected)) failures.push('the worm could not even call');
  const { swept, out } = await sweepOutside(lab);
  if (out > 2 * MOST_OUT) failures.push(`${out} of ${swept} looks for others went out`);
  const story = (direction: WantedStory['direction'], says: readonly string[]): WantedStory => ({
    story: 'scan',
    direction,
    device: NEW_DEVICE.mac,
    outcome: 'any',
    says,
  });
  const stories = [
    await judgeStory(lab, story('outbound', [...NOTICE_PARTS.infected, NEW_DEVICE.hostName]), begun),
    await judgeStory(lab, story('inbound', NOTICE_PARTS.searched), begun),
  ];
  return caseResult('epsilon', { sent: worms.length + swept, arrived: orders.length, stories, failures, started });
};

async function knowsDevice(lab: Lab): Promise<boolean> {
  const known = waitUntil('the center knows the new device', 60_000 * lab.patience, async () => {
    const { devices } = await lab.center.appliance(APPLIANCE);
    return devices.some(({ mac }) => mac === NEW_DEVICE.mac);
  });
  return known.then(
    () => true,
    () => false,
  );
}

async function infect(lab: Lab, inside6: string): Promise<z.infer<typeof wormSchema>[]> {
  const { neighbour, router } = lab.plan;
  const tries = ([port, to, from]: readonly [number, string, string]) =>
    runAction(lab, 'net', 'telnet-worm', [to, from, String(port), String(TRIES)], wormSchema);
  const ways = [23, 2323].flatMap((port) => [
    [port, router.v4, neighbour.v4] as const,
    [port, inside6, neighbour.v6] as const,
  ]);
  return (await Promise.all(ways.map(tries))).flat();
}

/** Judged by what came out at the other side of the box, not by answers. */
async function sweepOutside(lab: Lab): Promise<{ swept: number; out: number }> {
  const { web, mail, commander, lures, resolver, vendor } = lab.plan;
  const victims = [web, mail, commander, ...lures, resolver, vendor];
  const read = await watchArrivals(lab, 'net', 23);
  const sweeps = (['v4', 'v6'] as const).map((family) =>
    runAction(lab, 'iot', 'sweep', ['23', String(TIMES), ...victims.map((one) => one[family])], sweptSchema),
  );
  const swept = (await Promise.all(sweeps)).flat();
  const out = [...(await read()).values()].reduce((sum, count) => sum + count, 0);
  return { swept: swept.length, out };
}
