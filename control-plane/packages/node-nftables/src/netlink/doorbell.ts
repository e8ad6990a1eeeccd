/**
 * Tells the main thread that a socket has something to read: a worker blocks in poll(), nothing else. The main thread
 * reads and answers by itself, without blocking; until it has, the worker rests.
 */
import { Worker } from 'node:worker_threads';
import type { WakeUp } from './wake-up.ts';

export interface DoorbellInput {
  readonly socketFd: number;
  readonly wakeFd: number;
  /** One number: 1 from a ring to its answer. */
  readonly shared: SharedArrayBuffer;
}

export class Doorbell {
  readonly #wakeUp: WakeUp;
  readonly #state = new Int32Array(new SharedArrayBuffer(4));
  readonly #ended: Promise<void>;

  /** Takes the wake-up over. `onRing` reads the socket empty; `onFailure` is told once, when the thread died. */
  constructor(socketFd: number, wakeUp: WakeUp, onRing: () => void, onFailure: (reason: string) => void) {
    this.#wakeUp = wakeUp;
    const input: DoorbellInput = { socketFd, wakeFd: wakeUp.fd, shared: this.#state.buffer as SharedArrayBuffer };
    const file = import.meta.url.endsWith('.ts') ? './doorbell-worker.ts' : './doorbell-worker.js';
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: input,
      execArgv: [],
      name: 'doorbell',
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
    });
    worker.on('message', () => {
      onRing();
      this.#answer();
    });
    worker.on('error', (error) => onFailure(String(error).slice(0, 300)));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#wakeUp.dispose();
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.#wakeUp.signal();
    this.#answer();
    await this.#ended;
  }

  #answer(): void {
    Atomics.store(this.#state, 0, 0);
    Atomics.notify(this.#state, 0);
  }
}
