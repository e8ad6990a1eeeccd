// Which device ran what, by the hour, for a day: what the box's page and the notices of F5 are made of. In memory only:
// a restart begins a new day, and nothing is written to the card.
import type { Application, ApplicationCategory } from '@omamori/contract/application-catalogue';

export const HOURS_KEPT = 24;
const HOUR_MS = 3_600_000;
/** The inventory knows no more devices; a device that runs more shows what it ran last. */
const MOST_DEVICES = 250;
const MOST_APPLICATIONS = 60;

export interface ApplicationSighting {
  /** MAC address; the IP address where no evidence tells it. */
  readonly device: string;
  readonly application: Application;
  readonly atMs: number;
  /** Both directions; 0 where a sighting is only a sign. */
  readonly bytes: number;
}

export interface ApplicationRow {
  readonly device: string;
  readonly name: string;
  readonly category: ApplicationCategory;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly bytes: number;
  /** Bytes by hour, the oldest first; `HOURS_KEPT` numbers, the last is the hour of `lastMs`' day now running. */
  readonly hours: readonly number[];
  /** In how many of these hours it was seen. */
  readonly hoursSeen: number;
}

interface Cell {
  readonly application: Application;
  firstMs: number;
  lastMs: number;
  toldMs: number | null;
  /** Hour since 1970 → bytes; at most HOURS_KEPT. */
  readonly hours: Map<number, number>;
}

export class ApplicationTable {
  /** Least recently seen first. */
  readonly #devices = new Map<string, Map<string, Cell>>();

  add({ device, application, atMs, bytes }: ApplicationSighting): void {
    const cells = this.#cellsOf(device);
    const known = cells.get(application.name);
    const cell = known ?? { application, firstMs: atMs, lastMs: atMs, toldMs: null, hours: new Map<number, number>() };
    cells.delete(application.name);
    cells.set(application.name, cell);
    if (cells.size > MOST_APPLICATIONS) dropOldest(cells);
    const hour = Math.floor(atMs / HOUR_MS);
    cell.lastMs = Math.max(cell.lastMs, atMs);
    cell.hours.set(hour, (cell.hours.get(hour) ?? 0) + bytes);
    forgetHours(cell, Math.floor(cell.lastMs / HOUR_MS));
  }

  /** True once a day for each application of a device that the table knows, and never else. */
  tellOnce(device: string, name: string, atMs: number): boolean {
    const cell = this.#devices.get(device)?.get(name);
    if (cell === undefined) return false;
    if (cell.toldMs !== null && atMs - cell.toldMs < HOURS_KEPT * HOUR_MS) return false;
    cell.toldMs = atMs;
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

  #cellsOf(device: string): Map<string, Cell> {
    const cells = this.#devices.get(device) ?? new Map<string, Cell>();
    this.#devices.delete(device);
    this.#devices.set(device, cells);
    if (this.#devices.size > MOST_DEVICES) dropOldest(this.#devices);
    return cells;
  }
}

function dropOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

function forgetHours(cell: Cell, now: number): void {
  for (const hour of cell.hours.keys()) if (hour <= now - HOURS_KEPT) cell.hours.delete(hour);
}

function rowOf(device: string, { application, firstMs, lastMs, hours }: Cell, now: number): ApplicationRow {
  const byHour = Array.from({ length: HOURS_KEPT }, (_, index) => hours.get(now - HOURS_KEPT + 1 + index) ?? 0);
  return {
    device,
    name: application.name,
    category: application.category,
    firstMs,
    lastMs,
    bytes: byHour.reduce((sum, bytes) => sum + bytes, 0),
    hours: byHour,
    hoursSeen: hours.size,
  };
}
