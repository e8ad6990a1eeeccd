// A bundle from the build to the box and back: published, tried dry, rolled out, at work on real packets; a bad one stops
// its own roll-out and is taken back.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { packBundle } from '@omamori/bundle/packed-bundle';
import { boxBundleSchema, bundleDetailSchema, bundlesAnswerSchema } from '@omamori/contract/console-api/bundles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { APPLIANCE } from '../lab/cast.ts';
import { CenterClient } from '../lab/center-client.ts';
import { addressOfSites } from '../lab/dangerous-sites.ts';
import { rulesFolder } from '../lab/programs.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { runAction } from './run-action.ts';

const visitSchema = z.object({ way: z.string(), name: z.string(), answered: z.boolean() });
const NEW_SITE = 'atarashii-sagi.example';
const OFTEN = 'www.web.example';
const date = new Date().toISOString().slice(0, 10);
const versionOf = (number: number) => `${date.replaceAll('-', '')}.${number}`;

let lab: Lab;
let admin: CenterClient;
let folder = '';
let port = 33_000;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-bundle-case-'));
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  admin = new CenterClient(join(lab.folder.path, 'console.sock'), lab.people.admin);
  await admin.signIn();
}, 400_000);
afterAll(async () => {
  await lab?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** As `npm run rules -- build --publish` does, with one more name in the starter list. */
async function publish(number: number, names: readonly string[]): Promise<void> {
  const rules = join(folder, `rules-${number}`);
  await cp(rulesFolder(), rules, { recursive: true });
  await writeFile(join(rules, 'lists/starter.txt'), ['blocked.omamori.example', ...names, ''].join('\n'));
  const targetFolder = join(folder, `built-${number}`);
  const built = await buildBundle({ rulesFolder: rules, targetFolder, key: lab.bundleKey, date, number });
  if (!built.ok) throw new Error(built.error.message);
  await packBundle(targetFolder, join(lab.folder.path, 'center/bundles/arriving', `${versionOf(number)}.bundle`));
}

const bundles = async () => bundlesAnswerSchema.parse(JSON.parse(await admin.get('/api/bundles')));
const detail = async (number: number) =>
  bundleDetailSchema.parse(JSON.parse(await admin.get(`/api/bundles/${versionOf(number)}`)));
const ofBox = async () => boxBundleSchema.parse(JSON.parse(await admin.get(`/api/appliances/${APPLIANCE}/bundle`)));
const inForce = async () => (await ofBox()).bundle?.version;
const rolloutOf = async (number: number) => (await detail(number)).row.rollout;
const within = { timeout: 120_000, interval: 1000 };

/** Whether the office gets an answer of the site over IPv4 and IPv6. */
async function visit(name: string): Promise<boolean[]> {
  const { v4, v6 } = addressOfSites(lab.plan);
  port += 2;
  const visits = await runAction(
    lab,
    'pc2',
    'visit-sites',
    [String(port), `host/${name}/${v4}`, `host/${name}/${v6}`],
    visitSchema,
  );
  return visits.map(({ answered }) => answered);
}

describe('a bundle with a new list', () => {
  it('is taken by the center and says before the roll-out what it would have stopped of this office', async () => {
    expect(await visit(NEW_SITE)).toEqual([true, true]);
    await publish(2, [NEW_SITE]);
    await expect
      .poll(async () => (await bundles()).bundles.map(({ version }) => version), within)
      .toEqual([versionOf(2)]);
    // The engine writes a conversation when it is over; until then the box does not know of it.
    await expect
      .poll(
        async () => {
          const { dryRuns } = await detail(2);
          const [last] = dryRuns;
          if (last === undefined || (last.answeredAt !== null && last.lost?.devices === 0))
            await admin.post(`/api/bundles/${versionOf(2)}/dry-run`, {});
          return dryRuns.find(({ lost }) => lost !== null && lost.devices > 0)?.destinations[0];
        },
        { ...within, timeout: 240_000, interval: 3000 },
      )
      .toMatchObject({ name: NEW_SITE, list: 'omamori-starter' });
    expect(await inForce()).toBe(versionOf(1));
  }, 300_000);

  it('comes to the box over the link, and stops what it names and nothing else', async () => {
    await admin.post(`/api/bundles/${versionOf(2)}/rollout`, { soakMinutes: 0, reason: 'the new list' });
    await expect.poll(inForce, within).toBe(versionOf(2));
    expect(await visit(NEW_SITE)).toEqual([false, false]);
    expect(await visit(OFTEN)).toEqual([true, true]);
    await expect.poll(async () => (await rolloutOf(2))?.state, within).toBe('done');
  }, 300_000);
});

describe('a bundle that stops what the office uses', () => {
  it('stops its own roll-out, is told with the box and the figures, and goes back everywhere by one word', async () => {
    await publish(3, [NEW_SITE, 'web.example']);
    await expect.poll(async () => (await bundles()).bundles[0]?.version, within).toBe(versionOf(3));
    await admin.post(`/api/bundles/${versionOf(3)}/rollout`, { soakMinutes: 60, reason: 'by mistake' });
    await expect.poll(inForce, within).toBe(versionOf(3));
    for (let times = 0; times < 8; times += 1) expect(await visit(OFTEN)).toEqual([false, false]);
    await expect.poll(async () => (await rolloutOf(3))?.state, within).toBe('stopped');
    expect((await rolloutOf(3))?.findings).toMatchObject([{ appliance: APPLIANCE, kind: 'blocks' }]);
    await admin.post(`/api/bundles/${versionOf(3)}/rollout/act`, { act: 'withdraw', reason: 'stops our own orders' });
    await expect.poll(inForce, within).toBe(versionOf(2));
    expect(await visit(OFTEN)).toEqual([true, true]);
    expect(await visit(NEW_SITE)).toEqual([false, false]);
  }, 400_000);
});
