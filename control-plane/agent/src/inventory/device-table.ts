import type { InventoryDevice } from '@omamori/contract/inventory';
import { isoOf } from '../platform/clock.ts';
import type { Sighting } from './sighting.ts';

const MOST_DEVICES = 250;
const MOST_ADDRESSES = 32;
const MOST_NAMES = 8;

interface Device {
  readonly mac: string;
  /** Newest last. */
  addresses: string[];
  names: InventoryDevice['names'];
  readonly firstSeen: string;
  lastSeenMs: number;
}

/**
 * Devices by MAC, least recently seen first: a Map keeps the order of insertion, a seen device is put at the end.
 * An address belongs to one device at a time, the one seen with it last.
 */
export class DeviceTable {
  readonly #isHome: (ip: string) => boolean;
  readonly #devices = new Map<string, Device>();
  readonly #byAddress = new Map<string, Device>();

  constructor(isHome: (ip: string) => boolean) {
    this.#isHome = isHome;
  }

  get size(): number {
    return this.#devices.size;
  }

  /** True when a device, a name or an address is new; a mere sign of life is not. */
  see(sighting: Sighting, nowMs: number): boolean {
    const known = this.#devices.get(sighting.mac);
    const addresses = sighting.addresses.filter((address) => this.#isHome(address));
    if (known === undefined && addresses.length === 0 && sighting.names.length === 0) return false;
    const device = known ?? { mac: sighting.mac, addresses: [], names: [], firstSeen: isoOf(nowMs), lastSeenMs: nowMs };
    this.#devices.delete(device.mac);
    this.#devices.set(device.mac, device);
    device.lastSeenMs = nowMs;
    let changed = known === undefined;
    for (const address of addresses) changed = this.#addAddress(device, address) || changed;
    for (const name of sighting.names) changed = addName(device, name) || changed;
    this.#forgetOldest();
    return changed;
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
    return [...this.#devices.values()].map(({ mac, names, addresses, firstSeen, lastSeenMs }) => ({
      mac,
      names: [...names],
      addresses: [...addresses],
      firstSeen,
      lastSeen: isoOf(lastSeenMs),
    }));
  }

  /** Devices of an earlier run, before anything was seen. */
  restore(devices: readonly InventoryDevice[]): void {
    const oldestFirst = [...devices].sort((a, b) => (a.lastSeen < b.lastSeen ? -1 : 1));
    for (const { mac, names, addresses, firstSeen, lastSeen } of oldestFirst) {
      const device: Device = { mac, addresses: [], names: [...names], firstSeen, lastSeenMs: Date.parse(lastSeen) };
      this.#devices.set(mac, device);
      for (const address of addresses) this.#addAddress(device, address);
    }
    this.#forgetOldest();
  }

  #addAddress(device: Device, address: string): boolean {
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

  #forgetOldest(): void {
    for (const device of this.#devices.values()) {
      if (this.#devices.size <= MOST_DEVICES) return;
      this.#devices.delete(device.mac);
      for (const address of device.addresses) this.#byAddress.delete(address);
    }
  }
}

/** What the DHCP server's list shows too comes first, and of one source the newest. */
function bestName(device: Device): string | null {
  return (device.names.find(({ source }) => source === 'dhcp') ?? device.names[0])?.name ?? null;
}

function addName(device: Device, fresh: InventoryDevice['names'][number]): boolean {
  const first = device.names.find(({ source }) => source === fresh.source);
  if (first?.name === fresh.name) return false;
  const others = device.names.filter(({ source, name }) => source !== fresh.source || name !== fresh.name);
  device.names = [fresh, ...others].slice(0, MOST_NAMES);
  return true;
}
