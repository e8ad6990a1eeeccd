import { type OffDutyHour, offDutyHourSchema, type WorkPeriod } from '@omamori/contract/off-duty';
import { z } from 'zod';

/** As long as a box may be away from its center and still tell. */
const KEPT_DAYS = 8;
/** A busy office of nine categories has about 700 in eight days. */
const MOST_ROWS = 2500;
const HOUR_MS = 3_600_000;
const NEWEST_TOLD = 6;
const OTHERS_TOLD = 6;

export interface Count {
  readonly atMs: number;
  readonly category: string;
  /** Null for the whole office. */
  readonly device: string | null;
  readonly period: WorkPeriod;
}

/** What was counted, by hour, category and, under a request, device. Bounded: the oldest hours go first. */
export class HourLedger {
  readonly #rows = new Map<string, OffDutyHour>();
  #turn = 0;

  constructor(kept: readonly OffDutyHour[] = []) {
    for (const row of kept) this.#rows.set(keyOf(row), row);
  }

  count({ atMs, category, device, period }: Count, what: 'quarters' | 'refused'): void {
    const hour = new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString();
    const empty = { hour, category, device, period, quarters: 0, refused: 0 };
    const row = this.#rows.get(keyOf(empty)) ?? empty;
    this.#rows.set(keyOf(row), { ...row, [what]: row[what] + 1 });
    if (this.#rows.size > MOST_ROWS) this.#rows.delete(keyOf(this.rows()[0] ?? row));
  }

  /** Hours older than the box keeps are gone. */
  prune(nowMs: number): void {
    const oldest = new Date(nowMs - KEPT_DAYS * 24 * HOUR_MS).toISOString();
    for (const [key, { hour }] of this.#rows) if (hour < oldest) this.#rows.delete(key);
  }

  /** Oldest first. */
  rows(): OffDutyHour[] {
    return [...this.#rows.values()].sort((a, b) => (a.hour < b.hour ? -1 : a.hour > b.hour ? 1 : 0));
  }

  /** The newest, and some of the others in turn: a center that was away knows all of them after a while. */
  nextToTell(): OffDutyHour[] {
    const all = this.rows();
    const others = all.slice(0, -NEWEST_TOLD);
    const from = others.length === 0 ? 0 : this.#turn % others.length;
    this.#turn = from + OTHERS_TOLD;
    return [...all.slice(-NEWEST_TOLD), ...others.slice(from, from + OTHERS_TOLD)];
  }
}

export const keptHoursSchema = z.array(offDutyHourSchema).max(MOST_ROWS);

function keyOf({ hour, category, device }: Pick<OffDutyHour, 'hour' | 'category' | 'device'>): string {
  return `${hour} ${category} ${device ?? ''}`;
}
