import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Named so that `target-size`, the only rule of WCAG 2.2 in axe-core, runs as well. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });
}

export interface View {
  readonly width: 390 | 1280;
  readonly language: 'ja' | 'en';
}
export const VIEWS: readonly View[] = [
  { width: 1280, language: 'ja' },
  { width: 390, language: 'ja' },
  { width: 1280, language: 'en' },
  { width: 390, language: 'en' },
];

export async function openPage(browser: Browser, view: View): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.width === 390 ? 844 : 900 },
    reducedMotion: 'reduce',
    // The box's certificate is its own: people compare its fingerprint with the console's.
    ignoreHTTPSErrors: true,
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript((language) => localStorage.setItem('omamori.language', language), view.language);
  return context.newPage();
}

const reportSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** Violations of WCAG 2.2 A and AA as axe-core finds them, `rule: element`; empty when clean. */
export async function findViolations(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  const report: unknown = await page.evaluate(
    (tags) => (window as unknown as { axe: { run(options: object): Promise<unknown> } }).axe.run({ runOnly: tags }),
    TAGS,
  );
  const { violations } = reportSchema.parse(report);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
