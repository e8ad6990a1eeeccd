// What a person waits for: each page of the console opened fresh in Chromium, until its first row stands, and how
// smoothly the longest list scrolls. Needs the built console and a Chromium; without either it says so and is left out.
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
const ROUNDS = 5;
const SCROLL_MS = 6_000;
/** A frame that takes longer than this is seen as a jerk (three frames of 60 Hz). */
const LONG_FRAME_MS = 50;

export interface PageTimes {
  readonly path: string;
  /** Milliseconds from the address to the first row. */
  readonly p50: number;
  readonly worst: number;
}

export interface ScrollTimes {
  readonly rows: number;
  readonly frames: number;
  readonly longFrames: number;
  readonly worstFrameMs: number;
  /** Rows in the document while scrolling, at most. */
  readonly mostInDocument: number;
}

export interface Site {
  readonly base: string;
  readonly person: { readonly name: string; readonly password: string };
  readonly appliance: string;
  readonly incident: number;
}

const PAGES = ({ appliance, incident }: Site) =>
  [
    ['/incidents', '[data-id]'],
    ['/incidents?state=all', '[data-id]'],
    ['/incidents?state=all&by=story', 'main li, main [data-id]'],
    [`/incidents/${incident}`, 'main h1'],
    ['/fleet', '[role="rowgroup"] a'],
    ['/fleet?view=map', '[role="rowgroup"] a'],
    [`/appliances/${appliance}`, 'main h1'],
    ['/layers', 'main table a'],
  ] as const;

export async function measurePages(site: Site): Promise<{ pages: PageTimes[]; scroll: ScrollTimes } | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
  try {
    const page = await signedIn(browser, site);
    const pages: PageTimes[] = [];
    for (const [path, first] of PAGES(site)) pages.push(await measurePage(page, site.base, path, first));
    return { pages, scroll: await measureScroll(page, site.base) };
  } finally {
    await browser.close();
  }
}

async function signedIn(browser: Browser, { base, person }: Site): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(base);
  await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/sign-in', { method: 'POST', headers, body });
    await fetch('/api/my/choices', { method: 'POST', headers, body: '{"tourSeen":true}' });
  }, JSON.stringify(person));
  return page;
}

async function measurePage(page: Page, base: string, path: string, first: string): Promise<PageTimes> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto('about:blank');
    const began = performance.now();
    await page.goto(base + path, { waitUntil: 'commit' });
    await page.locator(first).first().waitFor({ state: 'visible' });
    times.push(performance.now() - began);
  }
  times.sort((one, other) => one - other);
  const whole = (value: number | undefined): number => Math.round(value ?? 0);
  return { path, p50: whole(times[Math.floor(ROUNDS / 2)]), worst: whole(times.at(-1)) };
}

/** Down at 7,000 px a second, faster than a wheel turns, reading on where the list ends: every frame is counted by the browser itself. */
async function measureScroll(page: Page, base: string): Promise<ScrollTimes> {
  await page.goto(`${base}/incidents?state=all`);
  await page.locator('[data-id]').first().waitFor();
  return await page.evaluate(
    async ([lastsMs, longMs]) => {
      let [frames, longFrames, worst, most] = [0, 0, 0, 0];
      const seen = new Set<string>();
      const began = performance.now();
      let before = began;
      await new Promise<void>((resolve) => {
        const frame = (now: number): void => {
          const took = now - before;
          before = now;
          frames += 1;
          if (took > longMs) longFrames += 1;
          worst = Math.max(worst, took);
          window.scrollBy(0, 120);
          const rows = document.querySelectorAll('[data-id]');
          most = Math.max(most, rows.length);
          for (const row of rows) seen.add(row.getAttribute('data-id') ?? '');
          if (now - began < lastsMs) requestAnimationFrame(frame);
          else resolve();
        };
        requestAnimationFrame(frame);
      });
      return { rows: seen.size, frames, longFrames, worstFrameMs: Math.round(worst), mostInDocument: most };
    },
    [SCROLL_MS, LONG_FRAME_MS] as const,
  );
}
