import type { Protection } from '@omamori/contract/health';
import { type BootClock, systemBootClock } from '../platform/boot-clock.ts';
import { type Clock, isoOf } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { QueueGate } from './bridge-nfqueue/queue-gate.ts';
import { type EngineSigns, probeEngine, protectionOf, readEngineProcess } from './engine-probe.ts';
import type { InspectionCounts } from './read-flow.ts';
import { type Rescue, startRescue } from './start-rescue.ts';
import { readRulesetStats } from './suricata/command-socket.ts';
import type { EnginePaths } from './suricata/render-config.ts';
import {
  openUninspectedLedger,
  type TrustedTotals,
  type UninspectedLedger,
  type UninspectedTotals,
} from './uninspected-ledger.ts';

export interface EngineState {
  readonly protection: Protection;
  /** UTC. */
  readonly since: string;
  readonly uninspectedSeconds: number;
  readonly uninspected: UninspectedTotals;
  /** Let on without a look inside, by policy, after the engine released it. */
  readonly trusted: TrustedTotals;
  /** The engine's own count, null before it answered. */
  readonly rulesLoaded: number | null;
}

export interface EngineWatch {
  state(): EngineState;
  /** Called at each change of `protection`. Returns off. */
  onChange(listener: (state: EngineState) => void): () => void;
  /** While true a silent socket means work, not death. */
  setReloading(reloading: boolean): void;
  /** With mode `off` the engine runs but looks for nothing: its time and its bytes count as uninspected. */
  setSwitchedOff(switchedOff: boolean): void;
  /** Looks now instead of at the next tick. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export interface EngineWatchDeps {
  readonly paths: EnginePaths;
  readonly queues: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the uninspected seconds are kept; the bytes beside it, `-traffic`. */
  readonly timeFile: string;
  readonly timeZone?: string;
  /** The kernel's counters; without them only time is counted. */
  readonly readCounts?: () => Promise<InspectionCounts | null>;
  /** With it a hung engine is answered by the fail-mode table; without it only told. */
  readonly gate?: QueueGate;
  readonly intervalMs?: number;
  /** For tests. */
  readonly probe?: () => Promise<EngineSigns>;
  readonly bootClock?: BootClock;
}

/** The SD card is written at most this often while nothing changes; the count is exact to it after a power cut. */
const SAVE_EVERY_MS = 20_000;
/** Of an engine at work only a full queue lets packets by: the kernel's counters are asked at every so many looks. */
const COUNTS_EVERY_LOOKS = 5;

export async function startEngineWatch(deps: EngineWatchDeps): Promise<EngineWatch> {
  const ledger = await openUninspectedLedger(deps, deps.bootClock ?? systemBootClock());
  const watch = new Watch(deps, ledger);
  await watch.look();
  watch.start();
  return watch;
}

class Watch implements EngineWatch {
  readonly #deps: EngineWatchDeps;
  readonly #ledger: UninspectedLedger;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #timer: NodeJS.Timeout | undefined;
  #rescue: Rescue | undefined;
  #looking: Promise<void> | undefined;
  #looks = 0;
  #reloading = false;
  #switchedOff = false;
  #hung = false;
  #protection: Protection = 'starting';
  #since: number;
  #savedAt: number;
  #rulesLoaded: number | null = null;

  constructor(deps: EngineWatchDeps, ledger: UninspectedLedger) {
    this.#deps = deps;
    this.#ledger = ledger;
    this.#since = deps.clock.nowMs();
    this.#savedAt = deps.clock.monotonicMs();
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), this.#deps.intervalMs ?? 1000);
    this.#timer.unref();
    const { gate } = this.#deps;
    if (gate === undefined) return;
    const onHung = (hung: boolean) => this.#setHung(hung);
    this.#rescue = startRescue({ ...this.#deps, gate, onHung, onListeners: () => this.look() });
  }

  state(): EngineState {
    return {
      protection: this.#protection,
      since: isoOf(this.#since),
      uninspectedSeconds: this.#ledger.seconds,
      uninspected: this.#ledger.totals(),
      trusted: this.#ledger.trusted(),
      rulesLoaded: this.#rulesLoaded,
    };
  }

  onChange(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setReloading(reloading: boolean): void {
    this.#reloading = reloading;
    if (!reloading) this.#rulesLoaded = null; // asked anew at the next look
  }

  setSwitchedOff(switchedOff: boolean): void {
    this.#switchedOff = switchedOff;
  }

  /** One look at a time: a hung socket must not pile up probes. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#rescue?.stop();
    await this.#looking;
    this.#listeners.clear();
    await this.#save();
  }

  async #lookOnce(): Promise<void> {
    const { paths, queues } = this.#deps;
    const signs = await (this.#deps.probe ?? (() => probeEngine(paths, queues, this.#reloading)))();
    const busy = this.#reloading || this.#rescue?.takeMoved() === true;
    await this.#settle(protectionOf(signs, busy));
    await this.#readCount(signs);
  }

  async #setHung(hung: boolean): Promise<void> {
    this.#hung = hung;
    if (hung)
      await this.#settle('passing-uninspected'); // a look may be waiting for the silent socket just now
    else await this.look();
  }

  async #settle(found: Protection): Promise<void> {
    const protection = this.#hung || this.#switchedOff ? 'passing-uninspected' : found;
    const inspecting = protection === 'inspecting';
    this.#looks += 1;
    const ask = protection !== this.#protection || !inspecting || this.#looks % COUNTS_EVERY_LOOKS === 1;
    const grew = await this.#ledger.advance({
      inspecting,
      everything: this.#switchedOff,
      counts: ask ? ((await this.#deps.readCounts?.()) ?? null) : null,
      engine: await readEngineProcess(this.#deps.paths.pidFile),
    });
    if (protection !== this.#protection) {
      this.#protection = protection;
      this.#since = this.#deps.clock.nowMs();
      await this.#save();
      for (const listener of [...this.#listeners]) listener(this.state());
    } else if ((grew || !inspecting) && this.#deps.clock.monotonicMs() - this.#savedAt >= SAVE_EVERY_MS) {
      await this.#save();
    }
  }

  /** The engine's own count, asked once a life and after each reload. */
  async #readCount(signs: EngineSigns): Promise<void> {
    if (!signs.processAlive) this.#rulesLoaded = null;
    if (!signs.socketAnswers || this.#rulesLoaded !== null) return;
    const stats = await readRulesetStats(this.#deps.paths.commandSocket, 1500);
    if (stats.ok) this.#rulesLoaded = stats.value.loaded;
  }

  async #save(): Promise<void> {
    this.#savedAt = this.#deps.clock.monotonicMs();
    await this.#ledger.save();
  }
}
