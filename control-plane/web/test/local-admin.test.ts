import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminStatus } from '@omamori/contract/admin-api';
import type { AdminException, AdminExceptionRequest } from '@omamori/contract/admin-exceptions';
import type { AdminInstall } from '@omamori/contract/admin-install';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { measureFirstView } from './first-view.ts';
import {
  adminApplications,
  adminBlocks,
  adminDevices,
  adminException,
  adminInstall,
  adminStatus,
} from './fixture-admin.ts';
import { minutesAgo } from './fixture-console.ts';
import { type ApiHandler, type FixtureServer, refuse, serveFixture } from './fixture-server.ts';

const LARGEST_SCRIPT_BYTES = 200_000;
const LARGEST_FIRST_VIEW_BYTES = 300_000;

interface FixtureBox {
  api: ApiHandler;
  signedIn: boolean;
  down: boolean;
  status: Partial<AdminStatus>;
  blocks: boolean;
  claimed: boolean;
  install: Partial<AdminInstall>;
  exceptions: AdminException[];
}

function fixtureBox(over: Partial<FixtureBox> = {}): FixtureBox {
  let wrong = 0;
  const box: FixtureBox = {
    signedIn: true,
    down: false,
    status: {},
    blocks: true,
    claimed: false,
    install: {},
    exceptions: [],
    api: ({ path, body }) => {
      if (path === '/api/session') {
        const session = { appliance: 'om-0001', signedIn: box.signedIn, phone: '0120-000-000' };
        return { status: 200, body: { ...session, claimed: box.claimed, visits: true } };
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
      if (path === '/api/devices') return { status: 200, body: adminDevices() };
      if (path === '/api/applications') return { status: 200, body: adminApplications() };
      if (path === '/api/install') return { status: 200, body: adminInstall(box.install) };
      if (path === '/api/install/speed') return { status: 200, body: adminInstall().speeds[1] };
      if (path === '/api/exceptions' && body === null)
        return { status: 200, body: { now: minutesAgo(0), exceptions: box.exceptions } };
      if (path === '/api/exceptions') {
        const { target, device } = body as AdminExceptionRequest;
        box.exceptions = [adminException({ target, device, state: 'waiting' })];
        return { status: 200, body: box.exceptions[0] };
      }
      if (path.endsWith('/end')) {
        box.exceptions = [];
        return { status: 204 };
      }
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

async function open(box: FixtureBox, look: Partial<Look> = { width: 390 }, place = ''): Promise<Page> {
  server = await serveFixture(built.dist, box.api);
  const { page, complaints, close } = await browser.open(`${server.url}/${place}`, look);
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

describe('the second visit', () => {
  it('asks for a visit code, and says what to do when nobody can be called', async () => {
    const page = await open(fixtureBox({ signedIn: false, claimed: true }));
    await page.getByLabel('訪問コード').waitFor();
    await page.getByText('電源を入れ直すと').waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: '開く' }).click();
    await page.getByText('訪問コードを入れてください。').waitFor();
  });
});

describe('an exception', () => {
  it('takes two taps, says what it means in between, is shown and can be ended', async () => {
    const box = fixtureBox();
    const page = await open(box);
    const first = page.getByRole('listitem').filter({ hasText: '24回' });
    await first.getByRole('button', { name: '1時間だけ通す' }).click();
    await first.getByText('事務所サーバーについて1時間だけ通します', { exact: false }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('通す');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'いま通しているもの' }).waitFor();
    expect(box.exceptions[0]).toMatchObject({ target: { kind: 'rule', sid: 9_000_101 }, device: '02:00:00:00:00:05' });
    await page.getByRole('button', { name: '終わらせる' }).click();
    await page.getByRole('heading', { name: 'いま通しているもの' }).waitFor({ state: 'detached' });
  });

  it('is not offered where nothing was stopped', async () => {
    const page = await open(fixtureBox());
    const seen = page.getByRole('listitem').filter({ hasText: '見つけました' });
    await seen.waitFor();
    expect(await seen.getByRole('button').count()).toBe(0);
  });
});

describe('the install helper', () => {
  const STEPS = ['はじめに', '2本のケーブル', '回線', '監視センター', '速さ', 'Wi-Fi の確認', 'おわりに'];

  it('is walked from the first to the last step by keyboard alone, and back', async () => {
    const page = await open(fixtureBox());
    const follow = async (name: string) => {
      for (let tabs = 0; tabs < 40; tabs += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate(() => document.activeElement?.textContent)) === name) break;
      }
      await page.keyboard.press('Enter');
    };
    await page.getByRole('heading', { level: 1 }).waitFor();
    await follow('取り付け');
    for (const [at, step] of STEPS.entries()) {
      await page.getByRole('heading', { level: 1, name: step }).waitFor();
      if (at < STEPS.length - 1) await follow(at === 0 ? 'はじめる' : '次へ');
    }
    await follow('前へ');
    await page.getByRole('heading', { level: 1, name: 'Wi-Fi の確認' }).waitFor();
    await page.goForward();
    await page.goBack();
    expect(new URL(page.url()).hash).toBe('#install/6');
  });

  it('sees a cable by itself, and names what to do for what is not good', async () => {
    const box = fixtureBox();
    const out = [{ id: 'cables' as const, verdict: 'look' as const, word: 'lan-out', facts: {} }];
    box.install = { checks: out };
    const page = await open(box, { width: 390 }, '#install/1');
    await page.getByText('黄色を奥までさしてください。').waitFor();
    box.install = {};
    await page.getByText('2本ともつながっています。').waitFor();
  });

  it('measures and shows both figures, before and after', async () => {
    const page = await open(fixtureBox(), { width: 390 }, '#install/4');
    await page.getByRole('button', { name: 'はかる（12秒）' }).click();
    await page.getByText('412.5 Mbps').waitFor();
    for (const word of ['はさむ前', 'はさんだ後', '4.9ミリ秒']) await page.getByText(word, { exact: true }).waitFor();
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

describe('applications', () => {
  it('stand by kind with the device that ran them, and private ones without', async () => {
    const page = await open(fixtureBox(), {}, '#devices');
    const section = page.getByRole('region', { name: '使われているアプリ（24時間）' });
    await section.waitFor();
    const text = await section.innerText();
    for (const word of ['遠隔操作', 'AnyDesk', 'JIMUSHO-SV', 'SNS', '社内（機器は出しません）'])
      expect(text).toContain(word);
  });
});

describe('any phone', () => {
  const views: [string, Partial<FixtureBox>, string][] = [
    ['claim', { signedIn: false }, ''],
    ['visit', { signedIn: false, claimed: true }, ''],
    ['status, blocks and exceptions', { exceptions: [adminException()] }, ''],
    ['no blocks', { blocks: false, status: { protection: 'starting', seeing: false } }, ''],
    ['no answer', { down: true }, ''],
    ['devices', {}, '#devices'],
    ['more', {}, '#more'],
  ];
  const looks: Partial<Look>[] = [
    { language: 'ja', scheme: 'light', width: 390 },
    { language: 'en', scheme: 'dark', width: 1280 },
  ];
  it.each(views)('breaks no rule of WCAG 2.2 AA: %s', async (_name, box, place) => {
    for (const look of looks) {
      const page = await open(fixtureBox(box), look, place);
      await page.locator('main h1, main h2').first().waitFor();
      expect(await findViolations(page)).toEqual([]);
      // 640 is what is left of 1280 at 200 %.
      for (const width of [640, 320]) {
        await page.setViewportSize({ width, height: 640 });
        expect(await sidewaysPixels(page)).toBe(0);
      }
      await closePage?.();
      await server?.close();
    }
  });

  it('breaks no rule of WCAG 2.2 AA in any step of the install helper', async () => {
    for (const look of looks) {
      const page = await open(fixtureBox(), look, '#install');
      for (const step of [0, 1, 2, 3, 4, 5, 6]) {
        await page.setViewportSize({ width: look.width ?? 390, height: 844 });
        await page.evaluate((hash) => window.location.assign(hash), `#install/${step}`);
        await page
          .getByText(`${step + 1} / 7`, { exact: false })
          .or(page.getByText(`${step + 1} of 7`))
          .waitFor();
        expect(await findViolations(page)).toEqual([]);
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await sidewaysPixels(page)).toBe(0);
      }
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

  it('needs less than 300 kB for the first view, no font and nothing from outside', async () => {
    const names = await readdir(join(built.dist, 'assets'));
    expect(names.filter((name) => name.includes('woff'))).toEqual([]);
    const page = await browser.blank(390);
    server = await serveFixture(built.dist, fixtureBox().api);
    const first = await measureFirstView(page, server.url, built.dist, 4);
    await page.context().close();
    process.stdout.write(`${JSON.stringify({ localAdmin: first })}\n`);
    expect(first.gzipBytes).toBeLessThan(LARGEST_FIRST_VIEW_BYTES);
    expect(first.scriptGzipBytes).toBeLessThan(LARGEST_SCRIPT_BYTES);
  });
});
