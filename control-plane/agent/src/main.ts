// The program on the box: the only file that joins event path and config path.
//   main.ts --settings FILE        runs until SIGTERM
//   main.ts --hash-sticker-code    reads a code from standard input, prints what `stickerCodeHash` takes
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import { Nft } from 'node-nftables';
import { openBoxAddresses } from './box-addresses.ts';
import { type BundlesInForce, openBundlesInForce } from './bundles-in-force.ts';
import { boxMachine } from './config-path/actuate/box-machine.ts';
import { type ConfigPath, startConfigPath } from './config-path/config-path.ts';
import { readApplied } from './config-path/inbox/applied-document.ts';
import { openLocalExceptions } from './config-path/inbox/local-exceptions.ts';
import { basePolicy } from './config-path/plan/make-target.ts';
import { authenticateDocument } from './config-path/validate/authenticate-document.ts';
import { iptablesPhysdevRule } from './data-plane/bridge-nfqueue/iptables-physdev.ts';
import { nftQueueRule } from './data-plane/bridge-nfqueue/nft-queue.ts';
import { gateQueueRule, type QueueGate } from './data-plane/bridge-nfqueue/queue-gate.ts';
import { type EngineWatch, startEngineWatch } from './data-plane/engine-watch.ts';
import { fromNft } from './data-plane/kernel-door.ts';
import { isPortUp } from './data-plane/port-state.ts';
import { readFlow, readInspection } from './data-plane/read-flow.ts';
import { reopenLogFiles } from './data-plane/suricata/activate-version.ts';
import { enginePaths } from './data-plane/suricata/render-config.ts';
import { deliveryRoom } from './deliver-bundles.ts';
import { enrolBox } from './enrol-box.ts';
import { type EventPath, startEventPath } from './event-path/event-path.ts';
import { floodRoom } from './guard-floods.ts';
import { followSightings, guardWeb } from './guard-web.ts';
import { startInventory } from './inventory/inventory.ts';
import { startLineWatch } from './inventory/line-watch.ts';
import { applicationRoom } from './know-applications.ts';
import { type LocalAdmin, startLocalAdmin } from './local-admin/local-admin.ts';
import { hashStickerCode } from './local-admin/sticker-code.ts';
import { startMqttLink } from './mqtt-link/mqtt-link.ts';
import { pageRooms } from './page-rooms.ts';
import { systemBootClock } from './platform/boot-clock.ts';
import { startCapture } from './platform/capture.ts';
import { systemClock } from './platform/clock.ts';
import { watchClockSynced } from './platform/clock-synced.ts';
import { createLog, type Log } from './platform/log.ts';
import { boxAndRouterMacs } from './platform/neighbour-macs.ts';
import { portSides } from './platform/port-sides.ts';
import { tellSystemd } from './platform/tell-systemd.ts';
import { fileRoom } from './read-files.ts';
import { rememberTraffic } from './remember-traffic.ts';
import { readSettings, type Settings } from './settings.ts';
import { startHealthMessages } from './status/health-messages.ts';
import type { StatusSources } from './status/status-sources.ts';
import { noteHeard } from './system-update/note-heard.ts';
import { readSystemStatus } from './system-update/read-system-status.ts';
import { watchOffDuty } from './watch-off-duty.ts';

export const AGENT_VERSION = '0.1.0';
const RELOAD_TIMEOUT_MS = 300_000;
const ENGINE_WAIT_MS = 5000;
const DAY_MS = 86_400_000;

type Stop = () => Promise<void> | void;

/** What the rooms of both paths stand on. `stops` grows with each room, so that a failure half-way leaves nothing. */
type Ground = Awaited<ReturnType<typeof layGround>>;

async function layGround(settings: Settings, bundles: BundlesInForce, nft: Nft, log: Log, stops: Stop[]) {
  const { appliance, dataDir, runDir, homeNetworks } = settings;
  const clock = systemClock;
  await mkdir(join(dataDir, 'eve'), { recursive: true });
  await mkdir(runDir, { recursive: true });
  const identity = await enrolBox(settings, clock, log);
  stops.push(() => identity.stop());
  const link = startMqttLink({ appliance, url: identity.target, agentVersion: AGENT_VERSION, clock, log });
  stops.push(() => link.close());
  identity.start(link);
  const capture = await startCapture(log);
  stops.push(() => capture.close());
  const clockSynced = await watchClockSynced(settings.clockSyncedFile);
  stops.push(() => clockSynced.stop());
  const path = join(dataDir, 'inventory.json');
  const inventory = await startInventory({
    appliance,
    homeNetworks,
    timeZone: settings.timeZone,
    vendorOf: (mac) => bundles.inForce().vendorOf(mac),
    path,
    link,
    clock,
    log,
  });
  stops.push(() => inventory.close());
  const line = startLineWatch(portSides(settings.ports), clock);
  capture.handle({ onDiscovery: inventory.onFrame, onLine: line.onFrame });
  const exceptions = await openLocalExceptions(join(dataDir, 'local-exceptions.json'), clock);
  if (!exceptions.problem.ok) log.error(exceptions.problem.error, 'exceptions made at the box are lost');
  const addresses = await openBoxAddresses({ settings, link, inventory, line, clock, log });
  stops.push(() => addresses.stop());
  const offDuty = await watchOffDuty({ settings, bundles, clock, clockSynced, log });
  stops.push(() => offDuty.close());
  const engine = { dataDir, runDir, homeNetworks };
  return {
    settings,
    bundles,
    nft,
    log,
    stops,
    clock,
    link,
    identity,
    capture,
    clockSynced,
    inventory,
    line,
    local: exceptions.local,
    addresses,
    offDuty,
    applications: applicationRoom({ bundles, inventory, clock, clockSynced, log }),
    floods: floodRoom(),
    reading: fileRoom(), // not `files`: that is the config path's door to the disk
    sightings: followSightings(link),
    engine,
    paths: enginePaths(engine),
    delivery: deliveryRoom(enginePaths(engine), clock),
  };
}

/** Starts every room in the order of their needs. */
async function startAgent(settings: Settings, log: Log, stops: Stop[]): Promise<Result<void>> {
  const bundles = await openBundlesInForce(settings, log);
  if (!bundles.ok) return bundles;
  const nft = fromNft(await Nft.open());
  if (!nft.ok) return nft;
  stops.push(() => nft.value.close());
  const ground = await layGround(settings, bundles.value, nft.value, log, stops);
  const lists = await listsInForce(ground);
  const events = await startEvents(ground, lists);
  if (!events.ok) return events;
  stops.push(await guardWeb(ground));
  stops.push(await ground.reading.open({ ...ground, events: events.value }));
  const gate = gateQueueRule(queueRuleOf(settings, ground.nft));
  const watch = await startEngineWatch({
    paths: ground.paths,
    queues: settings.engine.queues,
    clock: ground.clock,
    log,
    timeFile: join(settings.dataDir, 'uninspected.json'),
    timeZone: settings.timeZone,
    readCounts: () => readInspection(ground.nft),
    gate,
  });
  stops.push(() => watch.stop());
  const view: View = { config: null, page: null };
  const sources = startStatus(ground, events.value, watch, view);
  const config = await startConfig(ground, watch, gate, lists);
  if (!config.ok) return config;
  view.config = config.value;
  const mode = () => config.value.view().policy.floods.mode;
  stops.push(ground.floods.open({ ...ground, events: events.value, mode }));
  stops.push(await ground.bundles.watch(config.value));
  stops.push(await ground.delivery.open(ground, config.value));
  stops.push(await rememberTraffic({ ...ground, inForce: () => config.value.view().policy }));
  // Last: until the first pass the guard of the box's own addresses does not stand.
  const page = await startPage(ground, events.value, sources, config.value);
  if (!page.ok) return page;
  view.page = page.value;
  log.info({ address: page.value.address, version: config.value.view().version }, 'the box is ready');
  return ok(undefined);
}

/** Filled as the rooms open: what the status reads before there is one is nothing yet. */
interface View {
  config: ConfigPath | null;
  page: LocalAdmin | null;
}

interface ListsInForce {
  of: ReturnType<BundlesInForce['listOf']>;
}

/** Blocks of the time without agent are told by the lists that stood then: those of the state on the disk. */
async function listsInForce({ bundles, settings }: Ground): Promise<ListsInForce> {
  const before = await readApplied(join(settings.dataDir, 'config'), (bytes) =>
    authenticateDocument(bytes, settings.center.trustedKeys, settings.appliance),
  );
  const inForce = before.ok ? before.value?.desired : undefined;
  return { of: bundles.listOf(inForce ?? basePolicy(settings.center.addresses)) };
}

async function startEvents(ground: Ground, lists: ListsInForce): Promise<Result<EventPath>> {
  const { settings, bundles, inventory, paths, stops } = ground;
  const events = await startEventPath({
    ...ground,
    appliance: settings.appliance,
    homeNetworks: settings.homeNetworks,
    spoolPath: join(settings.dataDir, 'spool.db'),
    evePath: paths.detectionsFile,
    countryOf: bundles.countryOf,
    listOf: (ip) => lists.of(ip),
    feedOf: bundles.feedOf,
    feedDateOf: bundles.feedDateOf,
    deviceOf: inventory.deviceOf,
    nameOf: inventory.nameOf,
    clockSynced: ground.clockSynced.now,
    reopenLogs: () => reopenLogFiles(paths),
    onFloodSample: ground.floods.onSample,
    onSigns: ground.applications.onSigns,
  });
  if (events.ok) ground.applications.open(events.value);
  if (events.ok) stops.push(() => events.value.close());
  return events;
}

/** The read-only view of everything, and the health messages made of it. */
function startStatus(ground: Ground, events: EventPath, watch: EngineWatch, view: View) {
  const { settings, bundles, link, inventory, clock, log, stops } = ground;
  const sources: StatusSources = {
    appliance: settings.appliance,
    agentVersion: AGENT_VERSION,
    nowMs: clock.nowMs,
    engine: () => watch.state(),
    rulesDate: () => bundles.inForce().date,
    config: () => view.config?.view() ?? { version: 0, policy: basePolicy(settings.center.addresses) },
    center: () => ({ connected: link.connected, since: link.since }),
    isPortUp: (side) => isPortUp(settings.ports[side]),
    blocked24h: () => events.blockedSince(clock.nowMs() - DAY_MS),
    spool: () => ({ waiting: events.waiting(), dropped: events.dropped() }),
    eventStorage: () => events.storage(),
    devices: () => inventory.snapshot().devices.length,
    clockSynced: ground.clockSynced.now,
    seeing: () => ground.capture.state === 'reading',
    pageFingerprint: () => view.page?.fingerprint() ?? null,
    localExceptions: () => ground.local.waiting(),
    network: ground.addresses.health,
    ...ground.delivery.sources,
    files: ground.reading.health,
    offDuty: ground.offDuty.health,
    applications: ground.applications.health,
    system: () => readSystemStatus(settings.runDir),
    floodBlocks: () => ground.floods.blocks(),
  };
  const health = startHealthMessages(sources, noteHeard(link, settings.runDir), (problem) =>
    log.debug({ problem }, 'health not sent'),
  );
  stops.push(() => health.stop());
  ground.delivery.onChange(() => health.send());
  stops.push(watch.onChange(() => health.send()));
  stops.push(link.onState((connected) => void (connected && health.send())));
  return sources;
}

async function startConfig(
  ground: Ground,
  watch: EngineWatch,
  gate: QueueGate,
  lists: ListsInForce,
): Promise<Result<ConfigPath>> {
  const { settings, bundles, nft, engine, clock, inventory, stops } = ground;
  const { center, ports } = settings;
  const config = await startConfigPath({
    ...ground,
    appliance: settings.appliance,
    dataDir: settings.dataDir,
    trustedKeys: center.trustedKeys,
    centerAddresses: center.addresses,
    target: { ports, engine, bundle: bundles.target(), addressesOf: inventory.addressesOf },
    machine: boxMachine({
      nft,
      queueRule: gate,
      engine,
      engineProgram: settings.engine.program,
      antivirus: ground.reading.door,
      nowMs: clock.nowMs,
      activate: {
        waitForSocketMs: ENGINE_WAIT_MS,
        reloadTimeoutMs: RELOAD_TIMEOUT_MS,
        onReloading: (reloading) => watch.setReloading(reloading),
      },
    }),
    knowsCountry: bundles.knowsCountry,
    neverIsolated: () => boxAndRouterMacs(Object.values(ports)),
    probes: { engine: () => watch.state().protection, flow: () => readFlow(nft) },
    rulesLoaded: () => watch.state().rulesLoaded,
    onPolicy: (policy) => {
      watch.setSwitchedOff(policy.ips.mode === 'off');
      ground.reading.onPolicy(policy);
      ground.offDuty.onPolicy(policy.offDuty);
      ground.applications.onPolicy(policy.applications);
      lists.of = bundles.listOf(policy);
    },
  });
  if (config.ok) stops.push(() => config.value.stop());
  return config;
}

/** The box's own page. */
async function startPage(
  ground: Ground,
  events: EventPath,
  sources: StatusSources,
  config: ConfigPath,
): Promise<Result<LocalAdmin>> {
  const { settings, clock, log, stops } = ground;
  const boot = systemBootClock();
  const page = await startLocalAdmin({
    ...settings.localAdmin,
    visitSecret: ground.identity.visitSecret(),
    onStickerCode: ground.identity.claimWith,
    folder: settings.dataDir,
    appliance: settings.appliance,
    phone: settings.phone,
    clock,
    clockSynced: ground.clockSynced.now,
    upMs: boot.nowMs,
    onProblem: (problem) => log.warn(problem, 'local admin'),
    rooms: pageRooms({
      ...ground,
      network: ground.addresses.rooms,
      events,
      sources,
      policy: () => config.view().policy,
    }),
  });
  if (page.ok) stops.push(() => page.value.close());
  if (page.ok) await ground.addresses.lead(page.value);
  if (page.ok) ground.identity.onSecret(page.value.takeVisitSecret);
  return page;
}

function queueRuleOf(settings: Settings, nft: Nft) {
  const options = { queues: settings.engine.queues, bridge: settings.ports.bridge };
  return settings.engine.queueRule === 'nft-queue' ? nftQueueRule(nft, options) : iptablesPhysdevRule(options);
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
  const started = await startAgent(settings.value, log, stops);
  if (!started.ok) {
    log.error(started.error, 'the agent cannot start');
    await stopAll(stops);
    refuse(started.error);
  }
  const manager = tellSystemd(log);
  stops.push(() => manager.stop());
  await manager.ready();
}

await run();
