// Joins the center's orders for bundles with what they need: the link, the bundles on the box, the remembered traffic.
import { join } from 'node:path';
import { openBundle } from '@omamori/bundle/open-bundle';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { err, type Result } from '@omamori/contract/result';
import type { BundlesInForce } from './bundles-in-force.ts';
import { followOrders, type OrderRoom } from './config-path/bundle/follow-orders.ts';
import type { ConfigPath } from './config-path/config-path.ts';
import { watchEngineLoad } from './data-plane/engine-load.ts';
import type { EnginePaths } from './data-plane/suricata/render-config.ts';
import { HISTORY_FILE } from './event-path/history/read-history.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { MqttLink } from './mqtt-link/mqtt-link.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import { replayBundle } from './replay/replay-bundle.ts';
import type { Settings } from './settings.ts';
import type { StatusSources } from './status/status-sources.ts';

export interface DeliverDeps {
  readonly settings: Settings;
  readonly bundles: BundlesInForce;
  readonly link: MqttLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly inventory: Pick<InventoryRoom, 'nameOf'>;
}

/** Stands before the health messages begin; `open` lets the orders in once the config path stands. */
export interface DeliveryRoom {
  /** For the status. */
  readonly sources: Pick<StatusSources, 'bundleDelivery' | 'engineLoad'>;
  /** What brings the traffic that is still in memory to where a dry run reads it. */
  remembers(commit: () => Result<void>): void;
  /** Told when the delivery changed in kind. */
  onChange(listener: () => void): void;
  /** Gives what ends the room. */
  open(deps: DeliverDeps, config: ConfigPath): Promise<() => Promise<void>>;
}

export function deliveryRoom(paths: EnginePaths, clock: Clock): DeliveryRoom {
  const load = watchEngineLoad(paths.pidFile, () => clock.monotonicMs());
  let orders: OrderRoom | null = null;
  let told = (): void => undefined;
  let commit = (): Result<void> => err('HST_OPEN_FAILED', 'No traffic is remembered.');
  return {
    sources: { bundleDelivery: () => orders?.delivery() ?? null, engineLoad: () => load.now() },
    remembers: (given) => {
      commit = given;
    },
    onChange: (listener) => {
      told = listener;
    },
    open: async (deps, config) => {
      const opened = await openOrders(
        deps,
        config,
        () => told(),
        () => commit(),
      );
      orders = opened;
      return async () => {
        load.stop();
        await opened.close();
      };
    },
  };
}

function openOrders(
  deps: DeliverDeps,
  config: ConfigPath,
  onChange: () => void,
  commit: () => Result<void>,
): Promise<OrderRoom> {
  const { bundles, clock, link, log, settings } = deps;
  return followOrders({
    appliance: settings.appliance,
    trusted: settings.center.trustedKeys,
    folder: join(settings.dataDir, 'bundles', 'ordered'),
    recordPath: join(settings.dataDir, 'bundles', 'delivery.json'),
    link,
    clock,
    log,
    bundles: {
      inForce: () => bundles.inForce().version,
      floor: () => bundles.store.floor(),
      folders: () => bundles.store.folders(),
      offer: (folder) => bundles.offer(config, folder),
      giveBack: () => bundles.giveBack(config),
    },
    dryRun: async (folder, signal) => {
      const written = commit();
      return written.ok ? await dryRun(deps, config, folder, signal) : written;
    },
    onChange,
  });
}

/** What the lists of the ordered bundle would have stopped of the remembered traffic, beyond those in force. */
async function dryRun(
  { bundles, clock, inventory, settings }: DeliverDeps,
  config: ConfigPath,
  folder: string,
  signal: AbortSignal,
): Promise<Result<ReplayReport>> {
  const opened = await openBundle(folder, settings.center.trustedKeys);
  if (!opened.ok) return opened;
  return await replayBundle({
    historyPath: join(settings.dataDir, HISTORY_FILE),
    policy: config.view().policy,
    ports: settings.ports,
    countryOf: bundles.countryOf,
    proposed: opened.value.lists,
    inForce: bundles.inForce().lists,
    nameOf: inventory.nameOf,
    nowMs: clock.nowMs(),
    signal,
  });
}
