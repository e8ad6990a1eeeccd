import type { ChildProcess } from 'node:child_process';
import { access, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { type BoxDriver, makeBoxDirs, makeKeys, startBoxChild } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const RULES = [
  'drop tcp any any -> any any (msg:"serious"; content:"serious"; classtype:trojan-activity; sid:1; rev:1;)',
  'drop tcp any any -> any any (msg:"middling"; content:"middling"; classtype:misc-attack; sid:2; rev:1;)',
  'drop tcp any any -> any any (msg:"trifling"; content:"trifling"; classtype:misc-activity; sid:3; rev:1;)',
].join('\n');
const DEVICE = '02:00:00:00:00:05';
const keys = makeKeys();
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;
let engine: ChildProcess;
let version = 0;
const passed = 0;
const dropped = 1;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
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
  await until(async () => {
    const { engine: state } = await agent.look();
    return state.protection === 'inspecting' && state.rulesLoaded !== null;
  });
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
  agent = await startBoxChild(box, dirs, keys, { rules: RULES, waitMs: 5000 });
  await startEngine();
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
    expect(await askName(family, 'evil.example')).toBe(dropped);
    expect(await askName(family, 'a.b.EVIL.example')).toBe(dropped);
    expect(await fetchFrom(family, 'www.deep.evil.co.jp')).toBe(dropped);
    expect(await tls('x.evil.example')).toBe(dropped);
    expect(await askName(family, 'notevil.example')).toBe(passed);
    expect(await fetchFrom(family, 'evil.co.jp')).toBe(passed);
    expect(await tls('evil.example.org')).toBe(passed);
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
    expect(await askName(family, 'www.evil.example')).toBe(passed);
    expect(await tls('evil.example')).toBe(passed);
    expect(await askName(family, 'deep.evil.co.jp')).toBe(dropped);
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
    expect(await send(family, 'serious')).toBe(passed);
    expect(await send(family, 'middling')).toBe(dropped);
    await put(exception(null, new Date(Date.now() + 3000).toISOString()));
    await expect.poll(() => send(family, 'serious'), { timeout: 20_000 }).toBe(dropped);
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
      told[name] = [await send(4, 'serious'), await send(4, 'middling'), await send(4, 'trifling')];
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
    await agent.look();
    let done = false;
    const trying = (async () => {
      while (!done) await Promise.all(['a', 'b', 'c'].map((word) => send(4, word)));
    })();
    // No engine listens: closed, this state stops everything that is inspected.
    const { report } = await offer({ failModes: { engineDead: 'closed', queueFull: 'open' } });
    done = true;
    await trying;
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
