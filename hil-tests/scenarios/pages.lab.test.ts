import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPLIANCE } from '../lab/cast.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
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
}, 180_000);
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

async function signIn(page: Page, view: View): Promise<void> {
  await page.goto(`http://127.0.0.1:${CONSOLE}/`);
  await page
    .getByLabel(view.language === 'ja' ? 'アクセスコード' : 'Access code', { exact: true })
    .fill(lab.codes.console);
  await page.locator('button[type=submit]').click();
}

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

  it("the box's page asks for the sticker's code and shows what was stopped and why", async () => {
    const page = await openPage(browser, view);
    await page.goto(`http://127.0.0.1:${BOX}/`);
    const code = page.locator('input').first();
    await code.waitFor();
    await look(page, 'box-claim', view);
    await code.fill(lab.codes.sticker.toLowerCase());
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

describe('a policy changed in the console', () => {
  it('is previewed in words, sent, confirmed by the box and seen on the page of the box', async () => {
    const view = { width: 1280, language: 'ja' } as const;
    const page = await openPage(browser, view);
    await signIn(page, view);
    await page.goto(`http://127.0.0.1:${CONSOLE}/appliances/${APPLIANCE}`);
    await page.getByRole('combobox', { name: '国を加える: 入ってくる通信を止める国' }).fill('ブラジル');
    await page.getByRole('option', { name: 'ブラジル (BR)' }).click();
    await page.getByText('ブラジルから社内への通信を止めます。').waitFor();
    await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
    await page.getByRole('button', { name: 'この内容で送る' }).click();
    await page.getByText('箱は第2版で動いています。').waitFor();
    await look(page, 'policy-confirmed', view);
    await page.context().close();
    const box = await openPage(browser, view);
    await box.goto(`http://127.0.0.1:${BOX}/`);
    await box.locator('input').first().fill(lab.codes.sticker);
    await box.locator('button[type=submit]').click();
    await box.getByText('ブラジル', { exact: false }).first().waitFor();
    await box.context().close();
  });
});
