// The program on the box: the only file that joins event path and config path.
//   main.ts --settings FILE        runs until SIGTERM
//   main.ts --hash-sticker-code    reads a code from standard input, prints what `stickerCodeHash` takes
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { countryOf, countryRanges } from '@omamori/bundle/country-table';
import { type Bundle, openBundle } from '@omamori/bundle/open-bundle';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import { Nft } from 'node-nftables';
import { boxMachine } from './config-path/actuate/box-machine.ts';
import { type ConfigPath, startConfigPath } from './config-path/config-path.ts';
import { readApplied } from './config-path/inbox/applied-document.ts';
import { basePolicy } from './config-path/plan/make-target.ts';
import { authenticateDocument } from './config-path/validate/authenticate-document.ts';
import { iptablesPhysdevRule } from './data-plane/bridge-nfqueue/iptables-physdev.ts';
import { nftQueueRule } from './data-plane/bridge-nfqueue/nft-queue.ts';
import { startEngineWatch } from './data-plane/engine-watch.ts';
import { fromNft } from './data-plane/kernel-door.ts';
import { isPortUp } from './data-plane/port-state.ts';
import { readFlow } from './data-plane/read-flow.ts';
import { reopenLogFiles } from './data-plane/suricata/activate-version.ts';
import { enginePaths } from './data-plane/suricata/render-config.ts';
import { listTable } from './event-path/classify/list-table.ts';
import { startEventPath } from './event-path/event-path.ts';
import { startInventory } from './inventory/inventory.ts';
import { startLocalAdmin } from './local-admin/local-admin.ts';
import { hashStickerCode } from './local-admin/sticker-code.ts';
import { startMqttLink } from './mqtt-link/mqtt-link.ts';
import { startCapture } from './platform/capture.ts';
import { systemClock } from './platform/clock.ts';
import { watchClockSynced } from './platform/clock-synced.ts';
import { createLog, type Log } from './platform/log.ts';
import { boxAndRouterMacs } from './platform/neighbour-macs.ts';
import { readSettings, type Settings } from './settings.ts';
import { startHealthMessages } from './status/health-messages.ts';
import { readBlock } from './status/read-blocks.ts';
import { readAdminStatus } from './status/read-status.ts';
import type { StatusSources } from './status/status-sources.ts';

export const AGENT_VERSION = '0.1.0';
const RELOAD_TIMEOUT_MS = 300_000;
const ENGINE_WAIT_MS = 5000;
const DAY_MS = 86_400_000;

type Stop = () => Promise<void> | void;

/** Starts every room in the order of their needs; `stops` grows with them, so that a failure half-way leaves nothing. */
async function startAgent(settings: Settings, log: Log, stops: Stop[]): Promise<Result<void>> {
  const { appliance, dataDir, runDir, homeNetworks, center } = settings;
  const clock = systemClock;
  const bundle = await openBundle(settings.bundleDir, center.trustedKeys);
  if (!bundle.ok) return bundle;
  const nft = fromNft(await Nft.open());
  if (!nft.ok) return nft;
  stops.push(() => nft.value.close());
  await mkdir(join(dataDir, 'eve'), { recursive: true });
  await mkdir(runDir, { recursive: true });

  const link = startMqttLink({ appliance, url: center.mqttUrl, agentVersion: AGENT_VERSION, clock, log });
  stops.push(() => link.close());
  const capture = await startCapture(log);
  stops.push(() => capture.close());
  const clockSynced = await watchClockSynced(settings.clockSyncedFile);
  stops.push(() => clockSynced.stop());
  const engineInput = { dataDir, runDir, homeNetworks };
  const paths = enginePaths(engineInput);
  const inventory = await startInventory({
    appliance,
    homeNetworks,
    path: join(dataDir, 'inventory.json'),
    link,
    clock,
    log,
  });
  stops.push(() => inventory.close());
  capture.handle({ onDiscovery: inventory.onFrame });

  // Blocks of the time without agent are told by the lists that stood then: those of the state on the disk.
  const before = await readApplied(join(dataDir, 'config'), (bytes) =>
    authenticateDocument(bytes, center.trustedKeys, appliance),
  );
  let lists = listTable(before.ok ? (before.value?.desired.addressLists ?? []) : []);
  const events = await startEventPath({
    appliance,
    homeNetworks,
    spoolPath: join(dataDir, 'spool.db'),
    evePath: paths.detectionsFile,
    link,
    clock,
    log,
    capture,
    nft: nft.value,
    countryOf: (ip) => countryOf(bundle.value.countries, ip),
    listOf: (ip) => lists(ip),
    deviceOf: inventory.deviceOf,
    nameOf: inventory.nameOf,
    clockSynced: clockSynced.now,
    reopenLogs: () => reopenLogFiles(paths),
  });
  if (!events.ok) return events;
  stops.push(() => events.value.close());

  const watch = await startEngineWatch({
    paths,
    queues: settings.engine.queues,
    clock,
    log,
    timeFile: join(dataDir, 'uninspected.json'),
  });
  stops.push(() => watch.stop());

  let config: ConfigPath | null = null;
  const sources: StatusSources = {
    appliance,
    agentVersion: AGENT_VERSION,
    nowMs: clock.nowMs,
    engine: () => watch.state(),
    rulesDate: () => bundle.value.date,
    config: () => config?.view() ?? { version: 0, policy: basePolicy(center.addresses) },
    center: () => ({ connected: link.connected, since: link.since }),
    isPortUp: (side) => isPortUp(settings.ports[side]),
    blocked24h: () => events.value.blockedSince(clock.nowMs() - DAY_MS),
    spool: () => ({ waiting: events.value.waiting(), dropped: events.value.dropped() }),
    devices: () => inventory.snapshot().devices.length,
    clockSynced: clockSynced.now,
  };
  const health = startHealthMessages(sources, link, (problem) => log.debug({ problem }, 'health not sent'));
  stops.push(() => health.stop());
  stops.push(watch.onChange(() => health.send()));
  stops.push(link.onState((connected) => void (connected && health.send())));

  const started = await startConfigPath({
    appliance,
    dataDir,
    trustedKeys: center.trustedKeys,
    centerAddresses: center.addresses,
    target: { ports: settings.ports, engine: engineInput, bundle: bundle.value, addressesOf: inventory.addressesOf },
    machine: boxMachine({
      nft: nft.value,
      queueRule: queueRuleOf(settings, nft.value),
      ranges: (country, family) => countryRanges(bundle.value.countries, country, family),
      engine: engineInput,
      engineProgram: settings.engine.program,
      nowMs: clock.nowMs,
      activate: {
        waitForSocketMs: ENGINE_WAIT_MS,
        reloadTimeoutMs: RELOAD_TIMEOUT_MS,
        onReloading: (reloading) => watch.setReloading(reloading),
      },
    }),
    knowsCountry: (country) => knowsCountry(bundle.value, country),
    neverIsolated: () => boxAndRouterMacs(Object.values(settings.ports)),
    probes: { engine: () => watch.state().protection, flow: () => readFlow(nft.value) },
    link,
    clock,
    log,
    rulesLoaded: () => watch.state().rulesLoaded,
    onPolicy: (policy) => {
      watch.setSwitchedOff(policy.ips.mode === 'off');
      lists = listTable(policy.addressLists);
    },
  });
  if (!started.ok) return started;
  config = started.value;
  stops.push(() => started.value.stop());

  // Last: until the first pass the guard of the box's own addresses does not stand.
  const { pageDir, ...place } = settings.localAdmin;
  const admin = await startLocalAdmin({
    ...place,
    ...(pageDir === undefined ? {} : { pageDir }),
    sessionsFile: join(dataDir, 'admin-sessions.json'),
    appliance,
    phone: settings.phone,
    nowMs: clock.nowMs,
    monotonicMs: clock.monotonicMs,
    readStatus: () => readAdminStatus(sources),
    readBlocks: (limit) => events.value.recentBlocks(limit).map((record) => readBlock(record.detection)),
    onProblem: (problem) => log.warn(problem, 'local admin'),
  });
  if (!admin.ok) return admin;
  stops.push(() => admin.value.close());
  log.info({ address: admin.value.address, version: config.view().version }, 'the box is ready');
  return ok(undefined);
}

function queueRuleOf(settings: Settings, nft: Nft) {
  const options = { queues: settings.engine.queues, bridge: settings.ports.bridge };
  return settings.engine.queueRule === 'nft-queue' ? nftQueueRule(nft, options) : iptablesPhysdevRule(options);
}

function knowsCountry(bundle: Bundle, country: string): boolean {
  return bundle.countries.codes.includes(country);
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

/** One coded sentence, exit 2: nothing half-started stays. */
function refuse(error: CodedError): never {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(2);
}

const HELP = `Usage: main.ts --settings FILE | --hash-sticker-code < CODE
The Omamori agent: runs on the appliance until SIGTERM. Settings: control-plane/agent/src/settings.ts.
`;

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { settings: { type: 'string' }, 'hash-sticker-code': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values['hash-sticker-code'] === true) {
    process.stdout.write(`${await hashStickerCode((await text(process.stdin)).trim())}\n`);
    return;
  }
  if (values.help === true || values.settings === undefined) {
    process.stdout.write(HELP);
    process.exit(values.help === true ? 0 : 2);
  }
  const settings = await readSettings(values.settings);
  if (!settings.ok) return refuse(settings.error);
  const log = createLog('agent');
  const stops: Stop[] = [];
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    void stopAll(stops).then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  await mkdir(dirname(join(settings.value.dataDir, 'x')), { recursive: true });
  const started = await startAgent(settings.value, log, stops);
  if (!started.ok) {
    log.error(started.error, 'the agent cannot start');
    await stopAll(stops);
    refuse(started.error);
  }
}

await run();
