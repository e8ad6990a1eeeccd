import {
  type LostDestination,
  type LostDevice,
  MOST_REPLAY_DESTINATIONS,
  MOST_REPLAY_DEVICES,
  type ReplayReport,
} from '@omamori/contract/replay-report';
import type { Conversation } from '../event-path/history/conversation.ts';
import type { HistoryGaps } from '../event-path/history/read-history.ts';
import { isoOf } from '../platform/clock.ts';
import type { StoppedBy } from './judge-conversation.ts';

const DNS_PORT = 53;

interface Destination {
  readonly first: Conversation;
  readonly by: StoppedBy;
  peer: string;
  flows: number;
  bytes: number;
  lastMs: number;
}

interface Device {
  readonly mac: string | null;
  ip: string;
  lastMs: number;
  readonly destinations: Map<string, Destination>;
}

/** What is known of addresses and devices now. */
export interface LossNames {
  readonly countryOf: (ip: string) => string | null;
  readonly nameOf: (mac: string) => string | null;
}

/**
 * Adds up what was lost by device and destination. A destination is a name, where one was said, else an address; with
 * protocol, port and the part that stops it. Nothing but the lists of the report is cut.
 */
export class LossCollector {
  readonly #devices = new Map<string, Device>();
  readonly #seen = new Set<string>();
  readonly #already = { destinations: new Set<string>(), flows: 0 };
  #looked = { conversations: 0, flows: 0, bytes: 0 };
  #fromMs = Number.POSITIVE_INFINITY;
  #toMs = Number.NEGATIVE_INFINITY;

  look(conversation: Conversation): void {
    const { flows, bytes, firstMs, lastMs } = conversation;
    this.#seen.add(deviceKey(conversation));
    this.#looked.conversations += 1;
    this.#looked.flows += flows;
    this.#looked.bytes += bytes;
    this.#fromMs = Math.min(this.#fromMs, firstMs);
    this.#toMs = Math.max(this.#toMs, lastMs);
  }

  lose(conversation: Conversation, by: StoppedBy): void {
    const { ip, mac, peer, flows, bytes, lastMs } = conversation;
    const device = this.#devices.get(deviceKey(conversation)) ?? { mac, ip, lastMs: 0, destinations: new Map() };
    this.#devices.set(deviceKey(conversation), device);
    if (lastMs >= device.lastMs) Object.assign(device, { ip, lastMs });
    const key = destinationKey(conversation, by);
    const known = device.destinations.get(key);
    if (known === undefined) {
      device.destinations.set(key, { first: conversation, by, peer, flows, bytes, lastMs });
      return;
    }
    known.flows += flows;
    known.bytes += bytes;
    if (lastMs > known.lastMs) Object.assign(known, { peer, lastMs });
  }

  alreadyLost(conversation: Conversation, by: StoppedBy): void {
    this.#already.destinations.add(`${deviceKey(conversation)} ${destinationKey(conversation, by)}`);
    this.#already.flows += conversation.flows;
  }

  report(names: LossNames, gaps: HistoryGaps): ReplayReport {
    const devices = [...this.#devices.values()].map((device) => deviceOf(device, names));
    devices.sort((a, b) => b.lost.flows - a.lost.flows || (a.ip < b.ip ? -1 : 1));
    const sum = (read: (device: LostDevice) => number): number => devices.reduce((total, one) => total + read(one), 0);
    return {
      window: this.#looked.conversations === 0 ? null : { from: isoOf(this.#fromMs), to: isoOf(this.#toMs) },
      looked: { devices: this.#seen.size, ...this.#looked },
      lost: {
        devices: devices.length,
        destinations: sum(({ lost }) => lost.destinations),
        flows: sum(({ lost }) => lost.flows),
        bytes: sum(({ lost }) => lost.bytes),
      },
      already: { destinations: this.#already.destinations.size, flows: this.#already.flows },
      devices: devices.slice(0, MOST_REPLAY_DEVICES),
      gaps,
    };
  }
}

/** A device keeps its MAC, not its address. */
function deviceKey({ mac, ip }: Conversation): string {
  return mac ?? ip;
}

function destinationKey(conversation: Conversation, by: StoppedBy): string {
  const { direction, peer, protocol, port } = conversation;
  const name = nameOf(conversation, by);
  return `${direction} ${name === '' ? peer : name} ${protocol} ${port} ${by.part} ${by.id}`;
}

/** A question names what is looked for, not the resolver: whoever loses the resolver loses one destination. */
function nameOf({ name, port }: Conversation, { part }: StoppedBy): string {
  return port === DNS_PORT && part !== 'domain-list' ? '' : name;
}

function deviceOf({ mac, ip, destinations }: Device, names: LossNames): LostDevice {
  const all = [...destinations.values()].sort((a, b) => b.flows - a.flows || b.lastMs - a.lastMs);
  return {
    mac,
    ip,
    name: mac === null ? null : (names.nameOf(mac)?.slice(0, 120) ?? null),
    lost: {
      destinations: all.length,
      flows: all.reduce((sum, { flows }) => sum + flows, 0),
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    destinations: all.slice(0, MOST_REPLAY_DESTINATIONS).map((one) => destinationOf(one, names)),
  };
}

function destinationOf({ first, by, peer, flows, bytes, lastMs }: Destination, names: LossNames): LostDestination {
  return {
    ip: peer,
    name: nameOf(first, by) === '' ? null : nameOf(first, by),
    country: names.countryOf(peer),
    direction: first.direction,
    protocol: first.protocol,
    port: first.port === 0 ? null : first.port,
    by: { part: by.part, id: by.id },
    flows,
    bytes,
    lastSeen: isoOf(lastMs),
  };
}
