import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, type Look, startBrowser } from './browser.ts';
import { type FixtureCenter, fixtureCenter } from './fixture-center.ts';
import { fleetRows, minutesAgo, policy } from './fixture-console.ts';
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
  const { page, complaints, close } = await browser.open(server.url + path, look);
  closePage = async () => {
    await close();
    expect(complaints).toEqual([]);
  };
  return page;
}

const cursorTitle = (page: Page) => page.locator('[data-cursor="true"] a').innerText();
const ids = (page: Page) =>
  page.locator('[role="row"][data-id]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-id'))));

describe('triage by keyboard', () => {
  it('moves, opens, returns to the same row, finishes with two keys, and takes it back', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents');
    await page.locator('[data-id="1"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    expect(await cursorTitle(page)).toContain('事務所サーバー');
    expect(await page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id'))).toBe('2');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/incidents/2');
    await page.getByText('mstshash=administr').waitFor();
    await page.keyboard.press('u');
    await page.waitForURL('**/incidents?at=2');
    await page.locator('[data-cursor="true"][data-id="2"]').waitFor();

    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[data-id="2"]').waitFor({ state: 'detached' });
    await page.getByText('1件を「完了」にしました。').first().waitFor();
    expect(await page.locator('[data-cursor="true"]').getAttribute('data-id')).toBe('3');
    await page.keyboard.press('z');
    await page.locator('[data-id="2"]').waitFor();
    expect(center.changes).toEqual([]);

    await page.keyboard.press('e');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '閉じる' }).click();
    await expect.poll(() => center.changes).toEqual(['3:closed:']);
    expect(await page.locator('[data-id="3"]').count()).toBe(0);
  });

  it('sends what waits for an undo when the page is left', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents/2');
    await page.getByRole('button', { name: '本物' }).click();
    await page.getByText('1件を「本物」にしました。').first().waitFor();
    expect(center.changes).toEqual([]);
    await page.goto(`${server?.url}/icon.svg`);
    await expect.poll(() => center.changes).toEqual(['2:confirmed:']);
  });

  it('brings the row back and says why when the center refuses', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents');
    await page.locator('[data-id="2"]').waitFor();
    center.incidents = center.incidents.filter((row) => row.id !== 1);
    await page.keyboard.press('j');
    await page.keyboard.press('1');
    await page.getByRole('button', { name: '閉じる' }).click();
    await page.getByText('1件は変えられませんでした。このできごとはセンターにありません。').first().waitFor();
    expect(await page.locator('[data-id="1"]').innerText()).toContain('未対応');
  });

  it('asks for the reason of a false positive', async () => {
    const page = await open(fixtureCenter(), '/incidents/2');
    await page.getByRole('button', { name: '誤検知' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '誤検知' }).click();
    await page.getByText('理由を書いてください。').waitFor();
    await page.getByLabel('理由（必須）').fill('社長の出張先から');
    await page.keyboard.press('Enter');
    await page.getByText('1件を「誤検知」にしました。').first().waitFor();
  });

  it('finishes all selected rows with one reason', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/incidents');
    await page.locator('[data-id="1"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('x');
    await page.keyboard.press('x');
    await page.keyboard.press('e');
    await page.getByLabel('理由（任意）').fill('社長に電話で確認');
    await page.keyboard.press('Enter');
    await page.getByText('2件を「完了」にしました。').first().waitFor();
    await page.getByRole('button', { name: '閉じる' }).click();
    await expect.poll(() => center.changes.length).toBe(2);
    expect([...center.changes].sort()).toEqual(['1:closed:社長に電話で確認', '2:closed:社長に電話で確認']);
  });

  it('leaves the keys of a Japanese conversion and of the search field alone, and can be switched off', async () => {
    const page = await open(fixtureCenter(), '/incidents');
    await page.locator('[data-id="1"]').waitFor();
    const press = (field: string) =>
      page.evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'j', ${field} }))`);
    await press('isComposing: true');
    await press('keyCode: 229');
    expect(await page.locator('[data-cursor="true"]').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('je');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.getByLabel('会社・機器・番地・言葉で探す').inputValue()).toBe('je');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByLabel('キー操作を使う').click({ force: true });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    expect(new URL(page.url()).pathname).toBe('/incidents');
  });
});

describe('the live list', () => {
  it('lets a new row in at once while nobody moves, and holds it behind the bar while somebody does', async () => {
    const page = await open(fixtureCenter(), '/incidents');
    await page.getByText('自動で更新').waitFor();
    await page.locator('[data-id="1"]').waitFor();
    server?.emit('incident', incident(901, { lastAt: minutesAgo(0) }));
    await page.locator('[data-id="901"]').waitFor();
    expect((await ids(page))[0]).toBe(901);

    await page.keyboard.press('j');
    server?.emit('incident', incident(902, { lastAt: minutesAgo(0) }));
    await page.getByRole('button', { name: '新着 1件 を表示する' }).waitFor();
    expect(await ids(page)).not.toContain(902);
    server?.emit('incident', incident(903, { lastAt: minutesAgo(0), severity: 'critical' }));
    await page.locator('[data-id="903"]').waitFor();
    expect(await page.locator('[data-cursor="true"]').getAttribute('data-id')).toBe('901');

    await page.getByRole('button', { name: '新着 1件 を表示する' }).click();
    await page.locator('[data-id="902"]').waitFor();
    server?.emit('incident', incident(2, { count: 77 }));
    await page.locator('[data-id="2"]').getByText('77回').waitFor();
  });

  it('stays light with ten thousand rows and reads on as it is scrolled', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => incident(index + 1));
    const page = await open(fixtureCenter({ incidents: rows }), '/incidents');
    await page.getByText('10,000件').waitFor();
    for (let step = 0; step < 6; step += 1) {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      const seen = 200 * (step + 1);
      await expect.poll(async () => Math.max(0, ...(await ids(page)))).toBeGreaterThan(seen);
    }
    expect((await ids(page)).length).toBeLessThan(60);
  });

  it('keeps every filter in the address, and offers the way out when nothing fits', async () => {
    const page = await open(fixtureCenter(), '/incidents?state=all&q=nothing-like-this');
    await page.getByText('条件なしでは 30件あります。').waitFor();
    expect(await page.getByLabel('会社・機器・番地・言葉で探す').inputValue()).toBe('nothing-like-this');
    await page.getByRole('button', { name: '条件を外す' }).click();
    await page.locator('[data-id="1"]').waitFor();
    expect(new URL(page.url()).search).toBe('?state=all');
  });

  it('shows a coded error with a retry that works', async () => {
    const center = fixtureCenter({ broken: true });
    const page = await open(center, '/incidents');
    await page.getByText('CTR_STORE_AWAY').waitFor();
    center.broken = false;
    await page.getByRole('button', { name: 'もう一度試す' }).click();
    await page.locator('[data-id="1"]').waitFor();
  });
});

describe('the policy', () => {
  const addRussia = async (page: Page) => {
    await page.getByRole('combobox', { name: '国を加える: 入ってくる通信を止める国' }).fill('russia');
    await page.getByRole('option', { name: 'ロシア (RU)' }).click();
    await page.getByText('外からロシアの通信を止めます。').waitFor();
  };
  const send = async (page: Page) => {
    await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
    await page.getByRole('button', { name: 'この内容で送る' }).click();
  };

  it('shows what will change, sends it, and follows the box until it has it', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await page.getByText('自動で更新').waitFor();
    await addRussia(page);
    await send(page);
    await page.getByText('第5版を送りました。箱の返事を待っています（いまは第4版）。').waitFor();
    expect(center.policy.policy.geo.blockInbound).toEqual(['KP', 'LV', 'RU']);
    const row = { ...fleetRows[0], desiredVersion: 5, appliedVersion: 4 };
    const refusal = { code: 'CFG_TEST_FAILED', message: '検査の準備に失敗しました。' };
    server?.emit('appliance', { ...row, convergence: 'refused', refusal });
    await page.getByText('CFG_TEST_FAILED').waitFor();
    server?.emit('appliance', { ...row, appliedVersion: 5 });
    await page.getByText('箱は第5版で動いています。').waitFor();
  });

  it('says what to do when somebody else was faster, and keeps the own changes', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await addRussia(page);
    center.policy = policy(9);
    await send(page);
    await page.getByText('ほかの人が先に設定を変えました。').waitFor();
    await page.getByRole('button', { name: '最新の上に自分の変更を重ねる' }).click();
    await page.getByText('外からロシアの通信を止めます。').waitFor();
    await send(page);
    await page.getByText('第10版を送りました').waitFor();
    expect(center.policy.version).toBe(10);
  });

  it('shows in words that the box proves the change, and that it went back', async () => {
    const page = await open(fixtureCenter(), '/appliances/om-0001');
    await page.getByText('自動で更新').waitFor();
    const row = { ...fleetRows[0], desiredVersion: 5, appliedVersion: 4 };
    server?.emit('appliance', { ...row, convergence: 'probation' });
    await page.getByText('箱は第5版を試しています。').waitFor();
    const refusal = { code: 'CFG_PROBE_FAILED', message: 'センターの声が聞こえませんでした。' };
    server?.emit('appliance', { ...row, convergence: 'rolled-back', refusal });
    await page.getByText('確かめられなかったため、第4版に戻りました。').waitFor();
    await page.getByText('CFG_PROBE_FAILED').waitFor();
  });

  it('takes lists, says which line is wrong, and sends them with the rest', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await page.getByRole('button', { name: 'サイトのリストを加える' }).click();
    const names = page.getByRole('textbox', { name: 'リストの名前' });
    await names.last().fill('scam');
    const sites = page.getByRole('textbox', { name: /サイトの名前（/ }).last();
    await sites.fill('not a site');
    await page.getByText('書いていないか、読み取れない行があります。').waitFor();
    await sites.fill('scam.example\nだまし.example');
    await page.getByRole('radio', { name: '安全を優先' }).check();
    await page.getByRole('combobox', { name: '検査が止まったとき' }).selectOption('closed');
    await page.getByText('外からロシアの通信を止めます。').waitFor();
    await send(page);
    await page.getByText('第5版を送りました').waitFor();
    const { addressLists, domainLists, failModes, ips, isolation } = center.policy.policy;
    expect(domainLists.at(-1)).toEqual({ name: 'scam', entries: ['scam.example', 'だまし.example'] });
    expect([addressLists.length, isolation.length]).toEqual([1, 1]);
    expect([ips.preset, failModes.engineDead, failModes.queueFull]).toEqual(['security', 'closed', 'open']);
  });

  it('lets something pass for a time: not without a reason, and without losing what is half written', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await addRussia(page);
    await page.getByRole('button', { name: '時間を決めて通す' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'サイトの名前' }).fill('bank.example');
    await dialog.getByRole('button', { name: 'この内容で送る' }).click();
    await dialog.getByText('理由を書いてください。').waitFor();
    await dialog.getByRole('textbox', { name: '理由' }).fill('電話で頼まれた');
    await dialog.getByRole('button', { name: 'この内容で送る' }).click();
    await page.getByText('サイトの名前 bank.example').waitFor();
    expect(center.policy.policy.exceptions.at(-1)).toMatchObject({ device: null, reason: '電話で頼まれた' });
    await page.getByText('外からロシアの通信を止めます。').waitFor();
    await send(page);
    await page.getByText('第6版を送りました').waitFor();
    expect(center.policy.policy.exceptions).toHaveLength(2);
  });

  it('isolates a device from the table after asking once by name, and reconnects it', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await page.getByRole('button', { name: '受付を切り離す' }).click();
    const dialog = page.getByRole('dialog', { name: '受付をほかの機器から切り離しますか' });
    await dialog.getByRole('combobox', { name: 'いつまで' }).selectOption('hour');
    await dialog.getByRole('textbox', { name: '理由' }).fill('ウイルスの疑い');
    await dialog.getByRole('button', { name: '切り離す' }).click();
    await page.getByRole('button', { name: '受付をつなぎ直す' }).click();
    expect(center.policy.policy.isolation.at(-1)).toMatchObject({ mac: '02:00:5e:10:00:31', reason: 'ウイルスの疑い' });
    const asking = page.getByRole('dialog', { name: '受付をつなぎ直しますか' });
    await asking.getByRole('textbox', { name: '理由' }).fill('調べて問題なし');
    await asking.getByRole('button', { name: 'つなぎ直す' }).click();
    await page.getByRole('button', { name: '受付を切り離す' }).waitFor();
    expect(center.policy.policy.isolation.map(({ mac }) => mac)).toEqual(['02:00:5e:10:00:32']);
  });
});
