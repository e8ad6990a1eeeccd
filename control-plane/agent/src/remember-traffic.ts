// Joins what remembers the office's traffic with what asks about it: history, replay, commands. The agent runs without
// a history (a full disk, a socket that cannot be had); a replay then says so by its code.
import { join } from 'node:path';
import type { BundlesInForce } from './bundles-in-force.ts';
import { startCommands } from './commands/run-commands.ts';
import type { LocalExceptions } from './config-path/inbox/local-exceptions.ts';
import type { Policy } from './config-path/plan/make-target.ts';
import type { EnginePaths } from './data-plane/suricata/render-config.ts';
import type { DeliveryRoom } from './deliver-bundles.ts';
import type { Conversation } from './event-path/history/conversation.ts';
import { HISTORY_FILE } from './event-path/history/read-history.ts';
import { startTrafficHistory } from './event-path/history/start-history.ts';
import type { FloodRoom } from './guard-floods.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { ApplicationRoom } from './know-applications.ts';
import type { MqttLink } from './mqtt-link/mqtt-link.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { SignedTraffic } from './platform/traffic-signs.ts';
import { replayPolicy } from './replay/replay-policy.ts';
import type { Settings } from './settings.ts';
import type { OffDutyRoom } from './watch-off-duty.ts';

export interface TrafficMemoryDeps {
  readonly settings: Settings;
  readonly bundles: BundlesInForce;
  readonly link: MqttLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly paths: EnginePaths;
  readonly clockSynced: { readonly now: () => boolean };
  readonly inventory: Pick<InventoryRoom, 'deviceOf' | 'nameOf' | 'onSigns' | 'onConversation'>;
  readonly inForce: () => Policy;
  readonly local: Pick<LocalExceptions, 'end'>;
  readonly floods: Pick<FloodRoom, 'release'>;
  readonly delivery: Pick<DeliveryRoom, 'remembers'>;
  readonly offDuty: Pick<OffDutyRoom, 'onConversation'>;
  readonly applications: Pick<ApplicationRoom, 'onSigns'>;
}

/** Gives what ends it. */
export async function rememberTraffic(deps: TrafficMemoryDeps): Promise<() => Promise<void>> {
  const { bundles, clock, inventory, link, log, paths, settings } = deps;
  const { appliance, center, dataDir, homeNetworks, ports } = settings;
  const historyPath = join(dataDir, HISTORY_FILE);
  const history = await startTrafficHistory({
    path: historyPath,
    socketPath: paths.trafficSocket,
    homeNetworks,
    macOf: (ip) => inventory.deviceOf(ip)?.mac ?? null,
    ...listenersOf(deps),
    clock,
    clockSynced: deps.clockSynced.now,
    log,
  });
  if (!history.ok) log.error({ error: history.error }, 'no traffic is remembered');
  if (history.ok) deps.delivery.remembers(() => history.value.commit());
  const commands = await startCommands({
    appliance,
    trustedKeys: center.trustedKeys,
    link,
    clock,
    log,
    bookPath: join(dataDir, 'commands.json'),
    endException: (id) => deps.local.end(id),
    releaseSource: (source) => deps.floods.release(source),
    replay: async (desired, signal) => {
      const written = history.ok ? history.value.commit() : history;
      if (!written.ok) return written;
      return await replayPolicy({
        historyPath,
        proposed: desired,
        inForce: deps.inForce(),
        ports,
        countryOf: bundles.countryOf,
        feeds: bundles.inForce().lists,
        nameOf: inventory.nameOf,
        nowMs: clock.nowMs(),
        signal,
      });
    },
  });
  return async () => {
    await commands.close();
    if (history.ok) await history.value.close();
  };
}

/** Who hears of each conversation beside the history. */
function listenersOf({ applications, inventory, offDuty }: TrafficMemoryDeps) {
  return {
    onConversation: (talk: Conversation): void => {
      offDuty.onConversation(talk);
      inventory.onConversation(talk);
    },
    onSigns: (traffic: SignedTraffic): void => {
      applications.onSigns(traffic);
      inventory.onSigns(traffic);
    },
  };
}
