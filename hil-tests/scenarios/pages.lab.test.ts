import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { replayAnswerSchema } from '@omamori/contract/console-api';
import { visitCodeSchema } from '@omamori/contract/console-api/visits';
import type { Policy } from '@omamori/contract/desired-state';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPLIANCE, DEVICES } from '../lab/cast.ts';
import { labProgram, replayProgram } from '../lab/programs.ts';
import { runCommand } from '../lab/run-command.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { findViolations, openBrowser, openPage, VIEWS, type View } from './browse.ts';
import { caseA } from './case-a.ts';
import { freePorts } from './free-ports.ts';

/** Both pages on the running lab, after a real attack. Screenshots: `.artifacts/screens/`. */
const screens = join(import.meta.dirname, '../../.artifacts/screens');
let consolePort = 0;
let boxPort = 0;
let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  [consolePort = 0, boxPort = 0] = await freePorts(2);
  const doors = await lab.openDoors('127.0.0.1', consolePort, boxPort);
  if (!doors.ok) throw new Error(doors.error.message);
  const attacked = await caseA(lab);
  expect(attacked.failures).toEqual([]);
  browser = await openBrowser();
  await mkdir(screens, { recursive: true });
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

async function look(page: Page, name: string, view: View): Promise<void> {
  await page.screenshot({ path: join(screens, `${name}-${view.width}-${view.language}.png`), fullPage: true });
  expect(await findViolations(page), `${name} at ${view.width} px in ${view.language}`).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} scrolls sideways at ${view.width} px`).toBeLessThanOrEqual(0);
}

let claimed = false;
/** The sticker's code opens the first time; afterwards the desk gives out a code for each visit. */
async function nextCode(): Promise<string> {
  if (!claimed) {
    claimed = true;
    return lab.codes.sticker.toLowerCase();
  }
  const answer = await lab.center.post(`/api/appliances/${APPLIANCE}/visit-code`, {});
  return visitCodeSchema.parse(JSON.parse(answer)).code;
}

async function signIn(page: Page, view: View): Promise<void> {
  await page.goto(`http://127.0.0.1:${consolePort}/`);
  const ja = view.language === 'ja';
  const { name, password } = lab.people.analyst;
  await page
    .getByLabel(ja ? '名前（メールアドレスの形）' : 'Name (like an e-mail address)', { exact: true })
    .fill(name);
  await page.getByLabel(ja ? 'パスワード' : 'Password', { exact: true }).fill(password);
  // The next address would break off a sign-in under way.
  const signedIn = page.waitForResponse((response) => response.url().endsWith('/api/sign-in'));
  await page.locator('button[type=submit]').click();
  await signedIn;
}

describe('the devices of the office', () => {
  it('are known for what they are, with the reasons, by nothing but what they say on the line', async () => {
    const kinds = async () => {
      const { devices } = await lab.center.appliance(APPLIANCE);
      return Object.fromEntries(devices.map(({ mac, known }) => [mac, [known?.kind?.is, known?.system?.is]]));
    };
    const system = { pc: 'windows', nas: 'linux', camera: 'linux' } as const;
    const expected = Object.fromEntries(DEVICES.map(({ mac, kind }) => [mac, [kind, system[kind]]]));
    await waitUntil('the kinds are known', 60_000, async () => isDeepStrictEqual(await kinds(), expected), 1000);
  });
});

describe.each(VIEWS)('at $width px in $language', (view) => {
  it('the console shows fleet, incidents and both readings of the incident', async () => {
    const page = await openPage(browser, view);
    await signIn(page, view);
    await page.goto(`http://127.0.0.1:${consolePort}/fleet`);
    await page.getByText('株式会社さくら商店').first().waitFor();
    await look(page, 'fleet', view);
    await page.goto(`http://127.0.0.1:${consolePort}/incidents`);
    await page.getByText('事務所サーバー').first().waitFor();
    await look(page, 'incidents', view);
    const { incidents } = await lab.center.incidents();
    await page.goto(`http://127.0.0.1:${consolePort}/incidents/${incidents[0]?.id}`);
    await page
      .getByText(/A-\d{4}-\d{2}/)
      .first()
      .waitFor(); // the notice, so the page is filled
    await look(page, 'incident', view);
    await page.goto(`http://127.0.0.1:${consolePort}/appliances/${APPLIANCE}`);
    await page.getByText('駐車場カメラ').first().waitFor();
    await look(page, 'appliance', view);
    await page.context().close();
  });

  it("the box's page asks for the sticker's code once, then for visit codes, and shows what was stopped and why", async () => {
    const page = await openPage(browser, view);
    await page.goto(`https://127.0.0.1:${boxPort}/`);
    const code = page.locator('input').first();
    await code.waitFor();
    await look(page, 'box-claim', view);
    await code.fill(await nextCode());
    await page.locator('button[type=submit]').click();
    await page
      .getByText(view.language === 'ja' ? '検査しています' : 'Inspecting', { exact: false })
      .first()
      .waitFor();
    await page
      .getByText(view.language === 'ja' ? 'ラトビア' : 'Latvia')
      .first()
      .waitFor();
    await look(page, 'box-status', view);
    await page.context().close();
  });
});

/** The same question at the box itself, as an engineer asks it there. */
async function sayByHand(policy: Policy): Promise<void> {
  const { path } = lab.folder;
  const file = join(path, 'proposed.json');
  await writeFile(file, JSON.stringify(policy));
  const asked = await runCommand([
    ...[process.execPath, replayProgram(), '--settings', join(path, 'settings/agent.json')],
    file,
  ]);
  const lines = asked.stdout.trim().split('\n');
  expect(asked.exitCode).toBe(0);
  expect(lines.some((line) => /to www\.web\.example \[JP\] tcp\/80: by country JP/.test(line))).toBe(true);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ ok: true, lost: { devices: 1 } });
  const useless = await runCommand([process.execPath, replayProgram(), '--settings', file, file]);
  expect(useless.exitCode).toBe(2);
  expect(useless.stderr).toMatch(/^SET_INVALID: /);
}

describe('a policy in the editor', () => {
  it('is tried on the traffic that the box itself has seen: who would have lost whom', async () => {
    const { v4, v6 } = lab.plan.resolver;
    const work = [process.execPath, labProgram('actions/work-as-usual'), v4, v6, '100000'];
    expect((await lab.run('pc2', work, 60_000)).exitCode).toBe(0);
    const { policy } = await lab.center.policy(APPLIANCE);
    const closed = { ...policy, geo: { ...policy.geo, blockOutbound: [...policy.geo.blockOutbound, 'JP'] } };
    const replay = async () =>
      replayAnswerSchema.parse(
        JSON.parse(await lab.center.post(`/api/appliances/${APPLIANCE}/policy/replay`, { policy: closed })),
      );
    // The engine tells of a connection when it has forgotten it, some seconds after its end.
    const visited = async (): Promise<boolean> => {
      const destinations = (await replay()).report?.devices.flatMap((device) => device.destinations) ?? [];
      return destinations.some(({ name, port }) => name === 'www.web.example' && port === 80);
    };
    await waitUntil('the box remembers the visit', 60_000, visited, 1000);
    await sayByHand(closed);
    const view = { width: 1280, language: 'ja' } as const;
    const page = await openPage(browser, view);
    await signIn(page, view);
    await page.goto(`http://127.0.0.1:${consolePort}/appliances/${APPLIANCE}`);
    await page.getByRole('combobox', { name: '国を加える: 出ていく通信を止める国' }).fill('日本');
    await page.getByRole('option', { name: '日本 (JP)' }).click();
    await page.getByText('この設定だと、直近1日で次の通信が止まっていました。', { exact: false }).waitFor();
    const lost = page.getByRole('region', { name: '箱の記録で試した結果' });
    await lost.getByText('経理2番').waitFor();
    await lost.getByText('www.web.example').first().waitFor();
    await lost.getByText('日本を止める設定で止まります').first().waitFor();
    await look(page, 'policy-replay', view);
    await page.context().close();
  });
});
