// The flood guard in the whole lab, over IPv6 where every source reaches the office's server directly: what arrives is
// bounded, people go on working, the center tells of it with exact counts, blocks end early and by themselves.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { officeAddress } from '../lab/address-plan.ts';
import { APPLIANCE, deviceOf } from '../lab/cast.ts';
import { labProgram } from '../lab/programs.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { countAttack } from './count-attack.ts';
import { knock } from './knock.ts';
import { changePolicy } from './web-ways.ts';

const PER_SECOND = 2000;
const SECONDS = 5;
const SENT = PER_SECOND * SECONDS;
const DOWNLOAD_BYTES = 8_000_000;
const LONG_MS = 400_000;
const downloadSchema = z.object({ bytes: z.number() });

let lab: Lab;
let server: string;
beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await lab.center.signIn();
  server = officeAddress(lab.plan, deviceOf('srv').host).v6;
}, LONG_MS);
afterAll(() => lab?.stop());

/** Of the internet's namespace: any source can be put on a packet there. */
async function flood(kind: string, sources: string, perSecond = PER_SECOND, seconds = SECONDS): Promise<void> {
  const argv = [labProgram('actions/send-flood'), kind, '6', server, String(perSecond), String(seconds), sources];
  const outcome = await lab.run('net', [process.execPath, ...argv], 120_000);
  if (outcome.exitCode !== 0) throw new Error(`the flood could not be sent: ${outcome.stderr.slice(-300)}`);
}

/** A block of the Netherlands, a country that is not blocked. */
const invented = (): string => `${lab.plan.commander.v6.replace(/:[0-9a-f]+$/, ':0')}/112`;

async function download(): Promise<number> {
  const argv = [process.execPath, labProgram('actions/fetch-bulk'), lab.plan.web.v6, String(DOWNLOAD_BYTES)];
  const outcome = await lab.run('pc1', argv, 120_000);
  return downloadSchema.parse(JSON.parse(outcome.stdout.trim())).bytes;
}

async function told(story: string, begun: number, rule: string) {
  const { incidents } = await lab.center.incidents();
  const rows = incidents.filter((row) => row.story === story && Date.parse(row.lastAt) >= begun);
  const details = await Promise.all(rows.map((row) => lab.center.incident(row.id)));
  const detections = details
    .flatMap((detail) => detail.detections.map((stored) => stored.detection))
    .filter((detection) => detection.rule.id === rule && Date.parse(detection.at) >= begun - 5);
  return { detections, count: detections.reduce((sum, { count }) => sum + count, 0), details };
}

async function blocks() {
  const { row } = await lab.center.appliance(APPLIANCE);
  return row.floodBlocks?.blocks ?? [];
}

describe('an office under attack', () => {
  it.each([
    ['syn', 'flood:syn', 21_000],
    ['ntp', 'flood:reflection', 21_100],
    ['memcached', 'flood:reflection', 21_200],
  ])(
    'goes on working through a flood of %s, which hardly arrives and is told to the packet',
    async (kind, rule, firstPort) => {
      const begun = Date.now();
      const arrivals = await countAttack(lab, 'srv', invented());
      const visit = {
        from: lab.plan.vendor,
        family: 6,
        firstPort,
        count: 1, // more log-ins in two minutes are stopped as guessing, by the engine
        everyMs: 500,
        user: 'hoshu',
        // The first packet of a stranger may be dropped in a flood: TCP says it again.
        timeoutMs: 20_000,
      } as const;
      const [, bytes, visits] = await Promise.all([flood(kind, invented()), download(), knock(lab, visit)]);
      expect(bytes).toBe(DOWNLOAD_BYTES);
      expect(visits.map(({ answered }) => answered)).toEqual([true]);
      const arrived = await arrivals();
      expect(arrived).toBeLessThan(SENT / 2);
      expect(arrived).toBeGreaterThan(0);
      await waitUntil(
        'all that was stopped is told',
        60_000,
        async () => (await told('flood', begun, rule)).count === SENT - arrived,
      );
      const { detections, details } = await told('flood', begun, rule);
      // Told when it began and when it was over, not packet by packet.
      expect(detections.length).toBeLessThanOrEqual(4);
      expect(
        detections.every(({ device, direction }) => device?.mac === deviceOf('srv').mac && direction === 'inbound'),
      ).toBe(true);
      expect(detections.some(({ evidence }) => evidence?.facts['countries']?.startsWith('NL') === true)).toBe(true);
      await waitUntil('the notice is written', 30_000, async () => {
        const after = await told('flood', begun, rule);
        return after.details.length > 0 && after.details.every(({ notices }) => notices.length > 0);
      });
      expect(details.length).toBeGreaterThan(0);
    },
    LONG_MS,
  );

  it(
    'keeps a scanner out for a time: known at the center, let in early by it, and by itself when the time is over',
    async () => {
      await changePolicy(lab, { floods: { mode: 'block', profile: 'normal', blockMinutes: 1, busyDevices: [] } });
      const scanner = lab.plan.neighbour.v6;
      const isOut = async () => (await blocks()).some(({ source }) => source === scanner);
      const arrivals = await countAttack(lab, 'srv', `${scanner}/128`);
      await flood('scan', scanner, 200, 2);
      expect(await arrivals()).toBeLessThan(150);
      await waitUntil('the block is known at the center', 60_000, isOut);
      await lab.center.post(`/api/appliances/${APPLIANCE}/floods/release`, { source: scanner });
      expect(await isOut()).toBe(false);
      const again = await arrivals();
      await flood('scan', scanner, 20, 1);
      expect(await arrivals()).toBeGreaterThan(again);
      await flood('scan', scanner, 200, 2);
      await waitUntil('it is out once more', 60_000, isOut);
      await waitUntil('the block has ended by itself', 150_000, async () => !(await isOut()));
      const later = await arrivals();
      await flood('scan', scanner, 5, 1);
      expect(await arrivals()).toBeGreaterThan(later);
    },
    LONG_MS,
  );
});
