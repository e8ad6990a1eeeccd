// Joins the box's own addresses with the rest, for main.ts: driver, what speaks against a wish, the page that follows.
import { networkInterfaces } from 'node:os';
import type { AdminNetworkPreview, NetworkProblem } from '@omamori/contract/admin-network';
import type { BoxNetwork, NetworkHealth } from '@omamori/contract/box-network';
import { err, ok, type Result } from '@omamori/contract/result';
import {
  type AddressRoom,
  type CenterWay,
  openAddressRoom,
  TRIAL_SECONDS,
} from './config-path/address/address-room.ts';
import { checkWish } from './config-path/address/check-wish.ts';
import { findOwner } from './config-path/address/find-owner.ts';
import { ipDriver } from './config-path/address/ip-driver.ts';
import type { NetworkDriver } from './config-path/address/network-driver.ts';
import { layersOfNow, layersOfWish } from './config-path/address/network-layers.ts';
import { networkRecord } from './config-path/address/network-record.ts';
import { IMAGE_PLACES, networkdDriver } from './config-path/address/networkd-driver.ts';
import type { InventoryRoom } from './inventory/inventory.ts';
import type { LineWatch } from './inventory/line-watch.ts';
import type { AdminRooms } from './local-admin/admin-deps.ts';
import type { LocalAdmin } from './local-admin/local-admin.ts';
import type { Clock } from './platform/clock.ts';
import { homeNetworksOf } from './platform/home-networks.ts';
import type { Log } from './platform/log.ts';
import type { Settings } from './settings.ts';

export interface BoxAddresses {
  readonly rooms: AdminRooms['network'];
  health(): NetworkHealth;
  /** From now on the page answers at whatever addresses the box has. */
  lead(page: Pick<LocalAdmin, 'follow'>): Promise<void>;
  stop(): Promise<void>;
}

interface Ground {
  readonly settings: Pick<Settings, 'ports' | 'dataDir' | 'addresses' | 'center' | 'homeNetworks'>;
  readonly link: CenterWay;
  readonly inventory: Pick<InventoryRoom, 'snapshot' | 'nameOf'>;
  readonly line: Pick<LineWatch, 'sightings'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Error: NET_OBSERVE_FAILED is told in the log; the box works without knowing its addresses. */
export async function openBoxAddresses(ground: Ground): Promise<BoxAddresses> {
  const { settings, link, clock, log } = ground;
  const { bridge } = settings.ports;
  const driver =
    settings.addresses === 'ip' ? ipDriver(bridge) : networkdDriver(bridge, IMAGE_PLACES(settings.dataDir));
  let page: Pick<LocalAdmin, 'follow'> | null = null;
  const room = await openAddressRoom({
    driver,
    record: networkRecord(settings.dataDir),
    center: link,
    clock,
    log,
    onAddresses: (addresses) => page?.follow(addresses),
  });
  return {
    rooms: roomsOf(ground, driver, room),
    health: () => room.health(),
    async lead(next) {
      page = next;
      await next.follow(room.now().addresses.map(({ address }) => address));
    },
    stop: () => room.stop(),
  };
}

function roomsOf(ground: Ground, driver: NetworkDriver, room: AddressRoom): AdminRooms['network'] {
  return {
    read: async () => ({
      standing: room.now(),
      asked: room.asked(),
      can: await driver.can(),
      trial: room.trial(),
      last: room.last(),
    }),
    preview: (wish) => preview(ground, driver, wish),
    async tryOut(wish) {
      const judged = await preview(ground, driver, wish);
      if (!judged.ok) return judged;
      const [problem] = judged.value.problems;
      if (problem !== undefined)
        return err(
          problem.code,
          `These addresses cannot be tried${problem.detail === null ? '.' : `: ${problem.detail}`}`,
        );
      return await room.tryOut(wish);
    },
    confirm: (token, at) => room.confirm(token, at),
    giveBack: () => room.giveBack(),
  };
}

async function preview(ground: Ground, driver: NetworkDriver, wish: BoxNetwork): Promise<Result<AdminNetworkPreview>> {
  const observed = await driver.observe();
  if (!observed.ok) return observed;
  const { settings } = ground;
  const { problems, warnings } = checkWish(wish, {
    can: await driver.can(),
    now: observed.value,
    centerAddresses: settings.center.addresses,
    elsewhere: prefixesElsewhere(settings.ports.bridge),
    isHome: (address) => homeNetworksOf(settings.homeNetworks).contains(address),
    ownerOf: (address) => seenOwner(ground, address),
  });
  const [before, after] = [layersOfNow(observed.value), layersOfWish(wish)];
  const held = new Set(observed.value.addresses.map(({ address }) => address));
  const added = after.addresses.filter(({ address }) => !held.has(address));
  const kept = new Set(after.addresses.map(({ address }) => address));
  const taken = problems.length > 0 ? [] : await askTheLine(settings.ports.bridge, added);
  return ok({
    added: added.map((one) => ({ ...one, given: false })),
    removed: before.addresses.filter(({ address }) => !kept.has(address)).map((one) => ({ ...one, given: false })),
    gatewaysBefore: observed.value.gateways,
    gatewaysAfter: after.gateways.map(({ via }) => via),
    problems: [...problems, ...taken],
    warnings: [...warnings],
    trialSeconds: TRIAL_SECONDS,
  });
}

async function askTheLine(bridge: string, added: readonly { address: string }[]): Promise<NetworkProblem[]> {
  const owners = await Promise.all(added.map(({ address }) => findOwner(bridge, address)));
  return owners.flatMap((owner) =>
    owner.ok && owner.value !== null ? [{ code: 'NET_ADDRESS_TAKEN', detail: owner.value }] : [],
  );
}

/** A device that is switched off does not answer for its address; a router may not answer at all. */
function seenOwner({ inventory, line }: Ground, address: string): string | null {
  const device = inventory.snapshot().devices.find(({ addresses }) => addresses.includes(address));
  if (device !== undefined) return inventory.nameOf(device.mac) ?? device.mac;
  return line.sightings().find((seen) => seen.address === address)?.mac ?? null;
}

function prefixesElsewhere(bridge: string): string[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => name !== bridge && !name.startsWith(`${bridge}.`))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:169\.254\.|fe80:)/i.test(address))
    .flatMap(({ cidr }) => (cidr === null ? [] : [cidr]));
}
