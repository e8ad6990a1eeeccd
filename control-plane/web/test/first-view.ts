import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

export interface FirstView {
  /** Of page, scripts and styles that the first view asked for. */
  readonly gzipBytes: number;
  readonly scriptGzipBytes: number;
  /** From the navigation to the heading with the answer in it, on a processor slowed down `slower` times. */
  readonly milliseconds: number;
  readonly slower: number;
}

interface Noted {
  firstHeadingMs: number;
}

/** Runs in the page: when its heading stood, by its own clock, which begins with the navigation. */
function noteFirstHeading(): void {
  const watch = new MutationObserver(() => {
    if (document.querySelector('main h1') === null) return;
    watch.disconnect();
    (window as unknown as Noted).firstHeadingMs = performance.now();
  });
  watch.observe(document, { childList: true, subtree: true });
}

/** Chromium's own throttle (CDP Emulation.setCPUThrottlingRate), no cache; the network is this machine's. */
export async function measureFirstView(page: Page, url: string, dist: string, slower: number): Promise<FirstView> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname));
  await page.addInitScript(noteFirstHeading);
  await page.goto(url);
  await page.locator('main h1').first().waitFor();
  const milliseconds = Math.round(await page.evaluate(() => (window as unknown as Noted).firstHeadingMs));
  const size = async (path: string) => gzipSync(await readFile(join(dist, path))).length;
  const files = [...asked].filter((path) => path.startsWith('/assets/')).map((path) => join('assets', basename(path)));
  let [all, scripts] = [await size('index.html'), 0];
  for (const file of files) {
    const bytes = await size(file);
    all += bytes;
    if (file.endsWith('.js')) scripts += bytes;
  }
  return { gzipBytes: all, scriptGzipBytes: scripts, milliseconds, slower };
}
