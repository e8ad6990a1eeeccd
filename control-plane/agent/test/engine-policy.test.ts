import type { ChildProcess } from 'node:child_process';
import { access, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { type BoxDriver, makeBoxDirs, makeKeys, startBoxChild, type TestFeed } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const RULES = [
  'drop tcp any any -> any any (msg:"serious"; content:"serious"; classtype:trojan-activity; sid:1; rev:1;)',
  'drop tcp any any -> any any (msg:"middling"; content:"middling"; classtype:misc-attack; sid:2; rev:1;)',
  'drop tcp any any -> any any (msg:"trifling"; content:"trifling"; classtype:misc-activity; sid:3; rev:1;)',
].join('\n');
const FEEDS: TestFeed[] = [
  { id: 'sites', kind: 'domains', preset: 'connectivity', direction: 'both', names: ['listed.example'] },
  { id: 'loud', kind: 'domains', preset: 'security', direction: 'both', names: ['loud.example'] },
  {
    id: 'pages',
    kind: 'urls',
    preset: 'balanced',
    direction: 'both',
    names: ['pages.example/Bad/file.exe?x=1', 'other.example/b'],
  },
  {
    id: 'hosts',
    kind: 'addresses',
    preset: 'balanced',
    direction: 'outbound',
    names: ['203.0.113.98-203.0.113.99', HOSTS.allowed[6]],
  },
];
const DEVICE = '02:00:00:00:00:05';
const PEER = fileURLToPath(new URL('peer.ts', import.meta.url));
const keys = makeKeys();
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;
let engine: ChildProcess;
let version = 0;
const passed = 0;
const dropped = 1;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 600; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came to be');
}

async function startEngine(): Promise<void> {
  const paths = enginePaths(dirs);
  const configuration = `${paths.current}/suricata.yaml`;
  const isThere = () =>
    access(configuration).then(
      () => true,
      () => false,
    );
  await until(isThere);
  await rm(paths.pidFile, { force: true });
  engine = box.start('box', 'suricata', '-c', configuration, '-q', '0', '-q', '1', '--pidfile', paths.pidFile);
}

async function killEngine(): Promise<void> {
  const pid = Number(await readFile(enginePaths(dirs).pidFile, 'utf8'));
  const gone = new Promise((resolve) => engine.once('exit', resolve));
  process.kill(pid, 'SIGKILL');
  await gone;
}

const offer = (part: Parameters<BoxDriver['offer']>[1]) => {
  version += 1;
  return agent.offer(version, part);
};
async function put(part: Parameters<BoxDriver['offer']>[1]): Promise<void> {
  expect((await offer(part)).report).toMatchObject({ appliedVersion: version, last: { outcome: 'applied' } });
}
const send = (family: 4 | 6, text: string) =>
  box.attempt('office', 'tcp', HOSTS.office[family], HOSTS.other[family], '80', text);
const fetchFrom = (family: 4 | 6, host: string) => send(family, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
const askName = (family: 4 | 6, name: string) =>
  box.attempt('office', 'udp', HOSTS.office[family], HOSTS.other[family], '53', `hex:${question(name)}`);

/** A DNS question for an A record (RFC 1035 §4). */
function question(name: string): string {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const header = Buffer.from('123401000001000000000000', 'hex');
  return Buffer.concat([header, ...labels, Buffer.from('0000010001', 'hex')]).toString('hex');
}

/** What a TLS client really says first. */
async function clientHello(servername: string): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const said = new Promise<Buffer>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', resolve);
    });
  });
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', servername });
  client.on('error', () => client.destroy());
  const bytes = await said;
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  return `hex:${bytes.toString('hex')}`;
}

beforeAll(async () => {
  process.env['OMAMORI_IDLE_MS'] = '1500'; // the box child of this file inherits it
  box = await openInlineBox();
  dirs = await makeBoxDirs();
  await box.servePeers([53, 80, 443]);
  // The engine starts as soon as its configuration stands, as under the supervisor; the first activation waits for it.
  [agent] = await Promise.all([
    startBoxChild(box, dirs, keys, { rules: RULES, feeds: FEEDS, waitMs: 5000 }),
    startEngine(),
  ]);
  await until(async () => {
    const { engine: state } = await agent.look();
    return state.protection === 'inspecting' && state.rulesLoaded !== null;
  });
  // An office where somebody always works: else what a probation sees may be nothing but what the engine rightly drops.
  box.start('office', process.execPath, PEER, 'gaps', HOSTS.office[4], HOSTS.other[4], '80');
});

afterAll(async () => {
  await box?.close();
  await dirs?.remove();
});

describe.each([4, 6] as const)('with IPv%i', (family) => {
  const domainLists = [{ name: 'bad-sites', entries: ['evil.example', 'Deep.Evil.co.jp'] }];
  const tls = async (name: string) =>
    box.attempt('office', 'tcp', HOSTS.office[family], HOSTS.other[family], '443', await clientHello(name));

  it('stops a listed domain and its subdomains in DNS, HTTP and TLS, and nothing that only looks like it', async () => {
    await put({ domainLists });
    expect(
      await Promise.all([
        askName(family, 'evil.example'),
        askName(family, 'a.b.EVIL.example'),
        fetchFrom(family, 'www.deep.evil.co.jp'),
        tls('x.evil.example'),
        askName(family, 'notevil.example'),
        fetchFrom(family, 'evil.co.jp'),
        tls('evil.example.org'),
      ]),
    ).toEqual([dropped, dropped, dropped, dropped, passed, passed, passed]);
  });

  it('lets one domain pass by an exception, for the device it names only', async () => {
    const exception = (device: string | null) => ({
      id: 'site',
      target: { kind: 'domain' as const, domain: 'evil.example' },
      device,
      until: '2998-01-01T00:00:00.000Z',
      reason: '',
    });
    await put({ domainLists, exceptions: [exception(DEVICE)] });
    expect(
      await Promise.all([askName(family, 'www.evil.example'), tls('evil.example'), askName(family, 'deep.evil.co.jp')]),
    ).toEqual([passed, passed, dropped]);
    await put({ domainLists, exceptions: [exception('02:00:00:00:00:77')] });
    expect(await askName(family, 'www.evil.example')).toBe(dropped);
  });

  it('lets one rule be passed by one device, or by all, until the exception ends', async () => {
    const exception = (device: string | null, until: string) => ({
      exceptions: [{ id: 'one-rule', target: { kind: 'rule' as const, sid: 1 }, device, until, reason: '' }],
    });
    await put({});
    expect(await send(family, 'serious')).toBe(dropped);
    await put(exception(DEVICE, '2998-01-01T00:00:00.000Z'));
    expect(await Promise.all([send(family, 'serious'), send(family, 'middling')])).toEqual([passed, dropped]);
    await put(exception(null, new Date(Date.now() + 3000).toISOString()));
    await expect.poll(() => send(family, 'serious'), { timeout: 20_000 }).toBe(dropped);
  });
});

describe('lists of the bundle', () => {
  const hello = new Map<string, Promise<string>>();
  const outcomes = async (family: 4 | 6) => {
    const get = (host: string, path: string) => send(family, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const name = 'a.listed.example';
    hello.set(name, hello.get(name) ?? clientHello(name));
    const [office, other, listed] = [HOSTS.office[family], HOSTS.other[family], HOSTS.allowed[family]];
    const sides = await Promise.all([
      askName(family, 'x.Listed.example'),
      fetchFrom(family, 'listed.example'),
      box.attempt('office', 'tcp', office, other, '443', await hello.get(name)),
      get('pages.example', '/Bad/file.exe?x=1'),
      box.attempt('office', 'tcp', office, listed, '80'),
      box.attempt('outside', 'tcp', listed, office, '80'),
      get('pages.example', '/bad/file.exe?x=1'),
      askName(family, 'loud.example'),
    ]);
    return sides.map((side) => (side === passed ? 'passed' : 'dropped')).join(' ');
  };
  const both = () => Promise.all([outcomes(4), outcomes(6)]);
  const twice = (text: string) => [text, text];

  it('stop names, pages and addresses of the policy’s preset, in the direction that the feed means', async () => {
    await put({});
    expect(await both()).toEqual(twice('dropped dropped dropped dropped dropped passed passed passed'));
  });

  it('give way to a switched-off feed, a protected destination and the quieter modes', async () => {
    await put({
      disabledLists: ['sites', 'pages'],
      protectedDestinations: [HOSTS.center[4], HOSTS.allowed[4], HOSTS.allowed[6]],
    });
    // Asked again where one did not come through: the engine may still hold a flow that it dropped under the old rules.
    const pass = twice(`${'passed '.repeat(7)}passed`);
    await expect.poll(both, { timeout: 60_000 }).toEqual(pass);
    await put({ ips: { mode: 'detect', preset: 'balanced', disabledRules: [] } });
    await expect.poll(both, { timeout: 60_000 }).toEqual(pass);
  });
});

describe('presets', () => {
  it('take rules by how serious they are', async () => {
    const preset = (name: 'connectivity' | 'balanced' | 'security') => ({
      ips: { mode: 'block' as const, preset: name, disabledRules: [] },
    });
    const told: Record<string, number[]> = {};
    for (const name of ['connectivity', 'balanced', 'security'] as const) {
      await put(preset(name));
      told[name] = await Promise.all(['serious', 'middling', 'trifling'].map((word) => send(4, word)));
    }
    expect(told).toEqual({ connectivity: [1, 0, 0], balanced: [1, 1, 0], security: [1, 1, 1] });
  });
});

describe('fail modes', () => {
  it('closed means that a dead engine stops the traffic, open that it flows', async () => {
    await put({ failModes: { engineDead: 'closed', queueFull: 'open' } });
    expect(await send(4, 'harmless')).toBe(passed);
    await killEngine();
    expect(await send(4, 'harmless')).toBe(dropped);
    await put({ failModes: { engineDead: 'open', queueFull: 'open' } });
    expect(await send(4, 'harmless')).toBe(passed);
  });
});

describe('probation on the real kernel', () => {
  it('puts the former state back when the office cannot get out with the new one, and says which probe failed', async () => {
    // No engine listens: closed, this state stops everything that is inspected.
    const { report } = await offer({ failModes: { engineDead: 'closed', queueFull: 'open' } });
    expect(report).toMatchObject({
      appliedVersion: version - 1,
      last: { version, outcome: 'rolled-back', code: 'CFG_PROBATION_TRAFFIC' },
    });
    expect(report.last?.probes?.map(({ probe, outcome }) => `${probe} ${outcome}`)).toEqual([
      'center passed',
      'lan-to-wan failed',
      'engine not-proved',
    ]);
    expect(await send(4, 'harmless')).toBe(passed);
  });
});
