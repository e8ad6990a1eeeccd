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

/** Both pages on the running lab, after a real attack. Screenshots: `.artifacts/screens/`. */
const screens = join(import.meta.dirname, '../../.artifacts/screens');
const CONSOLE = 18_080;
const BOX = 18_443;
let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  const doors = await lab.openDoors('127.0.0.1', CONSOLE, BOX);
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
  await page.goto(`http://127.0.0.1:${CONSOLE}/`);
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
    await page.goto(`http://127.0.0.1:${CONSOLE}/fleet`);
    await page.getByText('株式会社さくら商店').first().waitFor();
    await look(page, 'fleet', view);
    await page.goto(`http://127.0.0.1:${CONSOLE}/incidents`);
    await page.getByText('事務所サーバー').first().waitFor();
    await look(page, 'incidents', view);
    const { incidents } = await lab.center.incidents();
    await page.goto(`http://127.0.0.1:${CONSOLE}/incidents/${incidents[0]?.id}`);
    await page
      .getByText(/A-\d{4}-\d{2}/)
      .first()
      .waitFor(); // the notice, so the page is filled
    await look(page, 'incident', view);
    await page.goto(`http://127.0.0.1:${CONSOLE}/appliances/${APPLIANCE}`);
    await page.getByText('駐車場カメラ').first().waitFor();
    await look(page, 'appliance', view);
    await page.context().close();
  });

  it("the box's page asks for the sticker's code once, then for visit codes, and shows what was stopped and why", async () => {
    const page = await openPage(browser, view);
    await page.goto(`https://127.0.0.1:${BOX}/`);
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
    await page.goto(`http://127.0.0.1:${CONSOLE}/appliances/${APPLIANCE}`);
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

/** Each step of the hour at both widths, in the folder that OMAMORI_SCREENS names; nothing without it. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['OMAMORI_SCREENS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
}

/** The same pages in English on a dark screen, to be looked at. */
async function shotInEnglish(addresses: Readonly<Record<string, string>>): Promise<void> {
  if (process.env['OMAMORI_SCREENS'] === undefined) return;
  const view = { width: 1280, language: 'en' } as const;
  const page = await openPage(browser, view);
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, view);
  for (const [name, address] of Object.entries(addresses)) {
    await page.goto(`http://127.0.0.1:${CONSOLE}${address}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
    await shot(page, `${name}-en-dark`);
  }
  await page.context().close();
}

/** The analyst answers the customer: something may pass for a day, at one device. */
async function letPassForADay(page: Page): Promise<void> {
  await page.getByRole('button', { name: '時間を決めて通す' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('サイトの名前', { exact: true }).fill('payroll.example');
  await dialog.getByLabel('どの機器に').selectOption({ label: '事務所サーバー' });
  await dialog.getByLabel('理由').fill('給与計算のサイトを使うため');
  await shot(page, '3-exception');
  await dialog.getByRole('button', { name: 'この内容で送る' }).click();
  await page.getByText('箱は第2版で動いています。').waitFor();
}

async function blockBrazil(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: '国を加える: 入ってくる通信を止める国' }).fill('ブラジル');
  await page.getByRole('option', { name: 'ブラジル (BR)' }).click();
  await page.getByText('ブラジルから社内への通信を止めます。').waitFor();
  await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
  await shot(page, '4-policy-look');
  await page.getByRole('button', { name: 'この内容で送る' }).click();
  await page.getByText('箱は第3版で動いています。').waitFor();
}

describe("an analyst's and a technician's hour", () => {
  it('goes from the attack over queue, incident, exception and policy to what the box itself shows', async () => {
    const view = { width: 1280, language: 'ja' } as const;
    const page = await openPage(browser, view);
    await signIn(page, view);
    await page.getByRole('button', { name: '案内を閉じる' }).click();
    await page.getByText('事務所サーバー').first().waitFor();
    await shot(page, '1-queue');
    const { incidents } = await lab.center.incidents();
    const attacked = incidents.find(({ device }) => device?.label === '事務所サーバー');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '行き先や操作の名前' }).fill(String(attacked?.id));
    await page.keyboard.press('Enter');
    await page
      .getByText(/A-\d{4}-\d{2}/)
      .first()
      .waitFor();
    await shot(page, '2-incident');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '行き先や操作の名前' }).fill('さくら 本社');
    await page.getByRole('option', { name: /株式会社さくら商店 本社/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('駐車場カメラ').first().waitFor();
    await letPassForADay(page);
    await blockBrazil(page);
    await look(page, 'policy-confirmed', view);
    await page.getByText('どの値がどこで決まっているか').click();
    await page.getByText('これまでの版').click();
    await page.getByText('最初の設定').waitFor();
    await shot(page, '5-confirmed');
    await page.context().close();
    const box = await openPage(browser, view);
    await box.goto(`https://127.0.0.1:${BOX}/`);
    await box
      .locator('input')
      .first()
      .fill(await nextCode());
    await box.locator('button[type=submit]').click();
    await box.getByText('ブラジル', { exact: false }).first().waitFor();
    await shot(box, '6-box');
    await box.context().close();
    await shotInEnglish({
      ...{ queue: '/incidents', incident: `/incidents/${attacked?.id}`, box: `/appliances/${APPLIANCE}` },
      ...{ layers: '/layers', template: '/templates/standard', settings: '/settings', account: '/account' },
    });
  });
});
