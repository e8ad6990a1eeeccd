import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { fixtureCenter } from './fixture-center.ts';
import { largeFleet } from './fixture-fleet.ts';
import { type FixtureServer, serveFixture } from './fixture-server.ts';

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let server: FixtureServer;
beforeAll(async () => {
  built = await buildPage('console');
  browser = await startBrowser();
  server = await serveFixture(built.dist, fixtureCenter({ fleet: largeFleet }).api);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await built?.remove();
});

async function withPage(path: string, look: Partial<Look>, act: (page: Page) => Promise<void>): Promise<void> {
  const { page, complaints, close } = await browser.open(server.url + path, look);
  try {
    await page.locator('[role="rowgroup"] a').first().waitFor();
    await act(page);
    expect(complaints).toEqual([]);
  } finally {
    await close();
  }
}
const rowCount = (page: Page) => page.getByRole('table').getAttribute('aria-rowcount');
const addressOf = (page: Page) => new URL(page.url()).search;

describe('the fleet page with 200 boxes', () => {
  it('keeps only the rows near the window in the page, the silent box first', async () => {
    await withPage('/fleet', {}, async (page) => {
      expect(await rowCount(page)).toBe('201');
      expect(await page.locator('[role="rowgroup"] [role="row"]').count()).toBeLessThan(60);
      expect(await page.locator('[role="rowgroup"] a').first().textContent()).toContain('青葉0製作所');
      await page.mouse.wheel(0, 100_000);
      await page.getByText('青葉199製作所').or(page.getByText('青葉99製作所')).first().waitFor();
    });
  });

  it('filters by state, words and order, all of it in the address, and offers the way back', async () => {
    await withPage('/fleet', {}, async (page) => {
      await page.getByRole('button', { name: '連絡なし' }).click();
      await expect.poll(() => rowCount(page)).toBe('2');
      expect(addressOf(page)).toBe('?state=silent');
      await page.reload();
      await expect.poll(() => rowCount(page)).toBe('2');
      await page.getByRole('button', { name: 'すべて' }).click();
      await page.getByLabel('会社、拠点、箱の番号').fill('青葉19');
      await expect.poll(() => rowCount(page)).toBe('12');
      await page.getByLabel('会社、拠点、箱の番号').fill('どこにもない');
      await page.getByRole('button', { name: '条件を外す' }).click();
      await expect.poll(() => rowCount(page)).toBe('201');
      await page.getByLabel('並べ方').selectOption('blocked');
      await expect.poll(() => page.locator('[role="rowgroup"] a').first().textContent()).toContain('青葉199製作所');
    });
  });

  it('opens the map by keyboard, goes from tile to tile by arrows, and a tile filters the list', async () => {
    await withPage('/fleet', {}, async (page) => {
      await page.getByRole('button', { name: '地図' }).focus();
      await page.keyboard.press('Enter');
      expect(addressOf(page)).toBe('?view=map');
      const tokyo = page.getByRole('button', { name: /^東京/ });
      await tokyo.focus();
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/^埼玉/);
      await page.keyboard.press('Enter');
      await expect.poll(() => rowCount(page)).toBe('6');
      expect(addressOf(page)).toBe('?prefecture=11&view=map');
      await page.keyboard.press('Space');
      await expect.poll(() => rowCount(page)).toBe('201');
      expect(await page.getByRole('button', { name: /^北海道\s*5\s*台、連絡なし$/ }).count()).toBe(1);
    });
  });

  it.each([
    { language: 'ja', scheme: 'light', widths: [1280, 390] },
    { language: 'en', scheme: 'dark', widths: [1280] },
  ] as const)('breaks no rule of WCAG 2.2 AA with the map open, $language, $scheme', async ({ widths, ...look }) => {
    await withPage('/fleet?view=map', look, async (page) => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        expect(await findViolations(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await sidewaysPixels(page)).toBe(0);
    });
  });
});

describe('made-up data', () => {
  it('is said on every page, before the door too', async () => {
    const center = fixtureCenter({ fleet: largeFleet });
    const marked = await serveFixture(built.dist, (call) => {
      const reply = center.api(call);
      const marks = call.path === '/api/session' || call.path === '/api/welcome';
      return marks && reply.status === 200 ? { ...reply, body: { ...(reply.body as object), simulated: true } } : reply;
    });
    const { page, close } = await browser.open(`${marked.url}/fleet`);
    try {
      for (const path of ['/fleet', '/incidents', '/incidents/2', '/appliances/om-1000', '/account', '/nowhere']) {
        await page.goto(marked.url + path);
        await page.getByRole('note').getByText('模擬データ').waitFor();
      }
      center.signedIn = false;
      await page.goto(marked.url);
      await page.getByRole('note').getByText('模擬データ').waitFor();
      expect(await findViolations(page)).toEqual([]);
    } finally {
      await close();
      await marked.close();
    }
  });
});
