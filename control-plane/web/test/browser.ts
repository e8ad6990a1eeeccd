import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATIENCE_MS = 10_000;

/** A fresh build of a page in a folder of its own: never a dist that is older than the sources. */
export async function buildPage(
  name: 'console' | 'local-admin',
): Promise<{ dist: string; remove: () => Promise<void> }> {
  const dist = await mkdtemp(join(tmpdir(), `omamori-${name}-${process.pid}-`));
  const root = fileURLToPath(new URL(`../${name}/`, import.meta.url));
  // The runner sets NODE_ENV to test, which would put React's development form into the page.
  process.env['NODE_ENV'] = 'production';
  await build({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: dist, emptyOutDir: true, reportCompressedSize: false },
  });
  return { dist, remove: () => rm(dist, { recursive: true, force: true }) };
}

export interface Look {
  width: number;
  language: 'ja' | 'en';
  scheme: 'light' | 'dark';
}

export interface Browser {
  /** A page with the look given; its complaints (console errors, refused outside requests) are collected. */
  open: (
    url: string,
    look?: Partial<Look>,
  ) => Promise<{ page: Page; complaints: string[]; close: () => Promise<void> }>;
  /** A page that has loaded nothing yet. */
  blank: (width: number) => Promise<Page>;
  close: () => Promise<void>;
}

const HEIGHTS: Readonly<Record<number, number>> = { 390: 844, 320: 640 };

function watch(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refused request of the fixture is the test's wish; the browser reports it on its own.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('pageerror', (cause) => complaints.push(String(cause)));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  return complaints;
}

export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });
  return {
    open: async (url, look = {}) => {
      const { width = 1280, language = 'ja', scheme = 'light' } = look;
      const context: BrowserContext = await browser.newContext({
        viewport: { width, height: HEIGHTS[width] ?? 900 },
        colorScheme: scheme,
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(PATIENCE_MS);
      await context.addInitScript((chosen) => localStorage.setItem('omamori.language', chosen), language);
      const page = await context.newPage();
      const complaints = watch(page, new URL(url).origin);
      await page.goto(url);
      return { page, complaints, close: () => context.close() };
    },
    blank: async (width) =>
      (await browser.newContext({ viewport: { width, height: HEIGHTS[width] ?? 900 } })).newPage(),
    close: () => browser.close(),
  };
}

let axeSource: string | null = null;

/** What axe finds under WCAG 2.2 A and AA; `wcag22aa` must be named, or the target-size rule never runs. */
export async function findViolations(page: Page): Promise<string[]> {
  axeSource ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run: (root: Document, options: object) => Promise<AxeAnswer> } }).axe;
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const answer = await axe.run(document, { runOnly: { type: 'tag', values } });
    return answer.violations.flatMap((found) =>
      found.nodes.map((node) => `${found.id}: ${node.target.join(' ')} ${node.failureSummary}`),
    );
  });
}

interface AxeAnswer {
  violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

const SETTLES_WITHIN_MS = 3_000;

/**
 * How many pixels the page is wider than its window once its layout stands. Part of it is laid out by script after a
 * new size, so a page that still scrolls is asked again for a while; one that goes on scrolling says so.
 */
export async function sidewaysPixels(page: Page): Promise<number> {
  const ends = performance.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const pixels = await page.evaluate(
      () =>
        new Promise<number>((answer) => {
          const { documentElement: root } = document;
          requestAnimationFrame(() => requestAnimationFrame(() => answer(root.scrollWidth - root.clientWidth)));
        }),
    );
    if (pixels <= 0 || performance.now() > ends) return pixels;
    await page.waitForTimeout(50);
  }
}
