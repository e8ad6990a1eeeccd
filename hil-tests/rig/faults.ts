import { z } from 'zod';
import { APPLIANCE } from '../lab/cast.ts';
import type { Lab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { compareAttempts, readTold } from '../scenarios/case-a.ts';
import { type Attempt, knock } from '../scenarios/knock.ts';
import { readInspection } from '../scenarios/read-inspection.ts';
import { runAction } from '../scenarios/run-action.ts';
import type { BoxControl } from './box-control.ts';
import type { HilRig, HilScenario } from './hil-scenario.ts';

const gotSchema = z.object({ bytes: z.number() });
const SMALL = 20_000;
/** The time of an attempt recovered from the kernel's ledger is exact to about a second. */
const CLOCK_SLACK_MS = 3000;
const GIVEN_UP: readonly string[] = ['refused', 'failed', 'rolled-back'];
let nextPort = 40_000;

/** Eight attempts on the closed port from a blocked country, half of them IPv6. */
async function attack(lab: Lab): Promise<Attempt[]> {
  const [one, two] = lab.plan.attackers.LV;
  if (one === undefined || two === undefined) throw new Error('the lab lacks attackers');
  const spell = { firstPort: nextPort, count: 4, everyMs: 150, user: 'admin', timeoutMs: 1000 };
  nextPort += 10;
  return (
    await Promise.all([knock(lab, { ...spell, from: one, family: 4 }), knock(lab, { ...spell, from: two, family: 6 })])
  ).flat();
}

/** Every attempt is at the center, exactly once; and none came through. */
async function judgeAttack(rig: HilRig, attempts: readonly Attempt[], begun: number): Promise<string[]> {
  const ports = new Set(attempts.map(({ sourcePort }) => sourcePort));
  let failures: string[] = ['the center was never asked'];
  await waitUntil('the center holds every attempt', 60_000 * rig.box.patience, async () => {
    const told = await readTold(rig.lab, begun - CLOCK_SLACK_MS).catch(() => null); // it may be just starting
    if (told === null) return false;
    const ours = told.detections.filter(({ detection }) => ports.has(detection.flow.sourcePort ?? 0));
    failures = compareAttempts(attempts, ours);
    return failures.length === 0;
  }).catch(() => undefined); // what is missing stands in the failures
  const through = attempts.filter(({ connected }) => connected).length;
  return through === 0 ? failures : [...failures, `${through} attempts came through`];
}

export async function passes(lab: Lab): Promise<string[]> {
  const failures: string[] = [];
  for (const [family, address] of Object.entries(lab.plan.web)) {
    const [got] = await runAction(lab, 'pc2', 'fetch-bulk', [address, String(SMALL)], gotSchema);
    if (got?.bytes !== SMALL) failures.push(`IP${family} traffic does not pass`);
  }
  return failures;
}

async function comesBack(box: BoxControl, part: 'agent' | 'engine', before: number | null): Promise<void> {
  await waitUntil(`the ${part} runs again`, 60_000 * box.patience, async () => {
    const now = await box.pidOf(part);
    return now !== null && now !== before;
  });
}

/** With a version: and holds that policy; one that the box did not take is not waited for. */
export async function inspects({ lab, box }: HilRig, version?: number): Promise<void> {
  await waitUntil('the box inspects and holds its policy', 60_000 * box.patience, async () => {
    const fleet = await lab.center.fleet().catch(() => null); // it may be just starting
    const row = fleet?.appliances.find(({ id }) => id === APPLIANCE);
    if (row === undefined || version === undefined) return row?.protection === 'inspecting';
    if (row.desiredVersion === version && GIVEN_UP.includes(row.convergence))
      throw new Error(`version ${version}: ${row.convergence}, ${row.refusal?.code ?? 'no reason given'}`);
    return row.protection === 'inspecting' && row.convergence === 'converged' && row.appliedVersion === version;
  });
}

export const engineKilled: HilScenario = async (rig) => {
  const { lab, box } = rig;
  const begun = Date.now();
  const before = await box.pidOf('engine');
  await box.kill('engine');
  const [open, attempts] = await Promise.all([passes(lab), attack(lab)]);
  await comesBack(box, 'engine', before);
  await inspects(rig);
  return { failures: [...open, ...(await passes(lab)), ...(await judgeAttack(rig, attempts, begun))] };
};

export const agentKilled: HilScenario = async (rig) => {
  const begun = Date.now();
  const before = await rig.box.pidOf('agent');
  await rig.box.kill('agent');
  const [open, attempts] = await Promise.all([passes(rig.lab), attack(rig.lab)]);
  await comesBack(rig.box, 'agent', before);
  return { failures: [...open, ...(await judgeAttack(rig, attempts, begun))] };
};

export const centerAway: HilScenario = async (rig) => {
  const begun = Date.now();
  await rig.lab.units.center.stop();
  const attempts = await attack(rig.lab);
  rig.lab.units.center.start();
  return { failures: await judgeAttack(rig, attempts, begun) };
};

/** Reports wait on the disk because the center is away; then the plug is pulled. Nothing may be missing afterwards. */
export const powerCut: HilScenario = async (rig) => {
  const { lab, box } = rig;
  const { version } = await lab.center.policy(APPLIANCE);
  const begun = Date.now();
  await lab.units.center.stop();
  const attempts = await attack(lab);
  await waitUntil('the attempts are on the disk', 60_000 * box.patience, async () => {
    return (await box.countSpooled()) >= attempts.length;
  });
  const spooled = await box.countSpooled();
  await box.cutPower();
  const switchedOn = performance.now();
  await box.powerOn();
  await waitUntil('the rules of before stand, without a center', 60_000 * box.patience, async () => {
    return await readInspection(lab).then(
      () => true,
      () => false,
    );
  });
  const again = await attack(lab);
  lab.units.center.start();
  const failures = await judgeAttack(rig, [...attempts, ...again], begun);
  await inspects(rig, version);
  const seconds = Math.round((performance.now() - switchedOn) / 100) / 10;
  let open: string[] = [];
  await waitUntil('the office is on line again', 60_000 * box.patience, async () => {
    open = await passes(lab);
    return open.length === 0;
  }).catch(() => undefined); // what does not pass stands in the failures
  return { failures: [...failures, ...open], figures: { spooled, secondsToInspecting: seconds } };
};
