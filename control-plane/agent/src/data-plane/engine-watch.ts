import type { Protection } from '@omamori/contract/health';
import { type Clock, isoOf } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type EngineSigns, probeEngine, protectionOf } from './engine-probe.ts';
import { readRulesetStats } from './suricata/command-socket.ts';
import type { EnginePaths } from './suricata/render-config.ts';
import { openUninspectedTime, type UninspectedTime } from './uninspected-time.ts';

export interface EngineState {
  readonly protection: Protection;
  /** UTC. */
  readonly since: string;
  readonly uninspectedSeconds: number;
  /** The engine's own count, null before it answered. */
  readonly rulesLoaded: number | null;
}

export interface EngineWatch {
  state(): EngineState;
  /** Called at each change of `protection`. Returns off. */
  onChange(listener: (state: EngineState) => void): () => void;
  /** While true a silent socket means work, not death. */
  setReloading(reloading: boolean): void;
  /** With mode `off` the engine runs but looks for nothing: its time counts as uninspected. */
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
  /** Where the uninspected seconds are kept. */
  readonly timeFile: string;
  readonly intervalMs?: number;
  /** For tests. */
  readonly probe?: () => Promise<EngineSigns>;
}

/** The SD card is written at most this often while nothing changes; the count is exact to it after a power cut. */
const SAVE_EVERY_MS = 20_000;

export async function startEngineWatch(deps: EngineWatchDeps): Promise<EngineWatch> {
  const { time, problem } = await openUninspectedTime(deps.timeFile, deps.clock);
  if (!problem.ok) deps.log.warn(problem.error, 'uninspected seconds start at 0');
  const watch = new Watch(deps, time);
  await watch.look();
  watch.start();
  return watch;
}

class Watch implements EngineWatch {
  readonly #deps: EngineWatchDeps;
  readonly #time: UninspectedTime;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #reloading = false;
  #switchedOff = false;
  #protection: Protection = 'starting';
  #since: number;
  #savedAt: number;
  #rulesLoaded: number | null = null;

  constructor(deps: EngineWatchDeps, time: UninspectedTime) {
    this.#deps = deps;
    this.#time = time;
    this.#since = deps.clock.nowMs();
    this.#savedAt = deps.clock.monotonicMs();
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), this.#deps.intervalMs ?? 1000);
    this.#timer.unref();
  }

  state(): EngineState {
    return {
      protection: this.#protection,
      since: isoOf(this.#since),
      uninspectedSeconds: this.#time.seconds,
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
    await this.#looking;
    this.#listeners.clear();
    await this.#save();
  }

  async #lookOnce(): Promise<void> {
    const { paths, queues } = this.#deps;
    const signs = await (this.#deps.probe ?? (() => probeEngine(paths, queues)))();
    const protection = this.#switchedOff ? 'passing-uninspected' : protectionOf(signs, this.#reloading);
    this.#time.advance(protection === 'inspecting');
    await this.#readCount(signs);
    if (protection !== this.#protection) {
      this.#protection = protection;
      this.#since = this.#deps.clock.nowMs();
      await this.#save();
      for (const listener of [...this.#listeners]) listener(this.state());
    } else if (this.#deps.clock.monotonicMs() - this.#savedAt >= SAVE_EVERY_MS && protection !== 'inspecting') {
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
    const saved = await this.#time.save();
    if (!saved.ok) this.#deps.log.warn(saved.error, 'uninspected seconds not kept');
  }
}
