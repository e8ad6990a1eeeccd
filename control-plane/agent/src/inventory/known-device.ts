import type { DeviceFact, DeviceKnowledge, DevicePeer, InventoryDevice } from '@omamori/contract/inventory';
import { isoOf } from '../platform/clock.ts';
import { type Classified, classifyDevice } from './classify-device.ts';
import { keyOf, mostOften } from './note-peer.ts';
import type { DeviceName, NameSource, Sighting } from './sighting.ts';

const MOST_NAMES = 8;
const MOST_FACTS = 24;
const MOST_OF_ONE_FACT = 8;
const MOST_ADDRESS_TIMES = 12;
const FULL_HOUR = 400;
const FULL_WEEK_HOUR = 99;
const MOST_CARRIED = 64;

/** What is remembered of one device; everything in it is bounded. */
export interface KnownDevice {
  readonly mac: string;
  readonly vendor: string | null;
  /** Those it has now, newest last. */
  addresses: string[];
  names: InventoryDevice['names'];
  otherNames: { source: string; name: string }[];
  /** Newest last. */
  facts: DeviceFact[];
  hours: number[];
  /** Quarters of hours by hour of the site's week, Monday first. */
  week: number[];
  /** Whose MAC its frames came under. */
  behind: string | null;
  /** Addresses that it passes on. */
  readonly carries: Set<string>;
  /** At most twelve, whoever was talked to least often gives way. */
  readonly peers: Map<string, DevicePeer>;
  /** By address, newest last: also of those it has no longer. */
  readonly addressTimes: Map<string, { readonly firstMs: number; lastMs: number }>;
  classified: Classified;
  readonly firstSeen: string;
  lastSeenMs: number;
}

export function newDevice(mac: string, vendor: string | null, firstSeen: string, lastSeenMs: number): KnownDevice {
  return {
    mac,
    vendor,
    addresses: [],
    names: [],
    otherNames: [],
    facts: [],
    hours: new Array<number>(24).fill(0),
    week: new Array<number>(168).fill(0),
    behind: null,
    carries: new Set(),
    peers: new Map(),
    addressTimes: new Map(),
    classified: {},
    firstSeen,
    lastSeenMs,
  };
}

/** True when it is the newest of its source for the first time. */
export function addName(device: KnownDevice, { source, name }: DeviceName): boolean {
  const isNew =
    source === 'dhcp' || source === 'mdns'
      ? put(device.names, { source, name }, (names) => (device.names = names))
      : put(device.otherNames, { source, name }, (names) => (device.otherNames = names));
  if (isNew) classify(device);
  return isNew;
}

function put<N extends { readonly source: string; readonly name: string }>(
  names: readonly N[],
  fresh: N,
  keep: (names: N[]) => void,
): boolean {
  const first = names.find(({ source }) => source === fresh.source);
  if (first?.name === fresh.name) return false;
  const others = names.filter(({ source, name }) => source !== fresh.source || name !== fresh.name);
  keep([fresh, ...others].slice(0, MOST_NAMES));
  return true;
}

/** True when it was not known. One that says ever new things pushes its own old ones out, of the same sort first. */
export function addFact(device: KnownDevice, fresh: DeviceFact): boolean {
  if (device.facts.some(({ fact, value }) => fact === fresh.fact && value === fresh.value)) return false;
  const same = device.facts.filter(({ fact }) => fact === fresh.fact);
  const leaving =
    same.length >= MOST_OF_ONE_FACT ? same[0] : device.facts.length >= MOST_FACTS ? device.facts[0] : null;
  device.facts = [...device.facts.filter((one) => one !== leaving), fresh];
  classify(device);
  return true;
}

/** Notes that it was there with that address. */
export function noteAddress(device: KnownDevice, address: string, nowMs: number): void {
  const firstMs = device.addressTimes.get(address)?.firstMs ?? nowMs;
  device.addressTimes.delete(address);
  device.addressTimes.set(address, { firstMs, lastMs: nowMs });
  const [oldest] = device.addressTimes.keys();
  if (device.addressTimes.size > MOST_ADDRESS_TIMES && oldest !== undefined) device.addressTimes.delete(oldest);
}

/** Counts a quarter of an hour in which it was seen. */
export function countHour(device: KnownDevice, hour: number): void {
  const count = (device.hours[hour] ?? 0) + 1;
  if (count > FULL_HOUR) device.hours = device.hours.map((one) => Math.floor(one / 2));
  device.hours[hour] = Math.min(count, (device.hours[hour] ?? 0) + 1);
}

/** The same by hour of the site's week, 0 to 167. */
export function countWeekHour(device: KnownDevice, hour: number): void {
  if ((device.week[hour] ?? 0) >= FULL_WEEK_HOUR) device.week = device.week.map((one) => Math.floor(one / 2));
  device.week[hour] = (device.week[hour] ?? 0) + 1;
}

/** True when that is new. */
export function notePlace(device: KnownDevice, { behind, carries }: Pick<Sighting, 'behind' | 'carries'>): boolean {
  const before = [device.behind, device.carries.size] as const;
  if (behind !== undefined) device.behind = behind;
  if (carries !== undefined && device.carries.size < MOST_CARRIED) device.carries.add(carries);
  return device.behind !== before[0] || (before[1] === 0 && device.carries.size > 0);
}

/** Order of trust; of one source the newest. What the DHCP server's list shows too comes first. */
const BEST_FIRST: readonly NameSource[] = [
  'dhcp',
  'dhcpv6',
  'mdns',
  'netbios',
  'llmnr',
  'lldp',
  'onvif',
  'mdns-service',
];

export function bestName({ names, otherNames }: KnownDevice): string | null {
  const all: readonly { source: string; name: string }[] = [...names, ...otherNames];
  for (const source of BEST_FIRST) {
    const found = all.find((one) => one.source === source);
    if (found !== undefined) return found.name;
  }
  return null;
}

export function knowledgeOf(device: KnownDevice): DeviceKnowledge | undefined {
  const { vendor, otherNames, hours, addressTimes, classified } = device;
  const known: DeviceKnowledge = {
    ...(vendor === null ? {} : { vendor }),
    ...(otherNames.length === 0 ? {} : { otherNames: [...otherNames] }),
    ...classified,
    ...(hours.every((count) => count === 0) ? {} : { hours: [...hours] }),
    ...(device.week.every((count) => count === 0) ? {} : { week: [...device.week] }),
    ...(device.behind === null ? {} : { behind: { mac: device.behind, why: [] } }),
    ...(device.peers.size === 0 ? {} : { peers: mostOften(device.peers) }),
    ...(device.carries.size === 0 ? {} : { carries: device.carries.size }),
    ...(addressTimes.size === 0 ? {} : { addressTimes: timesOf(addressTimes) }),
  };
  return Object.keys(known).length === 0 ? undefined : known;
}

function timesOf(times: KnownDevice['addressTimes']): DeviceKnowledge['addressTimes'] {
  return [...times].map(([address, { firstMs, lastMs }]) => ({
    address,
    firstSeen: isoOf(firstMs),
    lastSeen: isoOf(lastMs),
  }));
}

/** Out of what an earlier run wrote. Guesses are made again: the table may have grown since. */
export function restoreKnowledge(device: KnownDevice, known: DeviceKnowledge, facts: readonly DeviceFact[]): void {
  device.otherNames = [...(known.otherNames ?? [])];
  device.facts = facts.slice(-MOST_FACTS);
  if (known.hours !== undefined) device.hours = [...known.hours];
  if (known.week !== undefined) device.week = [...known.week];
  device.behind = known.behind?.mac ?? null;
  for (const peer of known.peers ?? []) device.peers.set(keyOf(peer), peer);
  for (const { address, firstSeen, lastSeen } of known.addressTimes ?? [])
    device.addressTimes.set(address, { firstMs: Date.parse(firstSeen), lastMs: Date.parse(lastSeen) });
  classify(device);
}

function classify(device: KnownDevice): void {
  const names = [...new Set([...device.names, ...device.otherNames].map(({ name }) => name))];
  const maker = device.vendor === null ? [] : [{ fact: 'vendor', value: device.vendor }];
  device.classified = classifyDevice([...maker, ...device.facts, ...names.map((value) => ({ fact: 'name', value }))]);
}
