// Joins what names applications (F5) with traffic, the engine's rules, the bundle and the event path, for main.ts.
import type { AdminApplication } from '@omamori/contract/admin-applications';
import type { Application } from '@omamori/contract/application-catalogue';
import type { ApplicationHour } from '@omamori/contract/application-hours';
import {
  type ApplicationPolicy,
  applicationMode,
  DEFAULT_APPLICATIONS,
  isOfTheOffice,
} from '@omamori/contract/application-policy';
import type { Detection } from '@omamori/contract/detection';
import type { BundlesInForce } from './bundles-in-force.ts';
import type { EventPath } from './event-path/event-path.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';
import type { SignedTraffic } from './platform/traffic-signs.ts';
import { ApplicationTable, type NamedApplication, UNKNOWN } from './protection/applications/application-table.ts';
import { ApplicationNames } from './protection/applications/name-application.ts';
import { tellApplication } from './protection/applications/tell-application.ts';

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
  onPolicy(policy: ApplicationPolicy): void;
  /** For the next message; null when nothing was seen. */
  health(): { readonly hours: ApplicationHour[] } | null;
  /** From now on what has to be told is told. */
  open(events: Pick<EventPath, 'counted'>): void;
}

const APPLICATION_SOURCE = 'applications';
/** What is refused and went on all the same is told when it carried this much: less is what a refusal itself costs. */
const WENT_ON_BYTES = 50_000;

export function applicationRoom(ground: ApplicationGround): ApplicationRoom {
  const { bundles, clock, inventory, log } = ground;
  const table = new ApplicationTable();
  let names: { readonly of: ApplicationNames; readonly version: string } | null = null;
  let events: Pick<EventPath, 'counted'> | null = null;
  let policy = DEFAULT_APPLICATIONS;
  const namesNow = (): ApplicationNames => {
    const { version, applications } = bundles.inForce();
    if (names?.version !== version) names = { of: new ApplicationNames(applications), version };
    return names.of;
  };
  const tell = (detection: Detection): void => {
    const stored = events?.counted.store([detection], { source: APPLICATION_SOURCE, value: detection.at });
    if (stored !== undefined && !stored.ok) log.error(stored.error, 'an application could not be told');
  };
  const deviceOf = (device: string, { category }: NamedApplication) => (isOfTheOffice(category) ? null : device);
  /** Asked for is not used: only an answered conversation is told, or one that was refused. */
  const isToBeTold = (traffic: SignedTraffic, application: Application, device: string): boolean => {
    const { mode, spared } = applicationMode(policy, application);
    if (mode === 'show' || spared.includes(device) || isOfTheOffice(application.category)) return false;
    if (traffic.refused === true) return true;
    if (!traffic.signs.answered || !traffic.outbound) return false;
    return mode === 'tell' || traffic.bytes > WENT_ON_BYTES;
  };
  return {
    onSigns(traffic) {
      const { rule, signs, ip, mac, atMs, bytes, refused = false } = traffic;
      const named = rule !== undefined && rule.application !== '';
      const application = named ? namesNow().named(rule.application) : namesNow().nameOf(signs);
      const device = mac ?? ip;
      // Unknown stays unknown, and is shown as such: of conversations with the outside that carried something.
      if (application === null) {
        if (traffic.outbound && bytes > 0) table.add({ device, application: UNKNOWN, atMs, bytes });
        return;
      }
      table.add({ device, application, atMs, bytes, refused });
      if (!isToBeTold(traffic, application, device)) return;
      if (!table.tellOnce(device, application.name, atMs, refused ? 'refused' : 'used')) return;
      const context = { countryOf: bundles.countryOf, dateOf: bundles.feedDateOf, nameOf: inventory.nameOf };
      tell(tellApplication(traffic, application, { ...context, clockSynced: ground.clockSynced.now() }));
    },
    onPolicy: (said) => {
      policy = said;
    },
    health: () => {
      const hours = table.nextToTell(deviceOf);
      return hours.length === 0 ? null : { hours };
    },
    rows: () =>
      table.rows(clock.nowMs()).map(({ device, name, category, firstMs, lastMs, bytes, refused, hours }) => {
        const shown = isOfTheOffice(category) ? null : device;
        return {
          device: shown,
          deviceName: shown === null ? null : inventory.nameOf(shown),
          application: name,
          category,
          firstSeen: new Date(firstMs).toISOString(),
          lastSeen: new Date(lastMs).toISOString(),
          bytes,
          ...(refused === 0 ? {} : { refused }),
          hours: [...hours],
        };
      }),
    open: (path) => {
      events = path;
    },
  };
}
