import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { type FixtureCenter, fixtureCenter } from './fixture-center.ts';
import { fixtureLayers } from './fixture-layers.ts';
import { fixturePeople } from './fixture-people.ts';
import { type FixtureServer, serveFixture } from './fixture-server.ts';

interface View {
  name: string;
  path: string;
  center: Partial<FixtureCenter>;
  /** Something that is there once the view stands. */
  ready: string;
}

const VIEWS: readonly View[] = [
  { name: 'sign-in', path: '/', center: { signedIn: false }, ready: 'form' },
  {
    name: 'first set-up',
    path: '/',
    center: { signedIn: false, people: fixturePeople({ setUp: true }) },
    ready: 'form',
  },
  {
    name: 'unfinished account',
    path: '/',
    center: { people: fixturePeople({ finish: ['second-factor'] }) },
    ready: 'form',
  },
  { name: 'people', path: '/people', center: { people: fixturePeople({ role: 'admin' }) }, ready: 'tbody tr' },
  { name: 'audit log', path: '/audit', center: { people: fixturePeople({ role: 'admin' }) }, ready: 'tbody tr' },
  { name: 'own account', path: '/account', center: {}, ready: 'li b' },
  { name: 'policy room', path: '/layers', center: {}, ready: 'tbody tr' },
  { name: 'template', path: '/templates/standard', center: {}, ready: '#preview' },
  { name: 'unknown company, error', path: '/companies/nobody', center: {}, ready: 'main h2' },
  { name: 'center settings', path: '/settings', center: {}, ready: 'dl' },
  {
    name: 'first tour, empty',
    path: '/fleet',
    center: { layers: fixtureLayers({ tourSeen: false }) },
    ready: '#tour',
  },
  { name: 'page not open', path: '/people', center: {}, ready: 'main h2' },
  { name: 'fleet, filled', path: '/fleet', center: {}, ready: '[role="rowgroup"] a' },
  { name: 'fleet, empty', path: '/fleet', center: { fleet: [] }, ready: 'main h2' },
  { name: 'fleet, error', path: '/fleet', center: { broken: true }, ready: '[role="alert"]' },
  { name: 'incidents, filled', path: '/incidents', center: {}, ready: '[data-id]' },
  { name: 'incidents, empty', path: '/incidents', center: { incidents: [] }, ready: 'main h2' },
  { name: 'incidents, error', path: '/incidents', center: { broken: true }, ready: '[role="alert"]' },
  { name: 'incident', path: '/incidents/2', center: {}, ready: 'article details pre' },
  { name: 'appliance', path: '/appliances/om-0001', center: {}, ready: '#policy ~ *' },
];
const LOOKS: readonly (Partial<Look> & { widths: readonly number[] })[] = [
  { language: 'ja', scheme: 'light', widths: [1280, 390] },
  { language: 'en', scheme: 'light', widths: [390] },
  { language: 'en', scheme: 'dark', widths: [1280] },
];

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;

beforeAll(async () => {
  built = await buildPage('console');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await built?.remove();
});

async function look(view: View, server: FixtureServer, wanted: (typeof LOOKS)[number]): Promise<string[]> {
  const { page, complaints, close } = await browser.open(server.url + view.path, wanted);
  try {
    await page.locator(view.ready).first().waitFor();
    const found: string[] = [];
    for (const width of wanted.widths) {
      await page.setViewportSize({ width, height: 900 });
      found.push(...(await findViolations(page)).map((violation) => `${width}: ${violation}`));
    }
    await page.setViewportSize({ width: 320, height: 640 });
    if ((await sidewaysPixels(page)) > 0) found.push('scrolls sideways at 320 px');
    if ((await page.locator('html').getAttribute('lang')) !== wanted.language) found.push('lang does not follow');
    return [...found, ...complaints];
  } finally {
    await close();
  }
}

describe.each(VIEWS)('$name', (view) => {
  // Every view in the first look; those that hold data also in the others.
  const looks = /empty|error/.test(view.name) ? LOOKS.slice(0, 1) : LOOKS;
  it.each(looks)('breaks no rule of WCAG 2.2 AA in $language, $scheme, at $widths px', async (wanted) => {
    const server = await serveFixture(built.dist, fixtureCenter(view.center).api);
    try {
      expect(await look(view, server, wanted)).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

describe('open dialogs', () => {
  it.each(['受付を切り離す', '経理2番をつなぎ直す', '時間を決めて通す'])('%s breaks no rule', async (name) => {
    const server = await serveFixture(built.dist, fixtureCenter().api);
    const { page, close } = await browser.open(`${server.url}/appliances/om-0001`);
    try {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await findViolations(page)).toEqual([]);
    } finally {
      await close();
      await server.close();
    }
  });

  it('break no rule either, and give the focus back to what opened them', async () => {
    const server = await serveFixture(built.dist, fixtureCenter().api);
    const { page, close } = await browser.open(`${server.url}/incidents/2`);
    try {
      await page.getByRole('button', { name: '完了' }).click();
      await page.getByRole('dialog').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('完了');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      expect(await findViolations(page)).toEqual([]);
    } finally {
      await close();
      await server.close();
    }
  });
});
