// The config path with the real kernel and engine, inside the box's namespace, driven by JSON lines on stdin:
// {"offer": base64} | {"state": true}; each is answered by one line with the last report and the engine's state.
import { createInterface } from 'node:readline';
import { Nft } from 'node-nftables';
import { pino } from 'pino';
import { boxMachine } from '../src/config-path/actuate/box-machine.ts';
import { startConfigPath } from '../src/config-path/config-path.ts';
import { iptablesPhysdevRule } from '../src/data-plane/bridge-nfqueue/iptables-physdev.ts';
import { gateQueueRule } from '../src/data-plane/bridge-nfqueue/queue-gate.ts';
import { startEngineWatch } from '../src/data-plane/engine-watch.ts';
import { readFlow, readInspection } from '../src/data-plane/read-flow.ts';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { startLocalAdmin } from '../src/local-admin/local-admin.ts';
import { hashStickerCode } from '../src/local-admin/sticker-code.ts';
import { systemClock } from '../src/platform/clock.ts';
import type { TestFeed } from './box-driver.ts';

const [dataDir = '', runDir = '', keyId = '', keyPem = '', waitMs = '0', rulesText = '', feedsText = '[]'] =
  process.argv.slice(2);
const OF_A_SITE = {
  story: 'dangerous-site',
  function: 'F3',
  severity: 'high',
  date: '2026-11-01',
  entries: 1,
} as const;
const ADMIN_PORT = 8443;
const REDIRECT_PORT = 8080;
const countries: Record<string, { 4: string[]; 6: string[] }> = {
  LV: { 4: ['203.0.113.0-203.0.113.255'], 6: ['2001:db8:1::-2001:db8:1:ffff:ffff:ffff:ffff:ffff'] },
  US: { 4: ['198.51.100.0-198.51.100.255'], 6: ['2001:db8:2::/48'] },
};
const engine = { dataDir, runDir, homeNetworks: ['192.0.2.0/24', '2001:db8:a::/64'] };
const log = pino({ level: process.env['OMAMORI_LOG_LEVEL'] ?? 'fatal' }, pino.destination(2));
const nft = await Nft.open();
if (!nft.ok) throw new Error(nft.error.message);
const gate = gateQueueRule(iptablesPhysdevRule({ queues: 2, bridge: 'br0' }));
const watch = await startEngineWatch({
  paths: enginePaths(engine),
  queues: 2,
  clock: systemClock,
  log,
  timeFile: `${dataDir}/uninspected.json`,
  intervalMs: 200,
  readCounts: () => readInspection(nft.value),
  gate,
});
const notAsked = async () => Promise.reject(new Error('not asked here'));
const admin = await startLocalAdmin({
  host: '::',
  port: ADMIN_PORT,
  redirectPort: REDIRECT_PORT,
  stickerCodeHash: await hashStickerCode('test code'),
  folder: dataDir,
  appliance: 'box-1',
  phone: '',
  clock: systemClock,
  clockSynced: () => true,
  upMs: () => 0,
  onProblem: (problem) => log.error(problem),
  rooms: {
    status: notAsked,
    blocks: () => [],
    devices: () => [],
    applications: () => [],
    install: notAsked,
    measureSpeed: notAsked,
    exceptions: { list: () => [], add: notAsked, end: notAsked },
    floods: { blocks: () => [], release: notAsked },
    network: { read: notAsked, preview: notAsked, tryOut: notAsked, confirm: notAsked, giveBack: notAsked },
    diagnostics: notAsked,
  },
});
if (!admin.ok) throw new Error(admin.error.message);
let last: unknown = null;
const path = await startConfigPath({
  appliance: 'box-1',
  dataDir,
  trustedKeys: { [keyId]: keyPem },
  centerAddresses: ['198.51.100.200'],
  target: {
    ports: { lan: 'lan', wan: 'wan', bridge: 'br0' },
    engine,
    addressesOf: (mac) => (mac === '02:00:00:00:00:05' ? ['192.0.2.10', '2001:db8:a::10'] : []),
    bundle: {
      version: 'test-1',
      rules: Buffer.from(rulesText),
      lists: (JSON.parse(feedsText) as TestFeed[]).map((feed) => ({ ...OF_A_SITE, ...feed, read: () => feed.names })),
      ranges: (country, family) => countries[country]?.[family] ?? [],
    },
  },
  machine: boxMachine({
    nft: nft.value,
    nowMs: systemClock.nowMs,
    queueRule: gate,
    engine,
    engineProgram: 'suricata',
    activate: {
      waitForSocketMs: Number(waitMs),
      reloadTimeoutMs: 20_000,
      onReloading: (busy) => watch.setReloading(busy),
    },
  }),
  knowsCountry: (country) => Object.hasOwn(countries, country),
  neverIsolated: async () => ['02:00:00:00:00:01', '02:00:00:00:00:02'],
  probes: {
    engine: () => watch.state().protection,
    flow: () => readFlow(nft.value),
    windowMs: Number(process.env['OMAMORI_WINDOW_MS'] ?? '8000'),
    idleMs: Number(process.env['OMAMORI_IDLE_MS'] ?? '0'),
    answerMs: 0, // no center stands behind the link of this child
  },
  link: {
    publish: async (_channel, payload) => {
      const report = JSON.parse(payload) as { last?: { outcome?: string } };
      if (process.env['OMAMORI_CENTER_AWAY'] === '1' && report.last?.outcome === 'probation')
        return { ok: false, error: { code: 'LNK_NOT_CONNECTED', message: 'down' } };
      last = report;
      return { ok: true, value: undefined };
    },
    onState: () => () => undefined,
    subscribe: () => () => undefined,
  },
  clock: systemClock,
  log,
  rulesLoaded: () => watch.state().rulesLoaded,
  driftCheckMs: Number(process.env['OMAMORI_DRIFT_MS'] ?? '300'),
});
if (!path.ok) throw new Error(path.error.message);
answer();
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as { offer?: string };
  if (command.offer !== undefined) await path.value.offer(Buffer.from(command.offer, 'base64'));
  await path.value.settled();
  await watch.look();
  answer();
}

function answer(): void {
  process.stdout.write(`${JSON.stringify({ report: last, engine: watch.state() })}\n`);
}
