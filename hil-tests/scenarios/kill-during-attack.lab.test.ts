import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import type { Unit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { compareAttempts, readTold, type Told } from './case-a.ts';
import { type Attempt, knock } from './knock.ts';

/**
 * Each part is killed without notice in the middle of an attack of its own. What the attackers sent is known by
 * source address and port; the center must hold exactly that.
 */
let lab: Lab;
const begun = Date.now();
const sent: Attempt[] = [];
let nextPort = 30_000;

beforeAll(async () => {
  const started = await startLab({ broker: 'mosquitto' });
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await lab.center.signIn();
}, 400_000);
afterAll(() => lab?.stop());

/** Sixty attempts in about six seconds over both families; the part is killed after two of them. */
async function attackAndKill(victim: Unit | undefined): Promise<void> {
  const [one, two] = lab.plan.attackers.LV;
  if (one === undefined || two === undefined || victim === undefined) throw new Error('the lab lacks an actor');
  const before = victim.pid();
  const waves = ([4, 6] as const).map((family) => {
    const firstPort = nextPort;
    nextPort += 30;
    return knock(lab, { from: family === 4 ? one : two, family, firstPort, count: 30, everyMs: 200, user: 'admin' });
  });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  victim.kill();
  sent.push(...(await Promise.all(waves)).flat());
  await waitUntil(`${victim.name} runs again`, 120_000, async () => victim.pid() !== null && victim.pid() !== before);
}

async function whatTheCenterTells(): Promise<Told> {
  let told: Told = { detections: [], device: null, notified: false };
  await waitUntil('all attempts are at the center', 120_000, async () => {
    told = await readTold(lab, begun).catch(() => told); // the center may be just starting
    return told.detections.length >= sent.length;
  }).catch(() => undefined); // the comparison names what is missing
  return told;
}

describe('a part killed during an attack', () => {
  it('costs no attempt and doubles none when the center is killed', async () => {
    await attackAndKill(lab.units.center);
    expect(compareAttempts(sent, (await whatTheCenterTells()).detections)).toEqual([]);
  }, 400_000);

  it('costs no attempt and doubles none when the broker is killed', async () => {
    await attackAndKill(lab.units.broker);
    expect(compareAttempts(sent, (await whatTheCenterTells()).detections)).toEqual([]);
  }, 400_000);

  it('costs no attempt and doubles none when the agent is killed', async () => {
    await attackAndKill(lab.units.agent);
    const told = await whatTheCenterTells();
    expect(compareAttempts(sent, told.detections)).toEqual([]);
    expect(told.detections.some((stored) => stored.detection.recovered)).toBe(true);
  }, 400_000);

  it('let nothing through to the server meanwhile', () => {
    expect(sent.filter((attempt) => attempt.connected)).toEqual([]);
    expect(sent).toHaveLength(180);
  });
});
