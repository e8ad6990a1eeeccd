// Joins the web guard with the engine's socket, the raw socket and who knows devices and lists, for main.ts. The agent runs
// without it: what is stopped stays stopped, people then wait for a time-out.
import { openInjector } from 'node-nftables';
import type { BundlesInForce } from './bundles-in-force.ts';
import type { EnginePaths } from './data-plane/suricata/render-config.ts';
import { listenForTraffic } from './event-path/history/listen-traffic.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { MqttLink } from './mqtt-link/mqtt-link.ts';
import type { Clock } from './platform/clock.ts';
import { homeNetworksOf } from './platform/home-networks.ts';
import type { Log } from './platform/log.ts';
import { FeedSightings } from './protection/web-guard/feed-sightings.ts';
import { WebGuard } from './protection/web-guard/web-guard.ts';
import type { Settings } from './settings.ts';
import type { OffDutyRoom } from './watch-off-duty.ts';

export interface GuardWebDeps {
  readonly settings: Settings;
  readonly bundles: Pick<BundlesInForce, 'feedDateOf'>;
  readonly inventory: Pick<InventoryRoom, 'deviceOf' | 'nameOf'>;
  readonly paths: EnginePaths;
  readonly sightings: Pick<FeedSightings, 'of'>;
  readonly offDuty: Pick<OffDutyRoom, 'onRefused'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the center tells of others, from now on. */
export function followSightings(link: Pick<MqttLink, 'subscribe'>): FeedSightings {
  const sightings = new FeedSightings();
  link.subscribe('ack', (payload) => sightings.onAck(payload));
  return sightings;
}

/** Gives what ends it. */
export async function guardWeb(deps: GuardWebDeps): Promise<() => Promise<void>> {
  const { bundles, clock, inventory, log, paths, settings } = deps;
  const { appliance, homeNetworks, localAdmin, phone, ports, timeZone } = settings;
  const injector = openInjector(ports.bridge);
  if (!injector.ok) {
    log.error(injector.error, 'what is stopped gets no answer: people wait for a time-out');
    return async () => undefined;
  }
  const guard = new WebGuard({
    home: homeNetworksOf(homeNetworks),
    send: (packet) => injector.value.send(packet).ok,
    page: { appliance, phone, timeZone, boxPage: `https://${localAdmin.host}:${localAdmin.port}/` },
    deviceName: (ip) => {
      const known = inventory.deviceOf(ip);
      return known === null ? null : (inventory.nameOf(known.mac) ?? known.name);
    },
    feedDateOf: bundles.feedDateOf,
    othersOf: (feed) => deps.sightings.of(feed),
    onRefused: (category, ip) => deps.offDuty.onRefused(category, inventory.deviceOf(ip)?.mac ?? ip),
    nowMs: clock.nowMs,
    monotonicMs: clock.monotonicMs,
  });
  const door = await listenForTraffic(paths.guardSocket, () => guard.open(), log);
  if (!door.ok) log.error(door.error, 'what is stopped gets no answer: people wait for a time-out');
  return async () => {
    if (door.ok) await door.value.close();
    injector.value.close();
    log.debug(guard.counts, 'answers in the place of what was stopped');
  };
}
