// Joins what names applications (F5) with traffic, the engine's rules, the bundle and the event path, for main.ts.
import type { AdminApplication } from '@omamori/contract/admin-applications';
import type { Detection } from '@omamori/contract/detection';
import type { BundlesInForce } from './bundles-in-force.ts';
import type { EventPath } from './event-path/event-path.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { SignedTraffic } from './platform/traffic-signs.ts';
import { ApplicationTable } from './protection/applications/application-table.ts';
import { ApplicationNames } from './protection/applications/name-application.ts';
import { isOfTheOffice, isTold, tellApplication } from './protection/applications/tell-application.ts';

export interface ApplicationGround {
  readonly bundles: Pick<BundlesInForce, 'inForce' | 'countryOf' | 'feedDateOf'>;
  readonly inventory: Pick<InventoryRoom, 'deviceOf' | 'nameOf'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly clockSynced: { readonly now: () => boolean };
  readonly log: Log;
}

export interface ApplicationRoom {
  /** What a conversation showed of itself, or a rule said of it. */
  onSigns(traffic: SignedTraffic): void;
  rows(): AdminApplication[];
  /** From now on what has to be told is told. */
  open(events: Pick<EventPath, 'counted'>): void;
}

const APPLICATION_SOURCE = 'applications';

export function applicationRoom(ground: ApplicationGround): ApplicationRoom {
  const { bundles, clock, inventory, log } = ground;
  const table = new ApplicationTable();
  let names: { readonly of: ApplicationNames; readonly version: string } | null = null;
  let events: Pick<EventPath, 'counted'> | null = null;
  const namesNow = (): ApplicationNames => {
    const { version, applications } = bundles.inForce();
    if (names?.version !== version) names = { of: new ApplicationNames(applications), version };
    return names.of;
  };
  const tell = (detection: Detection): void => {
    const stored = events?.counted.store([detection], { source: APPLICATION_SOURCE, value: detection.at });
    if (stored !== undefined && !stored.ok) log.error(stored.error, 'an application could not be told');
  };
  return {
    onSigns(traffic) {
      const { rule, signs, ip, mac, atMs, bytes } = traffic;
      const application = rule === undefined ? namesNow().nameOf(signs) : namesNow().named(rule.application);
      if (application === null) return;
      const device = mac ?? ip;
      table.add({ device, application, atMs, bytes });
      // Asked for is not used: only an answered conversation is told.
      if (!isTold(application.category) || !signs.answered || !traffic.outbound) return;
      if (!table.tellOnce(device, application.name, atMs)) return;
      const context = { countryOf: bundles.countryOf, dateOf: bundles.feedDateOf, nameOf: inventory.nameOf };
      tell(tellApplication(traffic, application, { ...context, clockSynced: ground.clockSynced.now() }));
    },
    rows: () =>
      table.rows(clock.nowMs()).map(({ device, name, category, firstMs, lastMs, bytes, hours }) => {
        const shown = isOfTheOffice(category) ? null : device;
        return {
          device: shown,
          deviceName: shown === null ? null : inventory.nameOf(shown),
          application: name,
          category,
          firstSeen: new Date(firstMs).toISOString(),
          lastSeen: new Date(lastMs).toISOString(),
          bytes,
          hours: [...hours],
        };
      }),
    open: (path) => {
      events = path;
    },
  };
}
