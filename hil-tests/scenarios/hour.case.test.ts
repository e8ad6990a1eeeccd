// One hour of an analyst and a technician in the browser, on the running lab: attack → queue → incident → notice →
// verdict → exception → policy sent and confirmed → what the box's page shows → an exception made there, ended from the
// console. OMAMORI_SCREENS names a folder for a screenshot of each step at both widths.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { visitCodeSchema } from '@omamori/contract/console-api/visits';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPLIANCE } from '../lab/cast.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { findViolations, openBrowser, openPage, type View } from './browse.ts';
import { caseA } from './case-a.ts';
import { freePorts } from './free-ports.ts';

const JA: View = { width: 1280, language: 'ja' };
const WIDTHS = [390, 1280] as const;
let center = '';
let box = '';
let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  const [consolePort = 0, boxPort = 0] = await freePorts(2);
  const doors = await lab.openDoors('127.0.0.1', consolePort, boxPort);
  if (!doors.ok) throw new Error(doors.error.message);
  center = `http://127.0.0.1:${consolePort}`;
  box = `https://127.0.0.1:${boxPort}`;
  browser = await openBrowser();
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

/** A step at both widths: without violations, without scrolling sideways, and a picture where a folder is named. */
async function step(page: Page, name: string): Promise<void> {
  const folder = process.env['OMAMORI_SCREENS'];
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    expect(await findViolations(page), `${name} at ${width} px`).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(sideways, `${name} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
  }
}

async function signIn(page: Page, language: View['language']): Promise<void> {
  const ja = language === 'ja';
  await page.goto(center);
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

/** The queue is open while it happens: the row comes by itself. */
async function watchAttack(page: Page): Promise<number> {
  await page.getByRole('button', { name: '案内を閉じる' }).click();
  await page.getByText('いま対応が必要なできごとはありません').first().waitFor();
  await step(page, '0-quiet');
  expect((await caseA(lab)).failures).toEqual([]);
  await page.getByText('事務所サーバー').first().waitFor();
  await step(page, '1-queue');
  const { incidents } = await lab.center.incidents();
  const attacked = incidents.find(({ device }) => device?.label === '事務所サーバー');
  if (attacked === undefined) throw new Error('the attack made no incident');
  return attacked.id;
}

async function judgeIncident(page: Page, id: number): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '行き先や操作の名前' }).fill(String(id));
  await page.keyboard.press('Enter');
  await page
    .getByText(/A-\d{4}-\d{2}/)
    .first()
    .waitFor();
  await step(page, '2-incident');
  await page.keyboard.press('v');
  await page.getByRole('dialog').getByText('続報').first().waitFor();
  await step(page, '3-notice');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('1');
  await page.getByText('1件を「本物」にしました。').first().waitFor();
}

/** The analyst answers the customer: something may pass for a day, at the device that was attacked. */
async function letPass(page: Page): Promise<void> {
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').first().selectOption('domain');
  await dialog.getByLabel('サイトの名前', { exact: true }).fill('payroll.example');
  await dialog.getByLabel('理由').fill('給与計算のサイトを使うため');
  await step(page, '4-exception');
  await dialog.getByRole('button', { name: 'この内容で送る' }).click();
  await dialog.waitFor({ state: 'detached' });
}

async function blockBrazil(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '行き先や操作の名前' }).fill('さくら 本社');
  await page.getByRole('option', { name: /株式会社さくら商店 本社/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('箱は第2版で動いています。').waitFor();
  await page.getByRole('combobox', { name: '国を加える: 入ってくる通信を止める国' }).fill('ブラジル');
  await page.getByRole('option', { name: 'ブラジル (BR)' }).click();
  await page.getByText('ブラジルから社内への通信を止めます。').waitFor();
  await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
  await step(page, '5-policy-look');
  await page.getByRole('button', { name: 'この内容で送る' }).click();
  await page.getByText('箱は第3版で動いています。').waitFor();
  await page.getByText('これまでの版').click();
  await page.getByText('最初の設定').waitFor();
  await step(page, '6-confirmed');
}

/** The technician at the box, with the code that the desk gave out by telephone. */
async function visitBox(): Promise<Page> {
  const page = await openPage(browser, { width: 390, language: 'ja' });
  await page.goto(box);
  await page.locator('input').first().fill(lab.codes.sticker.toLowerCase());
  await page.locator('button[type=submit]').click();
  await page.getByText('ブラジル', { exact: false }).first().waitFor();
  await step(page, '7-box');
  await page.getByRole('button', { name: '1時間だけ通す' }).first().click();
  await page.getByRole('button', { name: '通す', exact: true }).click();
  await page.getByRole('heading', { name: 'いま通しているもの' }).waitFor();
  await step(page, '8-box-exception');
  return page;
}

/** What was let pass at the box is seen at the desk, and ended there. */
async function endFromConsole(page: Page, atBox: Page): Promise<void> {
  const told = page.getByText('箱の画面で、いま通しているもの');
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByText('箱の画面', { exact: true }).waitFor();
        return await told.isVisible();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(true);
  await step(page, '9-told');
  await page.getByRole('button', { name: /いま終わらせる/ }).click();
  await told.waitFor({ state: 'detached' });
  await atBox.reload();
  await atBox.getByText('ブラジル', { exact: false }).first().waitFor();
  await atBox.getByRole('heading', { name: 'いま通しているもの' }).waitFor({ state: 'detached' });
  await step(atBox, '10-box-ended');
}

/** The same pages in English on a dark screen. */
async function lookInEnglish(addresses: Readonly<Record<string, string>>): Promise<void> {
  const page = await openPage(browser, { width: 1280, language: 'en' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await signIn(page, 'en');
  for (const [name, address] of Object.entries(addresses)) {
    await page.goto(center + address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
    await step(page, `${name}-en-dark`);
  }
  await page.context().close();
}

describe("an analyst's and a technician's hour", () => {
  it('goes from the attack over queue, incident, exception and policy to what the box itself shows, and back', async () => {
    const page = await openPage(browser, JA);
    await signIn(page, 'ja');
    const id = await watchAttack(page);
    await judgeIncident(page, id);
    await letPass(page);
    await blockBrazil(page);
    const code = visitCodeSchema.parse(
      JSON.parse(await lab.center.post(`/api/appliances/${APPLIANCE}/visit-code`, {})),
    );
    expect(code.code).toMatch(/^\d{12}$/);
    const atBox = await visitBox();
    await endFromConsole(page, atBox);
    await atBox.context().close();
    await page.context().close();
    await lookInEnglish({
      ...{ queue: '/incidents', incident: `/incidents/${id}`, box: `/appliances/${APPLIANCE}` },
      ...{ layers: '/layers', template: '/templates/standard', settings: '/settings', account: '/account' },
    });
  });
});
