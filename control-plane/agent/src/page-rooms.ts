// Joins what the box's page shows and does, for main.ts: each room of the page as a function over the agent's rooms.
import { readFile } from 'node:fs/promises';
import { freemem, loadavg, networkInterfaces, release, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import type { AdminDevice } from '@omamori/contract/admin-devices';
import { type AdminInstall, type AdminPort, type AdminSpeed, adminSpeedSchema } from '@omamori/contract/admin-install';
import type { Detection } from '@omamori/contract/detection';
import { isPrivateMac } from '@omamori/contract/inventory';
import { ok, type Result } from '@omamori/contract/result';
import { sightingKey } from '@omamori/contract/sighting';
import { z } from 'zod';
import type { BundlesInForce } from './bundles-in-force.ts';
import type { LocalExceptions } from './config-path/inbox/local-exceptions.ts';
import type { Policy } from './config-path/plan/make-target.ts';
import type { EventPath } from './event-path/event-path.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { LineWatch } from './inventory/line-watch.ts';
import type { AdminRooms } from './local-admin/admin-deps.ts';
import { collectParts } from './local-admin/diagnostics/collect-parts.ts';
import type { Clock } from './platform/clock.ts';
import { readFileBounded, writeFileDurably } from './platform/durable-file.ts';
import { homeNetworksOf } from './platform/home-networks.ts';
import { gatewaysOf, macsOf } from './platform/neighbour-macs.ts';
import { type PortFacts, readPortFacts } from './platform/port-facts.ts';
import { reachHost } from './platform/reach-host.ts';
import type { FeedSightings } from './protection/web-guard/feed-sightings.ts';
import type { Settings } from './settings.ts';
import { judgeInstall } from './status/judge-install.ts';
import { measureSpeed, type PortSample } from './status/measure-speed.ts';
import { type RuleFacts, readBlock } from './status/read-blocks.ts';
import { readAdminStatus, readHealth } from './status/read-status.ts';
import type { StatusSources } from './status/status-sources.ts';

export interface PageGround {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly events: Pick<EventPath, 'recentBlocks'>;
  readonly inventory: Pick<InventoryRoom, 'snapshot' | 'nameOf'>;
  readonly line: LineWatch;
  readonly local: LocalExceptions;
  readonly floods: AdminRooms['floods'];
  readonly applications: { rows: AdminRooms['applications'] };
  readonly sources: StatusSources;
  readonly policy: () => Pick<Policy, 'exceptions' | 'isolation'>;
  readonly network: AdminRooms['network'];
  readonly sightings: Pick<FeedSightings, 'byKey'>;
  readonly bundles: Pick<BundlesInForce, 'inForce'>;
}

const CENTER_WAIT_MS = 1500;
const BLOCKS_FOR_THE_DESK = 200;

export function pageRooms(ground: PageGround): AdminRooms {
  const { sources, local, settings } = ground;
  const named = <E extends { readonly device: string | null }>(exception: E) => ({
    ...exception,
    deviceName: exception.device === null ? null : ground.inventory.nameOf(exception.device),
  });
  const exceptions = () => local.list(ground.policy()).map(named);
  const status = () => readAdminStatus(sources);
  const blocks = (limit: number) =>
    ground.events.recentBlocks(limit).map(({ detection }) => readBlock(detection, ruleFactsOf(ground, detection)));
  return {
    status,
    blocks,
    devices: () => devicesOf(ground),
    install: () => readInstall(ground),
    measureSpeed: () => measureAndKeep(ground),
    network: ground.network,
    exceptions: {
      list: exceptions,
      add: async (request) => {
        const added = await local.add(request);
        if (!added.ok) return added;
        const shown = exceptions().find(({ id }) => id === added.value.id);
        return ok(shown ?? named({ ...added.value, state: 'waiting' as const }));
      },
      end: (id) => local.end(id),
    },
    floods: ground.floods,
    applications: () => ground.applications.rows(),
    diagnostics: async () =>
      collectParts({
        system: systemFacts(sources.agentVersion),
        settings,
        status: await status(),
        health: readHealth(sources),
        install: await readInstall(ground),
        devices: devicesOf(ground),
        exceptions: exceptions(),
        blocks: blocks(BLOCKS_FOR_THE_DESK),
      }),
  };
}

/** How many others met the same, and how many entries the feed's lists have. */
function ruleFactsOf({ bundles, sightings }: PageGround, { rule }: Detection): RuleFacts {
  const others = sightings.byKey(sightingKey(rule));
  const lists = bundles.inForce().lists.filter(({ id }) => id === rule.feed);
  const entries = lists.reduce((sum, list) => sum + list.entries, 0);
  return { ...(others === null ? {} : { others }), ...(entries === 0 ? {} : { entries }) };
}

function devicesOf({ inventory }: PageGround): AdminDevice[] {
  const newestFirst = [...inventory.snapshot().devices].sort((a, b) => (a.lastSeen < b.lastSeen ? 1 : -1));
  return newestFirst.map((device) => ({
    ...device,
    name: inventory.nameOf(device.mac),
    privateMac: isPrivateMac(device.mac),
  }));
}

async function readInstall(ground: PageGround): Promise<AdminInstall> {
  const { settings, clock, line, sources, inventory } = ground;
  const [lan, wan] = await Promise.all([readPortFacts(settings.ports.lan), readPortFacts(settings.ports.wan)]);
  const ports = [portOf('lan', lan), portOf('wan', wan)];
  const [reach, gateways] = await Promise.all([reachCenter(settings, 1), gatewayMacs()]);
  const facts = {
    ports,
    sightings: line.sightings(),
    watchedSeconds: line.watchedSeconds(),
    devices: inventory.snapshot().devices.length,
    gateways,
    isHome: (address: string) => homeNetworksOf(settings.homeNetworks).contains(address),
    addresses: ownAddresses(settings.ports.bridge),
    center: { named: reach.named, milliseconds: reach.milliseconds[0] ?? null, connected: sources.center().connected },
    clockSynced: sources.clockSynced(),
    protection: sources.engine().protection,
  };
  const { sightings, watchedSeconds } = facts;
  const speeds = await readSpeeds(settings);
  return {
    now: new Date(clock.nowMs()).toISOString(),
    watchedSeconds,
    checks: judgeInstall(facts),
    ports,
    sightings,
    speeds,
  };
}

function portOf(side: 'lan' | 'wan', { up, speedMbps, duplex, errors }: PortFacts): AdminPort {
  return { side, up, speedMbps, duplex, errors };
}

function reachCenter(settings: Settings, tries: number) {
  const { hostname, port, protocol } = new URL(settings.center.enrolUrl ?? settings.center.mqttUrl ?? '');
  const usual = protocol === 'https:' ? 443 : 1883;
  const host = hostname.replace(/^\[|\]$/g, '');
  return reachHost(host, port === '' ? usual : Number(port), tries, CENTER_WAIT_MS);
}

async function gatewayMacs(): Promise<string[]> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const [routes, neighbours] = await Promise.all([read('/proc/self/net/route'), read('/proc/self/net/arp')]);
  const macs = macsOf(neighbours);
  return gatewaysOf(routes).map((gateway) => macs.get(gateway) ?? gateway);
}

/** Of the bridge, without link-local ones. */
function ownAddresses(bridge: string): string[] {
  const all = networkInterfaces()[bridge] ?? [];
  return all.map(({ address }) => address).filter((address) => !/^(?:169\.254\.|fe80:)/.test(address));
}

async function measureAndKeep({ settings, clock }: PageGround): Promise<Result<AdminSpeed>> {
  const speed = await measureSpeed({
    nowMs: clock.nowMs,
    monotonicMs: clock.monotonicMs,
    sample: () => samplePorts(settings),
    reachCenter: async (tries) => (await reachCenter(settings, tries)).milliseconds,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const others = (await readSpeeds(settings)).filter(({ placed }) => placed !== speed.placed);
  const kept = await writeFileDurably(speedFile(settings), JSON.stringify([...others, speed]), 0o600);
  return kept.ok ? ok(speed) : kept;
}

async function samplePorts({ ports }: Settings): Promise<PortSample> {
  const [lan, wan] = await Promise.all([readPortFacts(ports.lan), readPortFacts(ports.wan)]);
  return {
    lanUp: lan.up === true,
    wanUp: wan.up === true,
    inBytes: wan.receivedBytes,
    outBytes: wan.sentBytes,
    errors: lan.errors + wan.errors,
  };
}

function speedFile({ dataDir }: Settings): string {
  return join(dataDir, 'admin-speeds.json');
}

/** The one from before the box was put in must outlive the power cut of putting it in. Unreadable means none. */
async function readSpeeds(settings: Settings): Promise<AdminSpeed[]> {
  const content = await readFileBounded(speedFile(settings), 8 * 1024);
  if (!content.ok) return [];
  try {
    const parsed = z
      .array(adminSpeedSchema)
      .max(2)
      .safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? parsed.data : [];
  } catch {
    return []; // a measurement is made again in ten seconds
  }
}

function systemFacts(agentVersion: string) {
  return {
    agentVersion,
    node: process.version,
    kernel: release(),
    upSeconds: Math.round(uptime()),
    memoryBytes: { total: totalmem(), free: freemem(), agent: process.memoryUsage.rss() },
    loads: loadavg(),
  };
}
