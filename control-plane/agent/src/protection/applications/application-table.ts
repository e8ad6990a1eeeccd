// Which device ran what, by the hour, for a day: what the box's page, the notices of F5 and the center's table are made of.
// In memory only: a restart begins a new day, and nothing is written to the card; the center has the hours told before.
import type { ApplicationCategory } from '@omamori/contract/application-catalogue';
import {
  type ApplicationHour,
  MOST_APPLICATION_HOURS,
  UNKNOWN_APPLICATION,
  UNKNOWN_CATEGORY,
} from '@omamori/contract/application-hours';

export const HOURS_KEPT = 24;
const HOUR_MS = 3_600_000;
/** The inventory knows no more devices; a device that runs more shows what it ran last. */
const MOST_DEVICES = 250;
const MOST_APPLICATIONS = 60;
/** Of the hours told before, so many again with each message: a message may be lost. */
const TOLD_AGAIN = 20;

/** What a sighting says ran: an application of the catalogue, or that nobody knows. */
export interface NamedApplication {
  readonly name: string;
  readonly category: ApplicationCategory | typeof UNKNOWN_CATEGORY;
}
export const UNKNOWN: NamedApplication = { name: UNKNOWN_APPLICATION, category: UNKNOWN_CATEGORY };

export interface ApplicationSighting {
  /** MAC address; the IP address where no evidence tells it. */
  readonly device: string;
  readonly application: NamedApplication;
  readonly atMs: number;
  /** Both directions; 0 where a sighting is only a sign. */
  readonly bytes: number;
  /** The policy refused it. */
  readonly refused?: boolean;
}

export interface ApplicationRow {
  readonly device: string;
  readonly name: string;
  readonly category: NamedApplication['category'];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly bytes: number;
  /** Times the policy refused it. */
  readonly refused: number;
  /** Bytes by hour, the oldest first; `HOURS_KEPT` numbers, the last is the hour of `lastMs`' day now running. */
  readonly hours: readonly number[];
  /** In how many of these hours it was seen. */
  readonly hoursSeen: number;
}

interface Hour {
  bytes: number;
  count: number;
  refused: number;
  /** Changed since it was told to the center. */
  fresh: boolean;
}

interface Cell {
  readonly application: NamedApplication;
  firstMs: number;
  lastMs: number;
  readonly toldMs: { used: number | null; refused: number | null };
  /** Hour since 1970 → what was seen in it; at most HOURS_KEPT. */
  readonly hours: Map<number, Hour>;
}

export class ApplicationTable {
  /** Least recently seen first. */
  readonly #devices = new Map<string, Map<string, Cell>>();
  #turn = 0;

  add({ device, application, atMs, bytes, refused = false }: ApplicationSighting): void {
    const cells = this.#cellsOf(device);
    const known = cells.get(application.name);
    const cell = known ?? newCell(application, atMs);
    cells.delete(application.name);
    cells.set(application.name, cell);
    if (cells.size > MOST_APPLICATIONS) dropOldest(cells);
    const at = Math.floor(atMs / HOUR_MS);
    cell.lastMs = Math.max(cell.lastMs, atMs);
    const hour = cell.hours.get(at) ?? { bytes: 0, count: 0, refused: 0, fresh: true };
    cell.hours.set(at, hour);
    hour.bytes += bytes;
    hour.count += 1;
    hour.refused += refused ? 1 : 0;
    hour.fresh = true;
    forgetHours(cell, Math.floor(cell.lastMs / HOUR_MS));
  }

  /** True once a day for each application of a device that the table knows, and once for its refusal; never else. */
  tellOnce(device: string, name: string, atMs: number, what: 'used' | 'refused' = 'used'): boolean {
    const cell = this.#devices.get(device)?.get(name);
    if (cell === undefined) return false;
    const before = cell.toldMs[what];
    if (before !== null && atMs - before < HOURS_KEPT * HOUR_MS) return false;
    cell.toldMs[what] = atMs;
    return true;
  }

  /** What was seen within the hours kept before `nowMs`, the latest first. */
  rows(nowMs: number): ApplicationRow[] {
    const now = Math.floor(nowMs / HOUR_MS);
    const rows: ApplicationRow[] = [];
    for (const [device, cells] of this.#devices) {
      for (const cell of cells.values()) {
        forgetHours(cell, now);
        if (cell.hours.size > 0) rows.push(rowOf(device, cell, now));
      }
    }
    return rows.sort((a, b) => b.lastMs - a.lastMs);
  }

  /**
   * For the next message to the center: hours that changed, the oldest first, then some told before in turn. `namedFor`
   * gives the device a row is told of; null adds it to the office's.
   */
  nextToTell(namedFor: (device: string, application: NamedApplication) => string | null): ApplicationHour[] {
    const fresh: ApplicationHour[] = [];
    const told: ApplicationHour[] = [];
    for (const { key, cell, device } of this.#hoursOldestFirst()) {
      const hour = cell.hours.get(key);
      if (hour === undefined || (hour.fresh && fresh.length >= MOST_APPLICATION_HOURS - TOLD_AGAIN)) continue;
      const row = hourRow(key, namedFor(device, cell.application), cell.application, hour);
      (hour.fresh ? fresh : told).push(row);
      hour.fresh = false;
    }
    const from = told.length === 0 ? 0 : this.#turn % told.length;
    this.#turn = from + TOLD_AGAIN;
    return this.#withOffice([...fresh, ...told.slice(from, from + TOLD_AGAIN)], namedFor);
  }

  *#hoursOldestFirst() {
    const all = [...this.#devices].flatMap(([device, cells]) =>
      [...cells.values()].flatMap((cell) => [...cell.hours.keys()].map((key) => ({ key, cell, device }))),
    );
    yield* all.sort((a, b) => a.key - b.key);
  }

  /** Of what is said of the office, a row is the sum over all devices: the center keeps the larger of two messages. */
  #withOffice(
    rows: readonly ApplicationHour[],
    namedFor: (device: string, application: NamedApplication) => string | null,
  ): ApplicationHour[] {
    const sums = new Map<string, ApplicationHour>();
    for (const row of rows) {
      const key = `${row.hour} ${row.device ?? ''} ${row.application}`;
      if (sums.has(key)) continue;
      sums.set(key, row.device === null ? this.#officeRow(row, namedFor) : row);
    }
    return [...sums.values()];
  }

  #officeRow(
    row: ApplicationHour,
    namedFor: (device: string, application: NamedApplication) => string | null,
  ): ApplicationHour {
    const sum = { ...row, bytes: 0, count: 0, refused: 0 };
    for (const [device, cells] of this.#devices) {
      const cell = cells.get(row.application);
      const hour = cell?.hours.get(Date.parse(row.hour) / HOUR_MS);
      if (cell === undefined || hour === undefined || namedFor(device, cell.application) !== null) continue;
      sum.bytes += hour.bytes;
      sum.count += hour.count;
      sum.refused += hour.refused;
    }
    return sum;
  }

  #cellsOf(device: string): Map<string, Cell> {
    const cells = this.#devices.get(device) ?? new Map<string, Cell>();
    this.#devices.delete(device);
    this.#devices.set(device, cells);
    if (this.#devices.size > MOST_DEVICES) dropOldest(this.#devices);
    return cells;
  }
}

function newCell(application: NamedApplication, atMs: number): Cell {
  return { application, firstMs: atMs, lastMs: atMs, toldMs: { used: null, refused: null }, hours: new Map() };
}

function hourRow(
  key: number,
  device: string | null,
  { name, category }: NamedApplication,
  { bytes, count, refused }: Hour,
): ApplicationHour {
  return {
    hour: new Date(key * HOUR_MS).toISOString(),
    ...{ device, application: name, category, count, bytes, refused },
  };
}

function dropOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

function forgetHours(cell: Cell, now: number): void {
  for (const hour of cell.hours.keys()) if (hour <= now - HOURS_KEPT) cell.hours.delete(hour);
}

function rowOf(device: string, { application, firstMs, lastMs, hours }: Cell, now: number): ApplicationRow {
  const byHour = Array.from({ length: HOURS_KEPT }, (_, index) => hours.get(now - HOURS_KEPT + 1 + index)?.bytes ?? 0);
  return {
    device,
    name: application.name,
    category: application.category,
    firstMs,
    lastMs,
    bytes: byHour.reduce((sum, bytes) => sum + bytes, 0),
    refused: [...hours.values()].reduce((sum, hour) => sum + hour.refused, 0),
    hours: byHour,
    hoursSeen: hours.size,
  };
}
