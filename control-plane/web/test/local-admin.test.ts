import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { AdminStatus } from '@omamori/contract/admin-api';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { adminBlocks, adminStatus } from './fixture-admin.ts';
import { minutesAgo } from './fixture-console.ts';
import { type ApiHandler, type FixtureServer, refuse, serveFixture } from './fixture-server.ts';

const LARGEST_SCRIPT_BYTES = 200_000;

interface FixtureBox {
  api: ApiHandler;
  signedIn: boolean;
  down: boolean;
  status: Partial<AdminStatus>;
  blocks: boolean;
}

function fixtureBox(over: Partial<FixtureBox> = {}): FixtureBox {
  let wrong = 0;
  const box: FixtureBox = {
    signedIn: true,
    down: false,
    status: {},
    blocks: true,
    api: ({ path, body }) => {
      if (path === '/api/session') {
        const session = { appliance: 'om-0001', signedIn: box.signedIn, claimed: false, phone: '0120-000-000' };
        return { status: 200, body: session };
      }
      if (path === '/api/claim') {
        box.signedIn = (body as { code: string }).code === 'OM-STICKER';
        wrong += box.signedIn ? 0 : 1;
        if (wrong > 1 && !box.signedIn)
          return { ...refuse(429, 'ADM_CODE_LOCKED', 'Later.'), headers: { 'retry-after': '30' } };
        return box.signedIn ? { status: 204 } : refuse(403, 'ADM_CODE_WRONG', 'The code is wrong.');
      }
      if (path === '/api/sign-out') {
        box.signedIn = false;
        return { status: 204 };
      }
      if (box.down) return refuse(503, 'ADM_AWAY', 'Away.');
      if (!box.signedIn) return refuse(401, 'ADM_SESSION_MISSING', 'Sign in first.');
      if (path === '/api/status') return { status: 200, body: adminStatus(box.status) };
      return { status: 200, body: box.blocks ? adminBlocks() : { now: minutesAgo(0), blocks: [] } };
    },
    ...over,
  };
  return box;
}

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let server: FixtureServer | null = null;
let closePage: (() => Promise<void>) | null = null;

beforeAll(async () => {
  built = await buildPage('local-admin');
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

async function open(box: FixtureBox, look: Partial<Look> = { width: 390 }): Promise<Page> {
  server = await serveFixture(built.dist, box.api);
  const { page, complaints, close } = await browser.open(server.url, look);
  closePage = async () => {
    await close();
    expect(complaints).toEqual([]);
  };
  return page;
}

describe('claiming the box', () => {
  it('says that the code is wrong, counts down when locked, and opens with the right one', async () => {
    const box = fixtureBox({ signedIn: false });
    const page = await open(box);
    const send = async (code: string) => {
      await page.getByLabel('シールのコード').fill(code);
      await page.keyboard.press('Enter');
    };
    await send('OM-WRONG');
    await page.getByText('コードがちがいます。').waitFor();
    await send('OM-WRONG-2');
    await page.getByText(/あと (?:30|29|28)秒/).waitFor();
    await page.reload();
    await send('OM-STICKER');
    await page.getByRole('heading', { name: '検査しています' }).waitFor();
    await page.getByRole('button', { name: 'サインアウト' }).click();
    await page.getByLabel('シールのコード').waitFor();
  });
});

describe('the status', () => {
  it('shows by itself that traffic passes without inspection', async () => {
    const box = fixtureBox();
    const page = await open(box);
    await page.getByRole('heading', { name: '検査しています' }).waitFor();
    box.status = { protection: 'passing-uninspected', protectionSince: minutesAgo(3) };
    await page.getByRole('heading', { name: '検査せずに通しています 3分' }).waitFor();
  });

  it('warns when the box does not answer, and is calm again when it does', async () => {
    const box = fixtureBox();
    const page = await open(box);
    await page.getByRole('heading', { name: '検査しています' }).waitFor();
    box.down = true;
    await page.getByRole('heading', { name: 'お守りが答えません' }).waitFor({ timeout: 30_000 });
    box.down = false;
    await page.getByRole('heading', { name: '検査しています' }).waitFor();
  });

  it('names device, peer and reason of a block in words', async () => {
    const page = await open(fixtureBox());
    const first = page.getByRole('listitem').filter({ hasText: '外からの遠隔操作' }).first();
    await first.waitFor();
    for (const word of ['事務所サーバー', 'ラトビア', '攻撃を見分ける目印（お守り）', '9000101', '24回'])
      expect(await first.innerText()).toContain(word);
  });
});

describe('any phone', () => {
  const views: [string, Partial<FixtureBox>][] = [
    ['claim', { signedIn: false }],
    ['status and blocks', {}],
    ['no blocks', { blocks: false, status: { protection: 'starting' } }],
    ['no answer', { down: true }],
  ];
  const looks: Partial<Look>[] = [
    { language: 'ja', scheme: 'light', width: 390 },
    { language: 'en', scheme: 'dark', width: 1280 },
  ];
  it.each(views)('breaks no rule of WCAG 2.2 AA: %s', async (_name, box) => {
    for (const look of looks) {
      const page = await open(fixtureBox(box), look);
      await page.locator('main h1, main h2').first().waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await sidewaysPixels(page)).toBe(0);
      await closePage?.();
      await server?.close();
    }
  });

  it('has targets of 44 px', async () => {
    const page = await open(fixtureBox());
    await page.getByRole('heading', { name: '検査しています' }).waitFor();
    const small = await page
      .locator('button, a:not(.om-skip), input')
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML));
    expect(small).toEqual([]);
  });

  it('loads less than 200 kB of script, no font and nothing from outside', async () => {
    const names = await readdir(join(built.dist, 'assets'));
    const scripts = names.filter((name) => name.endsWith('.js'));
    const sizes = await Promise.all(
      scripts.map(async (name) => gzipSync(await readFile(join(built.dist, 'assets', name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LARGEST_SCRIPT_BYTES);
    expect(names.filter((name) => name.includes('woff'))).toEqual([]);
  });
});
