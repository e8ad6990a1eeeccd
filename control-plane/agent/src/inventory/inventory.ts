// Devices of the office by what they say about themselves: discovery frame → sighting → table → disk and center.
import type { Inventory } from '@omamori/contract/inventory';
import { causeOf, type Result } from '@omamori/contract/result';
import type { CapturedPacket } from '../platform/capture.ts';
import { type Clock, isoOf } from '../platform/clock.ts';
import { writeFileDurably } from '../platform/durable-file.ts';
import { homeNetworksOf } from '../platform/home-networks.ts';
import type { Log } from '../platform/log.ts';
import type { SignedTraffic } from '../platform/traffic-signs.ts';
import { DeviceTable, type VendorOf } from './device-table.ts';
import { fitMessage } from './fit-message.ts';
import { localDayOf, localHourOf } from './local-hour.ts';
import { readDiscovery } from './read-discovery.ts';
import { readHabits } from './read-habits.ts';
import { readStored } from './stored-inventory.ts';

/** What is needed of the link to the center. */
export interface InventoryLink {
  readonly connected: boolean;
  publish(
    channel: 'inventory',
    payload: string,
    options: { readonly retain: true; readonly qos: 1 },
  ): Promise<Result<void>>;
  onState(listener: (connected: boolean) => void): () => void;
}

export interface InventoryDeps {
  readonly appliance: string;
  readonly homeNetworks: readonly string[];
  /** Of the site, IANA name. */
  readonly timeZone: string;
  /** On disk. */
  readonly path: string;
  /** Maker of a device, by the bundle in force. */
  readonly vendorOf?: VendorOf;
  readonly link: InventoryLink;
  readonly clock: Clock;
  readonly log: Log;
}

/** As the traffic history tells it. */
export interface Talk {
  readonly mac: string | null;
  readonly peer: string;
  readonly name: string;
  readonly port: number;
  readonly lastMs: number;
}

export interface InventoryRoom {
  /** Hand to the capture's `onDiscovery`; never throws. */
  readonly onFrame: (packet: CapturedPacket) => void;
  readonly deviceOf: (ip: string) => { readonly mac: string; readonly name: string | null } | null;
  readonly nameOf: (mac: string) => string | null;
  /** Of the office, both families; empty for a device that was never seen. */
  readonly addressesOf: (mac: string) => readonly string[];
  /** What a device's own traffic shows; never throws. */
  onSigns(traffic: SignedTraffic): void;
  /** A conversation that has ended; `name` is '' where nobody named the peer. */
  onConversation(talk: Talk): void;
  snapshot(): Inventory;
  /** Writes what is not on the disk yet. */
  close(): Promise<void>;
}

const TICK_MS = 500;
const PUBLISH_EVERY_MS = 3000;
/** Signs of life alone: often enough for "last seen", rare enough for an LTE link. */
const REFRESH_EVERY_MS = 300_000;
/** New facts reach the disk soon: after a restart a blocked attempt must still be told by the device's name. */
const WRITE_SOON_MS = 2000;
/** But no office has so many news: beyond this many writes an hour somebody plays, and the card is spared. */
const WRITES_AN_HOUR = 60;
const WRITE_SELDOM_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A file that is missing or damaged (INV_FILE_BROKEN, logged) begins an empty inventory: the office soon fills it. */
export async function startInventory(deps: InventoryDeps): Promise<InventoryRoom> {
  const home = homeNetworksOf(deps.homeNetworks);
  const table = new DeviceTable(
    (ip) => home.contains(ip),
    localHourOf(deps.timeZone),
    deps.vendorOf,
    localDayOf(deps.timeZone),
  );
  const stored = await readStored(deps.path);
  if (stored.ok) table.restore(stored.value);
  else deps.log.error({ error: stored.error }, 'the inventory begins anew');
  return new RunningInventory(deps, table);
}

class RunningInventory implements InventoryRoom {
  readonly #deps: InventoryDeps;
  readonly #table: DeviceTable;
  readonly #timer: NodeJS.Timeout;
  readonly #offState: () => void;
  #toPublish = true;
  #toWrite = false;
  /** Something lives, though nothing about it changed. */
  #refreshed = false;
  #publishedMs = Number.NEGATIVE_INFINITY;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #hourMs = Number.NEGATIVE_INFINITY;
  #writes = 0;
  #work: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(deps: InventoryDeps, table: DeviceTable) {
    this.#deps = deps;
    this.#table = table;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
    // A broker that was restarted may have forgotten what it retained.
    this.#offState = deps.link.onState((connected) => {
      if (connected) this.#toPublish = true;
    });
  }

  readonly onFrame = (packet: CapturedPacket): void => {
    const sighting = readDiscovery(packet);
    if (sighting === null) return;
    this.#refreshed = true;
    if (!this.#table.see(sighting, this.#deps.clock.nowMs())) return;
    this.#toPublish = true;
    this.#toWrite = true;
  };

  readonly deviceOf = (ip: string): { readonly mac: string; readonly name: string | null } | null =>
    this.#table.deviceOf(ip);

  readonly nameOf = (mac: string): string | null => this.#table.nameOf(mac);

  readonly addressesOf = (mac: string): readonly string[] => this.#table.addressesOf(mac);

  onSigns(traffic: SignedTraffic): void {
    if (traffic.mac === null || !this.#table.learn(traffic.mac, readHabits(traffic))) return;
    this.#toPublish = true;
    this.#toWrite = true;
  }

  onConversation({ mac, peer, name, port, lastMs }: Talk): void {
    if (mac !== null) this.#table.meet(mac, name === '' ? peer : name, port, lastMs);
  }

  snapshot(): Inventory {
    const { appliance, clock } = this.#deps;
    const { unseated } = this.#table;
    const own = { v: 1 as const, appliance, at: isoOf(clock.nowMs()), devices: this.#table.list() };
    return unseated === 0 ? own : { ...own, unseated };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#offState();
    await this.#work;
    if (this.#toWrite || this.#refreshed) await this.#write();
  }

  #tick(): void {
    if (this.#busy) return;
    const nowMs = this.#deps.clock.monotonicMs();
    const sincePublished = nowMs - this.#publishedMs;
    if (this.#refreshed && sincePublished >= REFRESH_EVERY_MS) this.#toPublish = this.#toWrite = true;
    const publish = this.#toPublish && this.#deps.link.connected && sincePublished >= PUBLISH_EVERY_MS;
    const write = this.#toWrite && nowMs - this.#writtenMs >= this.#writeEveryMs(nowMs);
    if (!publish && !write) return;
    this.#busy = true;
    this.#work = this.#report(publish, write).then(
      () => {
        this.#busy = false;
      },
      (thrown: unknown) => {
        this.#busy = false;
        this.#deps.log.error({ code: 'INV_REPORT_FAILED', cause: causeOf(thrown) }, 'the inventory was not reported');
      },
    );
  }

  #writeEveryMs(nowMs: number): number {
    if (nowMs - this.#hourMs >= HOUR_MS) {
      this.#hourMs = nowMs;
      this.#writes = 0;
    }
    return this.#writes < WRITES_AN_HOUR ? WRITE_SOON_MS : WRITE_SELDOM_MS;
  }

  async #report(publish: boolean, write: boolean): Promise<void> {
    if (write) await this.#write();
    if (!publish) return;
    this.#toPublish = false;
    this.#refreshed = false;
    this.#publishedMs = this.#deps.clock.monotonicMs();
    const sent = await this.#deps.link.publish('inventory', fitMessage(this.snapshot()), { retain: true, qos: 1 });
    if (!sent.ok) this.#toPublish = true;
  }

  async #write(): Promise<void> {
    this.#toWrite = false;
    this.#writes += 1;
    this.#writtenMs = this.#deps.clock.monotonicMs();
    const stored = { ...this.snapshot(), devices: this.#table.toStore() };
    const written = await writeFileDurably(this.#deps.path, JSON.stringify(stored));
    if (written.ok) return;
    this.#toWrite = true;
    this.#deps.log.error({ error: written.error }, 'the inventory was not written');
  }
}
