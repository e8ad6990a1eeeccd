// The policy room, earlier versions, the palette, the first tour, all of it by keyboard where it is work.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { type FixtureCenter, fixtureCenter } from './fixture-center.ts';
import { fleetRows } from './fixture-console.ts';
import { fixtureLayers } from './fixture-layers.ts';
import { fixturePeople } from './fixture-people.ts';
import { type FixtureServer, serveFixture } from './fixture-server.ts';

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let server: FixtureServer | undefined;
let closePage: (() => Promise<void>) | undefined;

beforeAll(async () => {
  built = await buildPage('console');
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await built?.remove();
});
afterEach(async () => {
  await closePage?.();
  await server?.close();
});

async function open(center: FixtureCenter, path: string, wanted: Partial<Look> = {}): Promise<Page> {
  server = await serveFixture(built.dist, center.api);
  const { page, complaints, close } = await browser.open(server.url + path, wanted);
  closePage = async () => {
    await close();
    expect(complaints).toEqual([]);
  };
  return page;
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['OMAMORI_SCREENS'];
  if (folder === undefined) return;
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Presses Tab until the element with that name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : '';
      return element?.getAttribute('aria-label') ?? (label || element?.textContent) ?? '';
    });
    if (name.test(here)) return;
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

describe('the policy of a box', () => {
  it('is edited, looked at and sent by keyboard alone, and the line says what the box made of it', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await page.locator('#policy ~ *').first().waitFor();
    await tabTo(page, /^国を加える: 入ってくる/);
    await page.keyboard.type('ロシア');
    await page.getByRole('option', { name: 'ロシア (RU)' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('外からロシアの通信を止めます。').first().waitFor();
    await page.getByRole('button', { name: '変わることを確かめて送る' }).and(page.locator(':enabled')).waitFor();
    await tabTo(page, /^変わることを確かめて送る/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, /^この内容で送る/);
    await page.keyboard.press('Enter');
    await page.getByText('第5版を送りました。', { exact: false }).waitFor();
    expect(center.commands).toHaveLength(1);
    const [row] = fleetRows;
    server?.emit('appliance', {
      ...row,
      desiredVersion: 5,
      convergence: 'probation',
      sentAt: new Date().toISOString(),
    });
    await page.getByText('箱は第5版を試しています。', { exact: false }).waitFor();
    await page.getByText(/送ってから \d+秒/).waitFor();
    await shot(page, 'policy-probation');
    server?.emit('appliance', {
      ...row,
      ...{ desiredVersion: 5, appliedVersion: 4, convergence: 'rolled-back' },
      refusal: { code: 'CFG_PROBATION_TRAFFIC', message: 'nothing of the office got out' },
    });
    await page.getByText('新しい設定では社内からの通信が出られませんでした。', { exact: false }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'policy-rolled-back');
  });

  it('says where each value comes from, and puts an old version back as a new one', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/appliances/om-0001');
    await page.getByText('どの値がどこで決まっているか').click();
    await page.getByText('安全を優先（これが働く）').waitFor();
    expect(await page.getByRole('link', { name: 'ひな形「standard」' }).getAttribute('href')).toBe(
      '/templates/standard',
    );
    await page.getByText('これまでの版').click();
    await page.getByRole('button', { name: 'この版に戻す（第2版）' }).click();
    await page.getByText('第2版の内容を欄に入れました。まだ送っていません。').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'policy-layers-versions');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysPixels(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
    await page.getByRole('button', { name: 'この内容で送る' }).click();
    await page.getByText('第5版を送りました。', { exact: false }).waitFor();
    const [sent = ''] = center.commands;
    expect(sent).toContain('"blockInbound":["KP"]');
    expect(sent).toContain('payroll.example'); // what passes for a time is not undone with it
  });
});

describe('the layers', () => {
  it('are edited with the concerned boxes by name before anything is sent', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/layers');
    await shot(page, 'layers');
    await page.getByRole('link', { name: '株式会社さくら商店' }).press('Enter');
    await page.getByRole('combobox', { name: '国を加える: 入ってくる通信を止める国' }).fill('ロシア');
    await page.getByRole('option', { name: 'ロシア (RU)' }).click();
    await page.getByLabel('検査が止まったとき').selectOption('closed');
    await page.getByText('設定が変わる箱 2台').waitFor();
    await page.getByRole('link', { name: '株式会社さくら商店 倉庫' }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'layer-company');
    await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'この内容で送る' }).click();
    await page.getByText('送りました。箱ごとの結果は、お守りの一覧に出ます。').waitFor();
    const [sent = ''] = center.layers.sent;
    expect(sent).toContain('"engineDead":"closed","queueFull":null');
    expect(sent).toContain('"mode":null,"preset":"security"');
  });

  it('come back as they were in an earlier version, and name lists that are not used', async () => {
    const center = fixtureCenter();
    const page = await open(center, '/templates/standard');
    await page.getByText('これまでの版').click();
    await page.getByText('いまの版').waitFor();
    await page.getByText('使わないリストと目印').click();
    await page.getByLabel('使わない危険リスト').fill('feed one');
    await page.getByLabel('使わない見分け目印').fill('no number');
    await page.getByText('番号は、数字だけで書いてください。').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'template-unused');
    await page.getByLabel('使わない見分け目印').fill('2100498');
    await page.getByLabel('使わない危険リスト').fill('feed-one');
    await page.getByRole('button', { name: '変わることを確かめて送る' }).click();
    await page.getByRole('button', { name: 'この内容で送る' }).click();
    await expect.poll(() => center.layers.sent[0]).toContain('"disabledLists":["feed-one"]');
    await page.getByRole('button', { name: 'この版に戻す（第1版）' }).click();
    await page.getByText('第1版の内容を欄に入れました。まだ送っていません。').waitFor();
    await page.getByText('ブラジル').first().waitFor();
  });

  it('begin with a name of their own, which must not be taken', async () => {
    const page = await open(fixtureCenter(), '/layers');
    const field = page.getByLabel('新しいひな形の名前');
    await field.fill('standard');
    await page.keyboard.press('Enter');
    await page.getByText('その名前のひな形は、もうあります。').waitFor();
    await field.fill('歯科');
    await page.keyboard.press('Enter');
    await page.getByText('半角の小文字か数字で始め', { exact: false }).waitFor();
    expect(await findViolations(page)).toEqual([]);
    await field.fill('clinics');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/templates/clinics');
  });

  it('are only looked at by who may not change them', async () => {
    const page = await open(fixtureCenter({ people: fixturePeople({ role: 'viewer' }) }), '/templates/standard');
    await page.getByText('あなたの役割では見るだけです。').waitFor();
    expect(await page.getByLabel('止める範囲').isDisabled()).toBe(true);
    expect(await page.getByRole('link', { name: 'センターの設定' }).count()).toBe(0);
  });
});

describe('the palette', () => {
  it('opens by Ctrl+K also while writing, goes to boxes and incidents, and leaves Japanese conversion alone', async () => {
    const page = await open(fixtureCenter(), '/fleet');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: '行き先や操作の名前' });
    await field.waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'palette');
    await field.fill('みどり');
    await page.getByRole('option', { name: /有限会社みどり会計事務所 本社/ }).waitFor();
    // Enter of the conversion takes the word, not the line.
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229 });
    expect(await field.count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/appliances/om-0003');
    await page.getByRole('heading', { name: /みどり会計事務所/ }).waitFor();
    await page.keyboard.press('Control+k');
    await field.fill('＃２');
    await page.getByRole('option', { name: 'できごと 2 を開く' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/incidents/2');
    await page.keyboard.press('Control+k');
    await field.fill('くらい');
    await page.getByText('見つかりません。').waitFor();
    await field.fill('暗い');
    await page.keyboard.press('Enter');
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  });
});

describe('the first tour', () => {
  it('has three steps, covers nothing, and does not come back once the account has put it away', async () => {
    const center = fixtureCenter({ layers: fixtureLayers({ tourSeen: false }) });
    const page = await open(center, '/incidents');
    await page.getByRole('heading', { name: 'できごとを上から片付けます' }).waitFor();
    await shot(page, 'tour');
    await page.getByRole('button', { name: '次へ' }).click();
    await page.getByRole('link', { name: 'お守りの一覧を見る' }).click();
    await page.waitForURL('**/fleet');
    await page.getByRole('button', { name: '次へ' }).click();
    await page.getByText('はじめての案内 3 / 3').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: '始める' }).click();
    await expect.poll(() => center.layers.tourSeen).toBe(true);
    await page.reload();
    await page.getByText('株式会社さくら商店').first().waitFor();
    expect(await page.getByText('はじめての案内', { exact: false }).count()).toBe(0);
  });
});

describe('a box that cannot store detections', () => {
  it('says so among the boxes and on its own page, with what to do and the numbers', async () => {
    const counts = { refused: 0, invalid: 0, linesUnreadable: 0, eveGaps: 0, eveBytesLost: 0 };
    const eventStorage = { trouble: 'SPL_DISK_FULL', heldInMemory: 12, toldUnstored: 1_204, ...counts };
    const fleet = fleetRows.map((row) => (row.id === 'om-0001' ? { ...row, eventStorage } : row));
    const page = await open(fixtureCenter({ fleet }), '/fleet');
    await page.getByText('できごとを保存できません').first().waitFor();
    await page.goto(`${server?.url}/appliances/om-0001`);
    await page.getByText('箱の保存場所がいっぱいです。止める働きは続いています。').waitFor();
    await page.getByText('1,204').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await shot(page, 'storage');
  });
});
