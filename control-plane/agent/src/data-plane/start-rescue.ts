import process from 'node:process';
import { causeOf } from '@omamori/contract/result';
import { type EngineProcess, isOurEngine, readEngineProcess, readQueues } from './engine-probe.ts';
import { EngineRescue, RESCUE_EVERY_MS, type RescueDeps } from './engine-rescue.ts';
import { askEngine } from './suricata/command-socket.ts';
import type { EnginePaths } from './suricata/render-config.ts';

export interface Rescue {
  takeMoved(): boolean;
  stop(): Promise<void>;
}

type Input = Pick<RescueDeps, 'queues' | 'gate' | 'clock' | 'log' | 'onHung' | 'onListeners'> & {
  readonly paths: EnginePaths;
};

const ANSWER_MS = 1000;

/** The rescue with the real kernel and engine; one tick at a time. */
export function startRescue(input: Input): Rescue {
  const { paths, log } = input;
  const rescue = new EngineRescue({
    ...input,
    readQueues,
    readEngine: () => readEngineProcess(paths.pidFile),
    answers: async () => (await askEngine(paths.commandSocket, 'uptime', ANSWER_MS)).ok,
    end: (engine) => endEngine(engine, paths.pidFile),
  });
  let ticking: Promise<void> | undefined;
  const tick = (): void => {
    ticking ??= rescue
      .tick()
      .catch((thrown) => log.warn({ cause: causeOf(thrown) }, 'the queues cannot be looked at'))
      .finally(() => {
        ticking = undefined;
      });
  };
  const timer = setInterval(tick, RESCUE_EVERY_MS);
  timer.unref();
  return {
    takeMoved: () => rescue.takeMoved(),
    async stop() {
      clearInterval(timer);
      await ticking;
    },
  };
}

/** SIGKILL also ends a stopped process; its queues are unbound by the kernel then, and the bypass works. */
async function endEngine(engine: EngineProcess, pidFile: string): Promise<void> {
  if (!(await isOurEngine(engine, pidFile))) return;
  try {
    process.kill(engine.pid, 'SIGKILL');
  } catch {
    return; // it ended by itself just now
  }
}
