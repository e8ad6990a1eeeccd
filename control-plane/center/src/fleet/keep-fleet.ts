// What the boxes say about themselves, kept: birth, death, health, inventory → liveness, protection, devices.
import type { Health } from '@omamori/contract/health';
import { healthSchema, sessionSchema } from '@omamori/contract/health';
import { inventorySchema } from '@omamori/contract/inventory';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { z } from 'zod';
import type { Log } from '../log.ts';
import type { IncomingMessage } from '../mqtt-link/mqtt-link.ts';
import type { Refusals } from '../refusals.ts';
import type { FleetEntry } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { saveApplicationHours } from './applications/store-hours.ts';
import { afterBirth, afterDeath, afterWord, judge, type Liveness } from './judge-liveness.ts';
import { saveOffDutyHours } from './off-duty/store-hours.ts';
import { parseMessage } from './parse-message.ts';
import { enrolFleet, loadLiveness, saveHealth, saveInventory, saveLiveness } from './store-fleet.ts';

const JUDGE_EVERY_MS = 1_000;
/** When only `lastHeard` moved, it is written at most this often. */
const SAVE_EVERY_MS = 5_000;

export interface Fleet {
  knows(appliance: string): boolean;
  /** Boxes came or went by their stickers. */
  reread(): Promise<void>;
  birth(message: IncomingMessage): Promise<Result<void>>;
  death(message: IncomingMessage): Promise<Result<void>>;
  health(message: IncomingMessage): Promise<Result<void>>;
  inventory(message: IncomingMessage): Promise<Result<void>>;
  /** Any other proof that the box is there now. */
  heard(appliance: string): void;
  /** Tells when the center's own link comes and goes: a deaf center judges nobody silent. */
  listening(connected: boolean): void;
  /** Judges all boxes by the clock; the timer calls it, and tests. */
  judgeAll(): void;
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly db: Database;
  readonly entries: readonly FleetEntry[];
  readonly now: () => number;
  readonly log: Log;
  readonly refusals: Refusals;
  readonly onChange: (appliance: string) => void;
}

interface Kept {
  liveness: Liveness;
  savedAt: number;
  /** Writes of one box follow each other; at most one waits, with the newest state. */
  writing: Promise<void> | undefined;
  dirty: boolean;
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  await enrolFleet(options.db, options.entries);
  const boxes = new Map<string, Kept>();
  const kept = new FleetState(options, boxes);
  const reread = async (): Promise<void> => {
    const stored = await loadLiveness(options.db);
    for (const appliance of boxes.keys()) if (!stored.has(appliance)) boxes.delete(appliance);
    for (const [appliance, liveness] of stored) {
      if (!boxes.has(appliance)) boxes.set(appliance, { liveness, savedAt: 0, writing: undefined, dirty: false });
    }
  };
  await reread();
  const timer = setInterval(() => kept.judgeAll(), JUDGE_EVERY_MS);
  timer.unref();
  return {
    knows: (appliance) => boxes.has(appliance),
    reread,
    birth: (message) => readBirth(kept, message),
    death: (message) => readDeath(kept, message),
    health: (message) => readHealth(kept, message),
    inventory: (message) => readInventory(kept, message),
    heard: (appliance) => kept.change(appliance, (liveness) => afterWord(liveness, options.now())),
    listening: (connected) => kept.listening(connected),
    judgeAll: () => kept.judgeAll(),
    close: async () => {
      clearInterval(timer);
      await kept.flush();
    },
  };
}

class FleetState {
  readonly options: FleetOptions;
  readonly boxes: ReadonlyMap<string, Kept>;
  #listeningSince: number | null = null;

  constructor(options: FleetOptions, boxes: ReadonlyMap<string, Kept>) {
    this.options = options;
    this.boxes = boxes;
  }

  listening(connected: boolean): void {
    this.#listeningSince = connected ? this.options.now() : null;
  }

  judgeAll(): void {
    for (const appliance of this.boxes.keys()) this.change(appliance, (liveness) => liveness);
  }

  change(appliance: string, step: (liveness: Liveness) => Liveness): void {
    const box = this.boxes.get(appliance);
    if (box === undefined) return;
    const now = this.options.now();
    const before = box.liveness;
    box.liveness = judge(step(before), now, this.#listeningSince);
    if (box.liveness === before) return;
    const onlyHeard = box.liveness.state === before.state && box.liveness.session === before.session;
    box.dirty = true;
    if (onlyHeard && box.liveness.deadAt === before.deadAt && now - box.savedAt < SAVE_EVERY_MS) return;
    const changed = box.liveness.state !== before.state;
    void this.#write(appliance, box).then(() => {
      if (changed) this.options.onChange(appliance);
    });
  }

  async flush(): Promise<void> {
    // Waits also for writes that have not begun yet because another one of the same box is under way.
    for (const [appliance, box] of this.boxes) await this.#write(appliance, box);
  }

  /** Writes the newest state; callers that come while a write is under way share the one that follows it. */
  async #write(appliance: string, box: Kept): Promise<void> {
    while (box.writing !== undefined) await box.writing;
    if (!box.dirty) return;
    box.dirty = false;
    box.savedAt = this.options.now();
    const { db, log } = this.options;
    box.writing = saveLiveness(db, appliance, box.liveness).catch((thrown: unknown) => {
      box.dirty = true;
      log.error({ code: 'CTR_LIVENESS_NOT_KEPT', appliance, cause: causeOf(thrown) }, 'liveness could not be written');
    });
    await box.writing;
    box.writing = undefined;
  }
}

async function readBirth(kept: FleetState, message: IncomingMessage): Promise<Result<void>> {
  const parsed = readMessage(kept, message, sessionSchema);
  if (!parsed.ok) return parsed;
  const now = kept.options.now();
  kept.change(message.appliance, (before) => afterBirth(before, parsed.value.session, now, message.retained));
  return ok(undefined);
}

async function readDeath(kept: FleetState, message: IncomingMessage): Promise<Result<void>> {
  const parsed = readMessage(kept, message, sessionSchema);
  if (!parsed.ok) return parsed;
  const now = kept.options.now();
  kept.change(message.appliance, (before) => afterDeath(before, parsed.value.session, now));
  return ok(undefined);
}

async function readHealth(kept: FleetState, message: IncomingMessage): Promise<Result<void>> {
  const parsed = readMessage<Health>(kept, message, healthSchema);
  if (!parsed.ok) return parsed;
  await saveHealth(kept.options.db, parsed.value);
  const { appliance, applications, offDuty } = parsed.value;
  if (offDuty !== undefined) await saveOffDutyHours(kept.options.db, appliance, offDuty.hours);
  if (applications !== undefined) await saveApplicationHours(kept.options.db, appliance, applications.hours);
  if (!message.retained) kept.change(message.appliance, (before) => afterWord(before, kept.options.now()));
  kept.options.onChange(message.appliance);
  return ok(undefined);
}

async function readInventory(kept: FleetState, message: IncomingMessage): Promise<Result<void>> {
  const parsed = readMessage(kept, message, inventorySchema);
  if (!parsed.ok) return parsed;
  await saveInventory(kept.options.db, parsed.value);
  if (!message.retained) kept.change(message.appliance, (before) => afterWord(before, kept.options.now()));
  kept.options.onChange(message.appliance);
  return ok(undefined);
}

/** Refusals are counted. */
function readMessage<T extends { appliance: string }>(
  kept: FleetState,
  message: IncomingMessage,
  schema: z.ZodType<T>,
): Result<T> {
  const read = kept.boxes.has(message.appliance)
    ? parseMessage(message, schema)
    : err('CTR_APPLIANCE_UNKNOWN', 'A box that is not enrolled spoke.');
  if (!read.ok) kept.options.refusals.note(read.error, message);
  return read;
}
