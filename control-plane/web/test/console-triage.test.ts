import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { type FixtureCenter, fixtureCenter } from './fixture-center.ts';
import { minutesAgo } from './fixture-console.ts';
import { incident } from './fixture-incidents.ts';
import { type FixtureServer, serveFixture } from './fixture-server.ts';

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let server: FixtureServer | null = null;
let closePage: (() => Promise<void>) | null = null;

beforeAll(async () => {
  built = await buildPage('console');
  browser = await startBrowser();
});
afterEach(async () => {
  await closePage?.();
  await server?.close();
  closePage = null;
  server = null;
});
afterAll(async () => {
  await browser?.close();
  await built?.remove();
});

async function open(center: FixtureCenter, path: string, look: Partial<Look> = {}): Promise<Page> {
  server = await serveFixture(built.dist, center.api);
  const { page, close } = await browser.open(server.url + path, look);
  closePage = close;
  return page;
}
const PATIENT = { timeout: 10_000 };
const row = (page: Page, id: number) => page.locator(`[data-id="${id}"]`);

describe('a queue worked by keyboard alone', () => {
  it('escalates, takes, puts off and closes as a duplicate, each in the history of the center', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents');
    await row(page, 1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await row(page, 1).waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await row(page, 2).getByText('sato').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('h');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await row(page, 3).waitFor({ state: 'detached' });
    await page.keyboard.press('3');
    await page.getByRole('textbox', { name: 'どのできごとと同じか（番号）' }).fill('2');
    await page.keyboard.press('Enter');
    await row(page, 4).waitFor({ state: 'detached' });
    await page.keyboard.press('4');
    await page.getByRole('textbox', { name: '理由（必須）' }).fill('記録が足りない');
    await page.keyboard.press('Enter');
    await row(page, 5).getByText('判断できない').waitFor();
    await page.goto(`${server?.url}/icon.svg`);
    await expect.poll(() => center.triage.changes.length, PATIENT).toBe(5);
    expect(center.triage.changes.toSorted()).toEqual([
      '1:escalate',
      '2:assign:true',
      '3:snooze',
      '4:duplicate:2',
      '5:unclear:記録が足りない',
    ]);
  });

  it('finishes fifty of one story with four keys and brings them back with one', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => incident(index + 1, index < 50 ? {} : { story: 'scan' }));
    const page = await open(fixtureCenter({ incidents: rows }), '/incidents?at=1');
    await page.locator('[data-cursor="true"]').waitFor();
    for (const key of ['*', 's', 'e', 'Enter']) {
      if (key === 'Enter') await page.getByRole('dialog').waitFor();
      await page.keyboard.press(key);
    }
    await page.getByText('50件を「完了」にしました。').first().waitFor();
    await row(page, 51).waitFor();
    await page.keyboard.press('z');
    await row(page, 1).waitFor();
  });

  it('opens at the side, writes a note, and hands over the notice that was read', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents?at=2');
    await page.locator('[data-cursor="true"][data-id="2"]').waitFor();
    await page.keyboard.press(' ');
    await page.getByRole('complementary', { name: '横に開いた内容' }).getByText('9000101').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'メモの内容' }).fill('社長に電話した');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(center.triage.notes.get(2)?.map(({ text }) => text)).toEqual(['社長に電話した']);
    await page.keyboard.press('Shift+V');
    await page.getByRole('dialog').getByText('つながる前に止めました。').waitFor();
    await page.getByRole('button', { name: 'お知らせを渡す' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(center.triage.handedOver).toEqual(['2:1']);
  });

  it('offers the exception with the false positive, filled in from the incident', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents/2');
    await page.getByRole('button', { name: '誤検知' }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('textbox', { name: '理由（必須）' }).fill('社長の出張先から');
    await page.getByRole('checkbox', { name: '続けて、時間を決めて通す' }).check();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '時間を決めて通す' });
    await expect.poll(() => dialog.getByRole('textbox', { name: '目印の番号' }).inputValue(), PATIENT).toBe('9000101');
    await dialog.getByRole('button', { name: 'この内容で送る' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(center.policy.policy.exceptions.at(-1)).toMatchObject({ target: { kind: 'rule', sid: 9_000_101 } });
  });
});

describe('the view', () => {
  it('is kept by name with the account and comes back by its address', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents?severity=critical&sort=severity');
    await row(page, 1).waitFor();
    expect(await page.locator('[data-id]').count()).toBe(1);
    await page.getByRole('button', { name: '見方を保存する' }).click();
    await page.getByRole('textbox', { name: '見方の名前' }).fill('緊急だけ');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(center.triage.views).toEqual([{ name: '緊急だけ', search: '?severity=critical&sort=severity' }]);
    await page.goto(`${server?.url}/incidents?by=story`);
    await page.getByRole('link', { name: '外からの遠隔操作' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await row(page, 1).waitFor();
    expect(new URL(page.url()).searchParams.get('story')).toBe('remote-control-attempt');
    await page.getByRole('combobox', { name: '保存した見方' }).selectOption('緊急だけ');
    await page.waitForURL('**/incidents?severity=critical&sort=severity*');
  });

  it('that is left open for an hour is right: ages grow, a lost stream is said, a restart keeps the place', async () => {
    const center = fixtureCenter();
    const { api } = center;
    let isAway = false;
    center.api = (call) => (isAway && call.path === '/api/live' ? { status: 503, body: {} } : api(call));
    const page = await open(center, '/sign');
    await page.clock.install();
    await page.goto(`${server?.url}/incidents?at=20`);
    await page.locator('[data-cursor="true"][data-id="20"]').waitFor();
    await page.getByText('自動で更新').waitFor();
    server?.emit('beat', {});
    isAway = true;
    await page.clock.fastForward('01:00:00');
    await page.getByText('更新が止まっています。').first().waitFor();
    await row(page, 20).getByText('1時間前').waitFor();
    isAway = false;
    center.incidents = [incident(901, { lastAt: minutesAgo(0) }), ...center.incidents];
    await page.clock.fastForward(10_000);
    await page.getByText('自動で更新').waitFor();
    await row(page, 901).waitFor({ state: 'attached' });
    expect(await page.locator('[data-cursor="true"]').getAttribute('data-id')).toBe('20');
  });

  it('is printed on at most two pages that hold the facts and nothing of the screen', async () => {
    const page = await open(fixtureCenter(), '/incidents/2', { scheme: 'dark' });
    await page.locator('article details pre').first().waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length).toBeLessThanOrEqual(2);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: '完了' }).count()).toBe(0);
    expect(await page.locator('body').innerText()).toContain('受付番号 2');
  });
});

describe('what opens', () => {
  const OPENED: readonly [string, string][] = [
    ['*a', '/incidents?at=1'],
    ['3', '/incidents/2'],
    ['h', '/incidents/2'],
    ['v', '/incidents/2'],
    ['t', '/incidents/2'],
  ];
  it.each(OPENED)(
    'by %s at %s breaks no rule of WCAG 2.2 AA and needs no sideways scrolling at twice the size',
    async (keys, path) => {
      const page = await open(fixtureCenter(), path, keys === 'h' ? { language: 'en', scheme: 'dark' } : {});
      await page.locator('[data-cursor="true"], article details pre').first().waitFor();
      for (const key of keys) await page.keyboard.press(key);
      await page.locator('[role="dialog"], [role="group"] b').first().waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 640, height: 450 });
      expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
    },
  );

  it('as groups or at the side breaks no rule at either width', async () => {
    const page = await open(fixtureCenter(), '/incidents?by=company', { width: 390 });
    await page.locator('main ul li').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${server?.url}/incidents?at=2`);
    await page.locator('[data-cursor="true"]').waitFor();
    await page.keyboard.press(' ');
    await page.locator('aside li').first().waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});
