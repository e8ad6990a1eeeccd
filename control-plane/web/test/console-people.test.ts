// The entrance of the console, the own account, people and the audit log, in a browser and by keyboard.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, startBrowser } from './browser.ts';
import { type FixtureCenter, fixtureCenter } from './fixture-center.ts';
import { auditEntries, CODE, fixturePeople, PASSWORD } from './fixture-people.ts';
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

async function open(center: FixtureCenter, path: string): Promise<Page> {
  server = await serveFixture(built.dist, center.api);
  const { page, complaints, close } = await browser.open(server.url + path);
  closePage = async () => {
    await close();
    expect(complaints).toEqual([]);
  };
  return page;
}

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

describe('signing in', () => {
  it('says in words what is wrong, asks for the six digits after the password, and takes a pasted one', async () => {
    const people = fixturePeople({ secondFactor: true });
    const page = await open(fixtureCenter({ signedIn: false, people }), '/incidents');
    await field(page, '名前（メールアドレスの形）').fill('sato@soc.example');
    await page.keyboard.press('Enter');
    await page.getByText('パスワードを入れてください。').waitFor();
    await field(page, 'パスワード').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('名前かパスワードがちがいます。').waitFor();
    await field(page, 'パスワード').fill('');
    await field(page, 'パスワード').focus();
    await page.evaluate((text) => document.execCommand('insertText', false, text), PASSWORD);
    await page.keyboard.press('Enter');
    await field(page, '確認の6桁').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('autocomplete'))).toBe('one-time-code');
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByText('数字がちがうか').waitFor();
    await field(page, '確認の6桁').fill(CODE);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'できごと' }).waitFor();
  });

  it('begins a center without accounts with its first admin', async () => {
    const center = fixtureCenter({ signedIn: false, people: fixturePeople({ setUp: true, role: 'admin' }) });
    const page = await open(center, '/');
    await field(page, '設定コード').fill('set-up');
    await field(page, '名前（メールアドレスの形）').fill('sato@soc.example');
    await field(page, '表示する名前').fill('佐藤');
    await field(page, 'パスワード').fill(PASSWORD);
    await page.getByRole('button', { name: '管理者を作る' }).click();
    await page.getByRole('link', { name: '操作の記録' }).waitFor();
  });

  it('opens nothing before an own password and a second factor are set, then shows the recovery codes once', async () => {
    const center = fixtureCenter({ people: fixturePeople({ role: 'admin', finish: ['password', 'second-factor'] }) });
    const page = await open(center, '/people');
    await field(page, 'いまのパスワード').fill(PASSWORD);
    await field(page, '新しいパスワード').fill('four large kites');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '2つめの確認を用意してください' }).waitFor();
    await field(page, 'いまのパスワード').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: '認証アプリに読み取らせる図' }).waitFor();
    expect(await page.getByText('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP').count()).toBe(1);
    expect(await findViolations(page)).toEqual([]);
    await field(page, '6桁の数字').fill(CODE);
    await page.keyboard.press('Enter');
    await page.getByText('aaaa-bbbb-cccc').waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('button', { name: '控えました' }).click();
    await page.getByRole('heading', { name: '使う人' }).waitFor();
  });
});

describe('a role', () => {
  it('sees no page and no act that is not its own, and is told why', async () => {
    const center = fixtureCenter({ people: fixturePeople({ role: 'viewer' }) });
    const page = await open(center, '/incidents/2');
    await page.getByText('あなたの役割では、状態を変えられません。').waitFor();
    expect(await page.getByRole('button', { name: '完了' }).isDisabled()).toBe(true);
    expect(await page.getByRole('link', { name: '操作の記録' }).count()).toBe(0);
    await page.keyboard.press('1');
    await page.getByText('あなたの役割では、この操作はできません。').first().waitFor();
    await page.goto(`${server?.url}/appliances/om-0001`);
    await page.getByText('あなたの役割では見るだけです。').waitFor();
    expect(await page.getByRole('button', { name: '受付を切り離す' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: '時間を決めて通す' }).isDisabled()).toBe(true);
    expect(await page.getByRole('radio', { name: '安全を優先' }).isDisabled()).toBe(true);
    await page.goto(`${server?.url}/audit`);
    await page.getByRole('heading', { name: 'このページは開けません' }).waitFor();
    expect([...center.changes, ...center.commands, ...center.people.calls]).toEqual([]);
  });

  it('of the desk moves incidents on and lets pass for a time, but judges nothing', async () => {
    const page = await open(fixtureCenter({ people: fixturePeople({ role: 'desk' }) }), '/incidents/2');
    await page.getByText('判定は、分析者がします。').waitFor();
    expect(await page.getByRole('button', { name: '誤検知' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: '連絡した' }).isEnabled()).toBe(true);
    await page.goto(`${server?.url}/appliances/om-0001`);
    await page.getByRole('button', { name: '時間を決めて通す' }).waitFor();
    expect(await page.getByRole('button', { name: '時間を決めて通す' }).isEnabled()).toBe(true);
  });
});

describe('the admin’s pages', () => {
  it('add a person with a scope and show the temporary password once', async () => {
    const center = fixtureCenter({ people: fixturePeople({ role: 'admin' }) });
    const page = await open(center, '/people');
    await page.getByRole('button', { name: '人を加える' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名前（メールアドレスの形）', { exact: true }).fill('new@soc.example');
    await dialog.getByLabel('表示する名前', { exact: true }).fill('新人');
    await dialog.getByLabel('選んだ会社と箱だけ').check();
    await dialog.getByRole('button', { name: 'この内容で加える' }).click();
    await dialog.getByText('1つ以上選んでください。').waitFor();
    await dialog.getByLabel('株式会社さくら商店', { exact: true }).check();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'この内容で加える' }).click();
    await page.getByText('abcd-efgh-jkmn-pqrs').waitFor();
    await page.getByRole('button', { name: '渡しました' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('新人').first().waitFor();
    expect(center.people.calls[0]).toContain('"companies":["株式会社さくら商店"],"appliances":[]');
    await page.getByRole('button', { name: '新しいパスワードを作る：山田' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '新しいパスワードを作る' }).click();
    await page.getByText('wxyz-2345-6789-abcd').waitFor();
    expect(await page.getByText('自分の役割は変えられません。').count()).toBe(1);
  });

  it('show the audit log in pages, keep the filter in the address, and verify the chain', async () => {
    const center = fixtureCenter({ people: fixturePeople({ role: 'admin', audit: auditEntries(250) }) });
    const page = await open(center, '/audit');
    await page.getByText('250件', { exact: true }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(100);
    await page.getByRole('button', { name: 'さらに表示' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(200);
    await page.getByLabel('結果', { exact: true }).selectOption('refused');
    await page.waitForURL('**/audit?outcome=refused');
    await page.getByText('125件', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'つながりを確かめる' }).click();
    await page.getByText('250件すべて、つながっています').waitFor();
    expect(await page.getByRole('link', { name: /書き出す/ }).getAttribute('href')).toBe('/api/audit/export');
  });
});

describe('sessions and second factor', () => {
  it('show an admin where somebody is signed in', async () => {
    const page = await open(fixtureCenter({ people: fixturePeople({ role: 'admin' }) }), '/people');
    await page.getByRole('button', { name: 'サインイン中の場所：山田' }).click();
    await page.getByRole('dialog').getByText('192.0.2.7').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });

  it('can be switched off by the person with the own password, where the center allows it', async () => {
    const center = fixtureCenter({ people: fixturePeople({ role: 'desk', secondFactor: true }) });
    const page = await open(center, '/account');
    await page.getByRole('button', { name: '2つめの確認をやめる' }).click();
    const factor = page.getByRole('region', { name: '2つめの確認' });
    await factor.getByLabel('いまのパスワード', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await factor.getByText('いまのパスワードがちがいます。').waitFor();
    await factor.getByLabel('いまのパスワード', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '2つめの確認を用意する' }).waitFor();
    expect(center.people.secondFactor).toBe(false);
    await page.getByRole('group', { name: '画面の明るさ' }).first().getByRole('button', { name: '暗い' }).click();
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    expect(await findViolations(page)).toEqual([]);
  });
});
