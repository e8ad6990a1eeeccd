import type { DeviceFact, InventoryDevice } from '@omamori/contract/inventory';
import { isoOf } from '../platform/clock.ts';
import { chooseLeaving } from './choose-leaving.ts';
import { joinDevices } from './join-devices.ts';
import {
  addFact,
  addName,
  bestName,
  countHour,
  countWeekHour,
  type KnownDevice,
  knowledgeOf,
  newDevice,
  noteAddress,
  notePlace,
  restoreKnowledge,
} from './known-device.ts';
import { quarterOf } from './local-hour.ts';
import { notePeer } from './note-peer.ts';
import type { Sighting } from './sighting.ts';
import type { StoredDevice } from './stored-inventory.ts';

/** Maker by MAC. */
export type VendorOf = (mac: string) => string | null;

const MOST_DEVICES = 250;
const MOST_ADDRESSES = 32;

/**
 * Devices by MAC, least recently seen first: a Map keeps the order of insertion, a seen device is put at the end.
 * An address belongs to one device at a time, the one seen with it last.
 */
export class DeviceTable {
  readonly #isHome: (ip: string) => boolean;
  readonly #hourOf: (ms: number) => number;
  readonly #devices = new Map<string, KnownDevice>();
  readonly #byAddress = new Map<string, KnownDevice>();

  readonly #vendorOf: VendorOf;
  readonly #dayOf: (ms: number) => number;
  #unseated = 0;

  /** `hourOf`: hour of the site's day; `dayOf`: day of its week, Monday 0. */
  constructor(
    isHome: (ip: string) => boolean,
    hourOf: (ms: number) => number,
    vendorOf: VendorOf = () => null,
    dayOf: (ms: number) => number = () => 0,
  ) {
    this.#dayOf = dayOf;
    this.#isHome = isHome;
    this.#hourOf = hourOf;
    this.#vendorOf = vendorOf;
  }

  get size(): number {
    return this.#devices.size;
  }

  /** True when a device, a name, an address or a fact is new; a mere sign of life is not. */
  see(sighting: Sighting, nowMs: number): boolean {
    const known = this.#devices.get(sighting.mac);
    const addresses = sighting.addresses.filter((address) => this.#isHome(address));
    if (known === undefined && addresses.length === 0 && sighting.names.length === 0) return false;
    const device = known ?? newDevice(sighting.mac, this.#vendorOf(sighting.mac), isoOf(nowMs), nowMs);
    this.#devices.delete(device.mac);
    this.#devices.set(device.mac, device);
    if (known === undefined || quarterOf(nowMs) !== quarterOf(device.lastSeenMs)) {
      countHour(device, this.#hourOf(nowMs));
      countWeekHour(device, this.#dayOf(nowMs) * 24 + this.#hourOf(nowMs));
    }
    device.lastSeenMs = nowMs;
    let changed = known === undefined;
    for (const address of addresses) {
      changed = this.#addAddress(device, address) || changed;
      noteAddress(device, address, nowMs);
    }
    for (const name of sighting.names) changed = addName(device, name) || changed;
    for (const fact of sighting.facts ?? []) changed = addFact(device, fact) || changed;
    changed = notePlace(device, sighting) || changed;
    this.#makeRoom(nowMs);
    return changed;
  }

  /** What its traffic says of a device that is known already; true when that is new. */
  learn(mac: string, facts: readonly DeviceFact[]): boolean {
    const device = this.#devices.get(mac);
    return device !== undefined && facts.filter((fact) => addFact(device, fact)).length > 0;
  }

  /** One conversation of a known device. */
  meet(mac: string, peer: string, port: number, atMs: number): void {
    const device = this.#devices.get(mac);
    if (device === undefined) return;
    const side = this.#isHome(peer) ? 'inside' : 'outside';
    notePeer(device.peers, { side, peer: peer.slice(0, 120), port, lastSeen: isoOf(atMs) });
  }

  deviceOf(ip: string): { mac: string; name: string | null } | null {
    const device = this.#byAddress.get(ip);
    return device === undefined ? null : { mac: device.mac, name: bestName(device) };
  }

  nameOf(mac: string): string | null {
    const device = this.#devices.get(mac);
    return device === undefined ? null : bestName(device);
  }

  addressesOf(mac: string): readonly string[] {
    return this.#devices.get(mac)?.addresses ?? [];
  }

  list(): InventoryDevice[] {
    const devices = [...this.#devices.values()];
    const joined = joinDevices(devices);
    return devices.map((device) => {
      const others = joined.get(device.mac);
      const own = toInventory(device);
      return others === undefined ? own : { ...own, known: { ...own.known, joined: others } };
    });
  }

  /** Devices that had to go since the agent started. */
  get unseated(): number {
    return this.#unseated;
  }

  /** The same with the facts, for the disk. */
  toStore(): StoredDevice[] {
    return [...this.#devices.values()].map((device) => ({
      ...toInventory(device),
      ...(device.facts.length === 0 ? {} : { facts: [...device.facts] }),
    }));
  }

  /** Devices of an earlier run, before anything was seen. */
  restore(devices: readonly StoredDevice[]): void {
    const oldestFirst = [...devices].sort((a, b) => (a.lastSeen < b.lastSeen ? -1 : 1));
    for (const { mac, names, addresses, firstSeen, lastSeen, known, facts } of oldestFirst) {
      const device = newDevice(mac, this.#vendorOf(mac), firstSeen, Date.parse(lastSeen));
      device.names = [...names];
      this.#devices.set(mac, device);
      for (const address of addresses) this.#addAddress(device, address);
      restoreKnowledge(device, known ?? {}, facts ?? []);
    }
    this.#makeRoom(Number.NEGATIVE_INFINITY);
  }

  #addAddress(device: KnownDevice, address: string): boolean {
    const owner = this.#byAddress.get(address);
    if (owner === device) return false;
    if (owner !== undefined) owner.addresses = owner.addresses.filter((other) => other !== address);
    device.addresses.push(address);
    this.#byAddress.set(address, device);
    for (const old of device.addresses.splice(0, Math.max(0, device.addresses.length - MOST_ADDRESSES))) {
      this.#byAddress.delete(old);
    }
    return true;
  }

  #makeRoom(nowMs: number): void {
    while (this.#devices.size > MOST_DEVICES) {
      const leaving = chooseLeaving(this.#devices.values(), nowMs);
      if (leaving === null) return;
      this.#unseated += 1;
      this.#devices.delete(leaving.mac);
      for (const address of leaving.addresses) this.#byAddress.delete(address);
    }
  }
}

function toInventory(device: KnownDevice): InventoryDevice {
  const { mac, names, addresses, firstSeen, lastSeenMs } = device;
  const known = knowledgeOf(device);
  const own = { mac, names: [...names], addresses: [...addresses], firstSeen, lastSeen: isoOf(lastSeenMs) };
  return known === undefined ? own : { ...own, known };
}
