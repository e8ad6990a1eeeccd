import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdminNetwork, AdminNetworkPreview, AdminNetworkTrial } from '@omamori/contract/admin-network';
import type { BoxNetwork } from '@omamori/contract/box-network';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, buildPage, findViolations, type Look, sidewaysPixels, startBrowser } from './browser.ts';
import { type ApiHandler, type FixtureServer, refuse, serveFixture } from './fixture-server.ts';

const TOKEN = 'token-of-the-trial-that-is-long-enough';
const SCREENS = process.env['OMAMORI_SCREENS'];
const standing = {
  addresses: [{ address: '192.0.2.2', prefix: 24, given: true }],
  gateways: ['192.0.2.1'],
  vlan: null,
};

interface Box {
  api: ApiHandler;
  wish: BoxNetwork | null;
  confirmed: string;
}

function fixtureBox(over: Partial<AdminNetwork> = {}, taken = false): Box {
  const trialOf = (wish: BoxNetwork): AdminNetworkTrial => ({
    ...{ wish, secondsLeft: 170, addresses: ['192.0.2.20'], center: 'waiting', opened: false },
  });
  const preview: AdminNetworkPreview = {
    added: [{ address: '192.0.2.20', prefix: 24, given: false }],
    removed: [],
    gatewaysBefore: ['192.0.2.1'],
    gatewaysAfter: ['192.0.2.254'],
    problems: taken ? [{ code: 'NET_ADDRESS_TAKEN', detail: '02:00:00:00:00:05' }] : [],
    warnings: [{ code: 'NET_OTHER_GATEWAY', detail: '192.0.2.254' }],
    trialSeconds: 180,
  };
  const box: Box = {
    wish: null,
    confirmed: '',
    api: ({ path, body }) => {
      if (path === '/api/session') {
        const session = { appliance: 'om-0001', signedIn: true, phone: '0120-000-000', claimed: true, visits: true };
        return { status: 200, body: session };
      }
      if (path === '/api/network/preview') return { status: 200, body: preview };
      if (path === '/api/network/try') {
        box.wish = body as BoxNetwork;
        return { status: 200, body: { ...trialOf(box.wish), token: TOKEN } };
      }
      if (path === '/api/network/return') {
        box.wish = null;
        return { status: 204 };
      }
      if (path === '/api/network/confirm') {
        box.confirmed = (body as { token: string }).token;
        return { status: 200, body: { state: 'kept' } };
      }
      if (path !== '/api/network') return refuse(404, 'ADM_NOT_FOUND', 'Nothing here.');
      const network: AdminNetwork = {
        ...{
          now: '2026-01-01T00:00:00.000Z',
          standing,
          asked: null,
          last: null,
          port: 8443,
          fingerprint: 'ab'.repeat(32),
        },
        can: { dhcp: true, vlan: true, nameServers: true },
        trial: box.wish === null ? null : trialOf(box.wish),
        ...over,
      };
      return { status: 200, body: network };
    },
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

async function open(box: Box, look: Partial<Look>, place: string): Promise<Page> {
  server = await serveFixture(built.dist, box.api);
  const { page, close } = await browser.open(`${server.url}/${place}`, look);
  closePage = close;
  return page;
}

async function look(page: Page, name: string): Promise<void> {
  expect(await findViolations(page), name).toEqual([]);
  expect(await sidewaysPixels(page), name).toBeLessThanOrEqual(0);
  if (SCREENS === undefined) return;
  await mkdir(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
}

describe('addresses of the box', () => {
  it('are previewed before they are tried, and shown with the way to the new one', async () => {
    const box = fixtureBox();
    const page = await open(box, { width: 390 }, '#network');
    await page.getByLabel('手で決める').first().check();
    await page.getByLabel('IPv4 の番地').fill('192.0.2.20');
    await page.getByRole('button', { name: '何が変わるか見る' }).click();
    await page.getByText('番地と幅を', { exact: false }).waitFor();
    await page.getByLabel('IPv4 の番地').fill('192.0.2.20/24');
    await page.getByLabel('IPv4 の出口のルーター').fill('192.0.2.254');
    await look(page, 'network-form-390-ja');
    await page.keyboard.press('Enter');
    await page.getByText('192.0.2.20/24 を加えます。').waitFor();
    await look(page, 'network-preview-390-ja');
    await page.getByRole('button', { name: 'ためす' }).click();
    const link = page.getByRole('link', { name: '192.0.2.20' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe(`https://192.0.2.20:8443/#confirm/${TOKEN}`);
    expect(box.wish?.ipv4).toEqual({ mode: 'fixed', address: '192.0.2.20', prefix: 24, gateway: '192.0.2.254' });
    await look(page, 'network-trial-390-ja');
    await page.getByRole('button', { name: 'いますぐ前の番地に戻す' }).click();
    await page.getByRole('heading', { name: '変える', exact: true }).waitFor();
  });

  it('cannot be tried when somebody has the address', async () => {
    const page = await open(
      fixtureBox({}, true),
      { width: 1280, language: 'en', scheme: 'dark' } as Partial<Look>,
      '#network',
    );
    await page.getByRole('button', { name: 'See what will change' }).click();
    await page.getByText('in use already', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Try it' }).count()).toBe(0);
    await look(page, 'network-taken-1280-en');
  });

  it('are confirmed where the page was opened by the link', async () => {
    const box = fixtureBox();
    const page = await open(box, { width: 390 }, `#confirm/${TOKEN}`);
    await page.getByRole('button', { name: 'この番地にする' }).click();
    await page.getByText('この番地に決まりました。').waitFor();
    expect(box.confirmed).toBe(TOKEN);
    await look(page, 'network-confirm-390-ja');
  });
});
