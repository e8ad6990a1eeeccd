// What the editor says of the box's own traffic: in every state, in both languages, on a wide and a narrow screen.
import type { ReplayAnswer } from '@omamori/contract/console-api';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { fixtureCenter } from './fixture-center.ts';
import { boxAway, lostTraffic, nothingLost } from './fixture-replay.ts';
import { type FixtureServer, serveFixture } from './fixture-server.ts';

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let server: FixtureServer | undefined;
let closePage: (() => Promise<void>) | undefined;

beforeAll(async () => {
  built = await buildPage('console');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await built?.remove();
});
afterEach(async () => {
  await closePage?.();
  await server?.close();
});

const RUSSIA = { ja: 'ロシア (RU)', en: 'Russia (RU)' };

async function edit(replay: ReplayAnswer | null, wanted: Partial<Look> = {}) {
  const center = fixtureCenter({ replay });
  server = await serveFixture(built.dist, center.api);
  const opened = await browser.open(`${server.url}/appliances/om-0001`, wanted);
  closePage = opened.close;
  // The countries' field is typed in; other boxes of the page are chosen from.
  await opened.page.locator('input').and(opened.page.getByRole('combobox')).first().fill('russia');
  await opened.page.getByRole('option', { name: RUSSIA[wanted.language ?? 'ja'] }).click();
  return { page: opened.page, center };
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['OMAMORI_SCREENS'];
  if (folder === undefined) return;
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
}

describe('the policy tried on the traffic of the box', () => {
  it('names devices and destinations, what stops them, and how much is not shown', async () => {
    const { page } = await edit(lostTraffic);
    await page.getByText('この設定だと、直近14日で次の通信が止まっていました。').waitFor();
    await page.getByText('端末 2台、相手 47件、1,204回').waitFor();
    await page.getByText('files.riga.example').waitFor();
    await page.getByText('ラトビアを止める設定で止まります').first().waitFor();
    await page.getByText('ほか 42件').waitFor();
    const caller = page.getByText('閉じた入口 tcp/3389 で止まります');
    expect(await caller.isVisible()).toBe(false);
    await page.locator('summary').filter({ hasText: '192.168.10.20' }).press('Enter');
    await caller.waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'replay-lost');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
    await page.getByRole('dialog').getByText('この設定だと、直近14日で次の通信が止まっていました。').waitFor();
  });

  it('says why it could not be tried, tries again on request, and says when nothing would have been stopped', async () => {
    const { page, center } = await edit(boxAway);
    const again = page.getByRole('button', { name: 'もう一度試す' });
    await page.getByText('箱とつながっていません。センターにある検知の記録だけで調べました。').waitFor();
    await shot(page, 'replay-away');
    center.replay = null;
    await again.click();
    await page.getByText('箱に残っている通信の記録と照らし合わせています…').waitFor();
    await page.getByText('いま多くの箱に尋ねています。').waitFor();
    await page.getByText('CTR_QUESTIONS_FULL').waitFor();
    center.replay = nothingLost;
    await again.click();
    await page.getByText('直近14日の通信で、新しく止まるものはありませんでした。').waitFor();
    await shot(page, 'replay-nothing');
  });

  it('breaks no rule of WCAG 2.2 AA in English on a dark, narrow screen', async () => {
    const { page } = await edit(lostTraffic, { language: 'en', scheme: 'dark' });
    await page.getByText('files.riga.example').waitFor();
    await shot(page, 'replay-en');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await findViolations(page)).toEqual([]);
    expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
  });
});
