import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { encode } from 'dns-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { selectRules } from '../src/data-plane/suricata/select-rules.ts';
import { nameVersion, stageVersion } from '../src/data-plane/suricata/stage-version.ts';
import { type RunningHistory, startTrafficHistory } from '../src/event-path/history/start-history.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLog } from '../src/platform/log.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { replayPolicy } from '../src/replay/replay-policy.ts';
import { desiredOf, type PolicyPart } from './box-driver.ts';
import { captureOf, tcpKnock, tcpTalk, udpTalk } from './write-capture.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FRONT = { ip: '192.0.2.10', mac: '02:00:00:00:00:10' };
const NAS = { ip: '192.0.2.20', mac: '02:00:00:00:00:20' };
const SIX = '2001:db8:a::10';
const LATVIA = '203.0.113.10';
const OTHER = '198.51.100.10';
const RESOLVER = '198.51.100.53';
const BAD = '198.51.100.66';

/** Noon of three days, the last of them yesterday. */
const noons = [3, 2, 1].map((ago) => Math.floor(Date.now() / DAY) * DAY - ago * DAY + 12 * HOUR);
let root: string;
let history: RunningHistory;

/** What a TLS client says first, from the real one. */
function clientHello(servername: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => undefined, write: (chunk: Buffer) => resolve(chunk) });
    connect({ socket: wire, servername }).on('error', () => wire.destroy());
  });
}

const page = (host: string) => Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
const question = (name: string) => encode({ type: 'query', id: 7, flags: 256, questions: [{ type: 'A', name }] });
const told = (name: string, data: string) =>
  encode({
    type: 'response',
    id: 7,
    flags: 256,
    questions: [{ type: 'A', name }],
    answers: [{ type: 'A', name, data, ttl: 60 }],
  });

async function threeDays(): Promise<Buffer> {
  const hello = await clientHello('riga.example');
  const frames = noons.flatMap((atMs, day) => {
    const port = 40_000 + day * 100;
    const from = (ip: string, to: string, fromPort: number, toPort: number) => ({
      atMs,
      from: ip,
      to,
      fromPort,
      toPort,
    });
    return [
      ...tcpTalk({ ...from(FRONT.ip, LATVIA, port, 443), says: [hello] }),
      ...tcpTalk({ ...from(FRONT.ip, OTHER, port + 1, 80), says: [page('shop.example'), answer] }),
      ...tcpTalk({ ...from(SIX, '2001:db8:1::10', port + 2, 80), says: [page('six.example'), answer] }),
      ...udpTalk({
        ...from(NAS.ip, RESOLVER, port + 3, 53),
        says: [question('cdn.bad.example'), told('cdn.bad.example', BAD)],
      }),
      ...tcpTalk({
        ...from(NAS.ip, BAD, port + 4, 8443),
        atMs: atMs + 1000,
        says: [Buffer.from('x'), Buffer.from('y')],
      }),
      ...tcpTalk({ ...from(OTHER, NAS.ip, port + 5, 3389), says: [Buffer.from('rdp'), Buffer.from('rdp')] }),
      ...tcpKnock(from(OTHER, NAS.ip, port + 6, 23)), // nobody answers: no conversation
    ];
  });
  return captureOf(frames);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'om-history-'));
  const engine = { dataDir: root, runDir: root, homeNetworks: ['192.0.2.0/24', '2001:db8:a::/48'] };
  const paths = enginePaths(engine);
  await mkdir(paths.versions, { recursive: true });
  const rules = selectRules(Buffer.alloc(0), [], { ...desiredOf(1), addressesOf: () => [] });
  const version = nameVersion(engine, rules);
  const staged = await stageVersion(engine, 'suricata', rules, version);
  if (!staged.ok) throw new Error(JSON.stringify(staged.error));
  const started = await startTrafficHistory({
    path: join(root, 'traffic.db'),
    socketPath: paths.trafficSocket,
    homeNetworks: engine.homeNetworks,
    macOf: (ip) => (ip === NAS.ip ? NAS.mac : ip === FRONT.ip || ip === SIX ? FRONT.mac : null),
    clock: systemClock,
    clockSynced: () => true,
    log: createLog('test'),
  });
  if (!started.ok) throw new Error(started.error.message);
  history = started.value;
  await writeFile(join(root, 'days.pcap'), await threeDays());
  const configuration = join(paths.versions, version.name, 'suricata.yaml');
  const argv = ['suricata', '-c', configuration, '-r', join(root, 'days.pcap'), '-l', root, '--runmode', 'single'];
  const ran = await runProgram(argv as [string, ...string[]], { timeoutMs: 60_000 });
  if (!ran.ok || ran.value.exitCode !== 0) throw new Error(JSON.stringify(ran));
  // The engine has ended; what it wrote may still wait in the socket.
  for (let round = 0; round < 100 && (history.counts.byType['flow'] ?? 0) < 21; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const committed = history.commit();
  if (!committed.ok) throw new Error(committed.error.message);
});

afterAll(async () => {
  await history?.close();
  await rm(root, { recursive: true, force: true });
});

const countryOf = (ip: string) => (ip.startsWith('203.0.113.') || ip.startsWith('2001:db8:1:') ? 'LV' : 'US');

async function replay(part: PolicyPart, inForce: PolicyPart = {}): Promise<ReplayReport> {
  const report = await replayPolicy({
    historyPath: join(root, 'traffic.db'),
    proposed: desiredOf(2, part),
    inForce: desiredOf(1, inForce),
    ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
    countryOf,
    nameOf: (mac) => (mac === NAS.mac ? 'NAS' : null),
    nowMs: Date.now(),
  });
  if (!report.ok) throw new Error(report.error.message);
  return report.value;
}

const linesOf = ({ devices }: ReplayReport) =>
  devices
    .flatMap(({ mac, destinations }) =>
      destinations.map((one) =>
        [
          mac,
          one.direction,
          one.name ?? one.ip,
          `${one.protocol}/${one.port}`,
          `${one.by.part} ${one.by.id}`,
          one.flows,
        ].join(' '),
      ),
    )
    .sort();

describe('three days of traffic, written by the real engine and remembered', () => {
  it('keeps each conversation with its name and nothing that was none', async () => {
    const report = await replay({});
    expect(history.counts.byType['flow']).toBe(21);
    expect(history.counts).toMatchObject({ malformed: 0, conversations: 18 });
    expect(report.looked).toMatchObject({ devices: 2, conversations: 6, flows: 18 });
    expect(report.lost).toEqual({ devices: 0, destinations: 0, flows: 0, bytes: 0 });
    expect(report.window?.from.slice(0, 10)).toBe(new Date(noons[0] ?? 0).toISOString().slice(0, 10));
    expect(report.window?.to.slice(0, 10)).toBe(new Date(noons[2] ?? 0).toISOString().slice(0, 10));
    expect(report.gaps).toEqual({ missed: 0, pruned: 0 });
  });

  it('a policy that closes a country and a port would have lost exactly these', async () => {
    const report = await replay({
      geo: { blockInbound: [], blockOutbound: ['LV'] },
      ports: [{ protocol: 'tcp', port: 3389, allow: [] }],
    });
    expect(linesOf(report)).toEqual([
      `${FRONT.mac} outbound riga.example tcp/443 country LV 3`,
      `${FRONT.mac} outbound six.example tcp/80 country LV 3`,
      `${NAS.mac} inbound ${OTHER} tcp/3389 port tcp/3389 3`,
    ]);
    expect(report.lost).toMatchObject({ devices: 2, destinations: 3, flows: 9 });
    expect(report.devices.find(({ mac }) => mac === NAS.mac)).toMatchObject({ name: 'NAS', ip: NAS.ip });
    expect(report.devices[0]?.destinations[0]?.lastSeen.slice(0, 10)).toBe(report.window?.to.slice(0, 10));
  });

  it('a domain list takes the question and what was reached by it; an exception for the device lets both pass', async () => {
    const domainLists = [{ name: 'ads', entries: ['bad.example'] }];
    const lost = [
      `${NAS.mac} outbound cdn.bad.example tcp/8443 domain-list ads 3`,
      `${NAS.mac} outbound cdn.bad.example udp/53 domain-list ads 3`,
    ];
    expect(linesOf(await replay({ domainLists }))).toEqual(lost);
    const until = '2999-01-01T00:00:00.000Z';
    const exceptions = [
      { id: 'x-1', target: { kind: 'domain' as const, domain: 'bad.example' }, device: NAS.mac, until, reason: 'test' },
    ];
    expect(linesOf(await replay({ domainLists, exceptions }))).toEqual([]);
  });

  it('what the policy in force stops as well is told apart, isolation comes first', async () => {
    const geo = { blockInbound: [], blockOutbound: ['LV'] };
    const both = await replay({ geo }, { geo });
    expect(both.lost.flows).toBe(0);
    expect(both.already).toEqual({ destinations: 2, flows: 6 });
    const isolated = await replay({ isolation: [{ mac: NAS.mac, until: null, reason: 'test' }] });
    expect(isolated.lost).toMatchObject({ devices: 1, flows: 9 });
    expect(linesOf(isolated)).toEqual([
      `${NAS.mac} inbound ${OTHER} tcp/3389 isolation ${NAS.mac} 3`,
      `${NAS.mac} outbound ${RESOLVER} udp/53 isolation ${NAS.mac} 3`,
      `${NAS.mac} outbound cdn.bad.example tcp/8443 isolation ${NAS.mac} 3`,
    ]);
  });
});
