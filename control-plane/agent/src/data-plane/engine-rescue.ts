import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { QueueGate } from './bridge-nfqueue/queue-gate.ts';
import type { EngineProcess } from './engine-probe.ts';
import { type QueueRow, StallClock } from './engine-queues.ts';

export interface RescueDeps {
  readonly queues: number;
  readonly gate: Pick<QueueGate, 'withdraw' | 'giveBack'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
  readonly readQueues: () => Promise<QueueRow[]>;
  readonly readEngine: () => Promise<EngineProcess | null>;
  /** True when the engine answers a command. */
  readonly answers: () => Promise<boolean>;
  /** SIGKILL to exactly this process; the supervisor starts the next one. */
  readonly end: (engine: EngineProcess) => Promise<void>;
  readonly onHung: (hung: boolean) => Promise<void>;
  /** The kernel shows another number of listeners than before: an engine came or went. */
  readonly onListeners: () => Promise<void>;
}

/** How often the kernel's queues are looked at: two small files in memory. */
export const RESCUE_EVERY_MS = 250;
/** A process that is stopped (SIGSTOP) gives no verdict, however long one waits. */
const STOPPED_MS = 250;
/** Without one verdict for so long while packets wait, a live engine counts as hung; the longest stall of a reload was 47 ms. */
const HUNG_MS = 1500;
/** It gets so long to come to itself before it is ended: starting anew with all rules takes a small board minutes. */
const END_AFTER_MS = 5000;

/**
 * A hung engine is bound to its queues, so bypass does not help, and a quiet office never fills the queue: its packets
 * wait for ever. The kernel's own count of verdicts shows it. Then, by the fail-mode table: open takes the queue's rule
 * away and gives it back once an engine answers again; closed leaves it. Either way an engine that stays hung is ended.
 */
export class EngineRescue {
  readonly #deps: RescueDeps;
  readonly #stalls = new StallClock();
  #hungSince: number | null = null;
  #ended: EngineProcess | null = null;
  #listeners: number | null = null;

  constructor(deps: RescueDeps) {
    this.#deps = deps;
  }

  /** Whether verdicts came since this was last asked. */
  takeMoved(): boolean {
    return this.#stalls.takeMoved();
  }

  async tick(): Promise<void> {
    const rows = await this.#deps.readQueues();
    const now = this.#deps.clock.monotonicMs();
    const stalledMs = this.#stalls.look(rows, now);
    if (this.#hungSince !== null) await this.#tend(rows, stalledMs, now - this.#hungSince);
    else if (stalledMs >= STOPPED_MS) await this.#judge(stalledMs, now);
    const came = this.#listeners !== null && this.#listeners !== rows.length;
    this.#listeners = rows.length;
    if (came) await this.#deps.onListeners();
  }

  async #judge(stalledMs: number, now: number): Promise<void> {
    const stopped = (await this.#deps.readEngine())?.state === 'T';
    if (stalledMs < (stopped ? STOPPED_MS : HUNG_MS)) return;
    this.#hungSince = now;
    const withdrawn = await this.#deps.gate.withdraw();
    const open = withdrawn.ok && withdrawn.value;
    this.#deps.log.warn({ stalledMs, stopped, open, problem: withdrawn }, 'the engine gives no verdicts: it hangs');
    await this.#deps.onHung(true);
  }

  async #tend(rows: readonly QueueRow[], stalledMs: number, hungMs: number): Promise<void> {
    const bound = rows.length >= this.#deps.queues;
    if (bound && stalledMs === 0 && (await this.#deps.answers())) return await this.#release(hungMs);
    const engine = await this.#deps.readEngine();
    if (engine === null || hungMs < END_AFTER_MS || stalledMs === 0) return;
    if (this.#ended?.pid === engine.pid && this.#ended.start === engine.start) return;
    this.#ended = engine;
    this.#deps.log.warn({ pid: engine.pid, hungMs }, 'the hung engine is ended; its supervisor starts it anew');
    await this.#deps.end(engine);
  }

  async #release(hungMs: number): Promise<void> {
    const given = await this.#deps.gate.giveBack();
    if (!given.ok) return this.#deps.log.warn(given.error, 'the queue cannot be given back yet');
    this.#hungSince = null;
    this.#deps.log.info({ hungMs }, 'an engine answers again: it has the queue back');
    await this.#deps.onHung(false);
  }
}
