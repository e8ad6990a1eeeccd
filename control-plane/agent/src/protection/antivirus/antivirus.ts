// The antivirus of the box: chosen connections pass a second queue behind the engine's, where a thread reads the files in
// them and keeps the last packet of each until a hash list and clamd have spoken (ADR 0028). When the thread dies the
// kernel lets everything go on at once (queue bypass) and counts it as unread; the thread is started again.
import { Worker } from 'node:worker_threads';
import type { Antivirus as AntivirusPolicy } from '@omamori/contract/desired-state';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import type { FileQueueRule } from '../../data-plane/bridge-nfqueue/file-queue-rule.ts';
import { fromNft, type KernelDoor } from '../../data-plane/kernel-door.ts';
import { FILES_QUEUE } from '../../data-plane/ruleset/file-reading-names.ts';
import { fileReadingDocument, withoutFileReading } from '../../data-plane/ruleset/file-reading-table.ts';
import { READ_PORTS } from './inspector.ts';
import type { FileVerdict } from './verdict.ts';
import type { FromWorker, ToWorker, WorkerReport, WorkerStart } from './worker-messages.ts';

export interface AntivirusDeps {
  readonly nft: KernelDoor;
  readonly queueRule: FileQueueRule;
  readonly bridge: string;
  /** clamd's socket; null: only hash lists. */
  readonly clamdSocket: string | null;
  readonly onVerdict: (verdict: FileVerdict) => void;
  readonly onProblem: (error: Pick<CodedError, 'code' | 'message'>) => void;
}

export interface Antivirus {
  /** Puts the policy in force; the kernel's part only changes when it is switched on or off. */
  apply(policy: AntivirusPolicy): Promise<Result<void>>;
  setHashes(hashes: ReadonlyMap<string, string>): void;
  /** `off`, `reading`, or `away`: switched on, and nobody reads. */
  state(): 'off' | 'reading' | 'away';
  report(): WorkerReport | null;
  close(): Promise<void>;
}

/** A thread that died at once is not started again at once, ms. */
const RESTART_MS = 1000;
const LATE_MS = 8000;
const WORKER_HEAP_MB = 96;

export function startAntivirus(deps: AntivirusDeps): Antivirus {
  const thread = new ReadingThread(deps);
  let inForce: AntivirusPolicy['mode'] = 'off';
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined); // its caller hears of it
    return next;
  };
  const switchOff = async (): Promise<Result<void>> => {
    const removed = await deps.queueRule.remove();
    await thread.stop();
    inForce = 'off';
    const gone = fromNft(await deps.nft.run(withoutFileReading()));
    return removed.ok ? (gone.ok ? ok(undefined) : gone) : removed;
  };
  const switchOn = async (policy: AntivirusPolicy): Promise<Result<void>> => {
    thread.start({ mode: policy.mode === 'detect' ? 'detect' : 'block', late: policy.late });
    const chosen = fromNft(await deps.nft.run(fileReadingDocument(deps.bridge, READ_PORTS)));
    if (!chosen.ok) return chosen;
    const queued = await deps.queueRule.install();
    if (queued.ok) inForce = policy.mode;
    return queued;
  };
  return {
    apply: (policy) =>
      alone(async () => {
        if (policy.mode === 'off') return inForce === 'off' ? ok(undefined) : await switchOff();
        if (inForce === 'off') return await switchOn(policy);
        inForce = policy.mode;
        thread.setPolicy({ mode: policy.mode, late: policy.late });
        return ok(undefined);
      }),
    setHashes: (hashes) => thread.setHashes(hashes),
    state: () => (inForce === 'off' ? 'off' : thread.isReading ? 'reading' : 'away'),
    report: () => thread.report,
    close: () => alone(async () => void (await thread.stop())),
  };
}

class ReadingThread {
  readonly #deps: AntivirusDeps;
  #policy: WorkerStart['policy'] = { mode: 'block', late: 'open' };
  #hashes: ReadonlyMap<string, string> = new Map();
  #worker: Worker | null = null;
  #again: NodeJS.Timeout | null = null;
  isReading = false;
  report: WorkerReport | null = null;

  constructor(deps: AntivirusDeps) {
    this.#deps = deps;
  }

  start(policy: WorkerStart['policy']): void {
    this.#policy = policy;
    if (this.#worker !== null) {
      this.#send({ kind: 'policy', policy });
      return;
    }
    const { clamdSocket, onProblem } = this.#deps;
    const workerData: WorkerStart = { queue: FILES_QUEUE, clamdSocket, lateMs: LATE_MS, policy };
    // Sources run as .ts in the workspace and as one bundled file on the image.
    const file = import.meta.url.endsWith('.ts') ? './antivirus-worker.ts' : './antivirus-worker.js';
    const resourceLimits = { maxOldGenerationSizeMb: WORKER_HEAP_MB };
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData,
      execArgv: [],
      name: 'antivirus',
      resourceLimits,
    });
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#take(message));
    worker.on('error', (thrown) => onProblem({ code: 'AVS_THREAD_DIED', message: String(thrown).slice(0, 200) }));
    worker.on('exit', () => this.#onExit(worker));
    this.#send({ kind: 'hashes', hashes: this.#hashes });
  }

  setPolicy(policy: WorkerStart['policy']): void {
    this.#policy = policy;
    this.#send({ kind: 'policy', policy });
  }
  setHashes(hashes: ReadonlyMap<string, string>): void {
    this.#hashes = hashes;
    this.#send({ kind: 'hashes', hashes });
  }

  async stop(): Promise<void> {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    const worker = this.#worker;
    this.#worker = null;
    this.isReading = false;
    if (worker === null) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'stop' } satisfies ToWorker);
    const late = setTimeout(() => void worker.terminate(), RESTART_MS);
    await ended;
    clearTimeout(late);
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromWorker): void {
    if (message.kind === 'ready') this.isReading = true;
    else if (message.kind === 'verdict') this.#deps.onVerdict(message.verdict);
    else if (message.kind === 'report') this.report = message.report;
    else {
      this.#deps.onProblem(message.error);
      void this.#worker?.terminate();
    }
  }

  #onExit(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.isReading = false;
    const again = setTimeout(() => this.start(this.#policy), RESTART_MS);
    again.unref();
    this.#again = again;
  }
}
