// The antivirus of the box: chosen connections pass a second queue behind the engine's, where a thread reads the files in
// them and keeps the last packet of each until a hash list and clamd have spoken (ADR 0028). When the thread dies the
// kernel lets everything go on at once (queue bypass) and counts it as unread; the thread is started again.
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Antivirus as AntivirusPolicy, DEFAULT_ANTIVIRUS } from '@omamori/contract/desired-state';
import { type CodedError, err, ok, type Result } from '@omamori/contract/result';
import type { FileQueueRule } from '../../data-plane/bridge-nfqueue/file-queue-rule.ts';
import { fromNft, type KernelDoor } from '../../data-plane/kernel-door.ts';
import { FILES_QUEUE, FILES_TABLE } from '../../data-plane/ruleset/file-reading-names.ts';
import {
  fileReadingDocument,
  readFileCounts,
  withoutFileReading,
} from '../../data-plane/ruleset/file-reading-table.ts';
import type { MailRules } from '../mail-policy/mail-policy.ts';
import { READ_PORTS } from './inspector.ts';
import type { MailTold } from './message-sink.ts';
import { differenceOf } from './scan/known-files.ts';
import type { FileVerdict } from './verdict.ts';
import type { FromWorker, ToWorker, WorkerReport, WorkerStart } from './worker-messages.ts';

export interface AntivirusDeps {
  readonly nft: KernelDoor;
  readonly queueRule: FileQueueRule;
  readonly bridge: string;
  /** clamd's socket; null: only hash lists. */
  readonly clamdSocket: string | null;
  readonly onVerdict: (verdict: FileVerdict) => void;
  /** The scanner knew a file that no list has: its thread blocks it already. */
  readonly onLearned?: (learned: { readonly sha256: string; readonly name: string }) => void;
  /** The mail policy found something. */
  readonly onMail?: (told: MailTold) => void;
  readonly onProblem: (error: Pick<CodedError, 'code' | 'message'>) => void;
}

export interface Antivirus {
  /** Puts the policy in force; the kernel's part only changes when it is switched on or off. */
  apply(policy: AntivirusPolicy): Promise<Result<void>>;
  inForce(): AntivirusPolicy;
  /** What this list holds from now on; only the difference goes to the thread. */
  setHashes(list: string, hashes: Iterable<string>): void;
  /** What the mail policy goes by from now on. */
  setMail(rules: MailRules): void;
  /** `off`, `reading`, or `away`: switched on, and nobody reads. */
  state(): 'off' | 'reading' | 'away';
  report(): WorkerReport | null;
  /** Switched on, and nobody read, ms. */
  awayMs(): number;
  close(): Promise<void>;
}

/** A thread that died at once is not started again at once, ms. */
const RESTART_MS = 1000;
const LATE_MS = 8000;
const READY_MS = 15_000;
const READY_LOOK_MS = 20;
const WORKER_HEAP_MB = 96;

export function startAntivirus(deps: AntivirusDeps): Antivirus {
  const thread = new ReadingThread(deps);
  let inForce: AntivirusPolicy = DEFAULT_ANTIVIRUS;
  let last: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined); // its caller hears of it
    return next;
  };
  const switchOff = async (): Promise<Result<void>> => {
    const removed = await deps.queueRule.remove();
    await thread.stop();
    inForce = DEFAULT_ANTIVIRUS;
    const gone = fromNft(await deps.nft.run(withoutFileReading()));
    return removed.ok ? (gone.ok ? ok(undefined) : gone) : removed;
  };
  const switchOn = async (policy: AntivirusPolicy): Promise<Result<void>> => {
    thread.start({ mode: policy.mode === 'detect' ? 'detect' : 'block', late: policy.late });
    // Where an agent died the table still stands, and has counted what went by unread since.
    const before = await deps.nft.list(FILES_TABLE);
    const counted = before.ok ? readFileCounts(before.value) : {};
    const chosen = fromNft(await deps.nft.run(fileReadingDocument(deps.bridge, READ_PORTS, counted)));
    const queued = chosen.ok ? await deps.queueRule.install() : chosen;
    const reading = queued.ok ? await thread.ready() : queued;
    if (reading.ok) inForce = policy;
    else await switchOff();
    return reading;
  };
  return {
    apply: (policy) =>
      alone(async () => {
        const isOff = inForce.mode === 'off';
        if (policy.mode === 'off') return isOff ? ok(undefined) : await switchOff();
        if (isOff) return await switchOn(policy);
        inForce = policy;
        thread.setPolicy({ mode: policy.mode, late: policy.late });
        return ok(undefined);
      }),
    setHashes: (list, hashes) => thread.setHashes(list, new Set(hashes)),
    setMail: (rules) => thread.setMail(rules),
    inForce: () => inForce,
    state: () => (inForce.mode === 'off' ? 'off' : thread.isReading ? 'reading' : 'away'),
    report: () => thread.report,
    awayMs: () => thread.awayMs,
    close: () => alone(async () => void (await thread.stop())),
  };
}

class ReadingThread {
  readonly #deps: AntivirusDeps;
  #policy: WorkerStart['policy'] = { mode: 'block', late: 'open' };
  readonly #hashes = new Map<string, ReadonlySet<string>>();
  #mail: MailRules | null = null;
  #worker: Worker | null = null;
  #again: NodeJS.Timeout | null = null;
  isReading = false;
  report: WorkerReport | null = null;
  #awayMs = 0;
  /** Null: it reads, or is not wanted. */
  #awaySince: number | null = null;

  get awayMs(): number {
    return this.#awayMs + (this.#awaySince === null ? 0 : performance.now() - this.#awaySince);
  }

  constructor(deps: AntivirusDeps) {
    this.#deps = deps;
  }

  start(policy: WorkerStart['policy']): void {
    this.#policy = policy;
    if (this.#worker !== null) {
      this.#send({ kind: 'policy', policy });
      return;
    }
    this.#awaySince ??= performance.now();
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
    if (this.#mail !== null) this.#send({ kind: 'mail', rules: this.#mail });
    for (const [list, hashes] of this.#hashes)
      this.#send({ kind: 'hashes', difference: { list, added: [...hashes], removed: [] } });
  }

  setPolicy(policy: WorkerStart['policy']): void {
    this.#policy = policy;
    this.#send({ kind: 'policy', policy });
  }
  setMail(rules: MailRules): void {
    this.#mail = rules;
    this.#send({ kind: 'mail', rules });
  }
  setHashes(list: string, hashes: ReadonlySet<string>): void {
    const difference = { list, ...differenceOf(this.#hashes.get(list) ?? new Set(), hashes) };
    if (hashes.size === 0) this.#hashes.delete(list);
    else this.#hashes.set(list, hashes);
    if (difference.added.length + difference.removed.length > 0) this.#send({ kind: 'hashes', difference });
  }

  /** A thread that cannot even begin is the policy's failure; one that dies later is only started again. */
  async ready(): Promise<Result<void>> {
    const until = performance.now() + READY_MS;
    while (!this.isReading && performance.now() < until) await wait(READY_LOOK_MS);
    return this.isReading ? ok(undefined) : err('AVS_NOT_READING', 'The thread that reads files did not begin.');
  }

  async stop(): Promise<void> {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    const worker = this.#worker;
    this.#worker = null;
    this.isReading = false;
    this.#awayMs = this.awayMs;
    this.#awaySince = null;
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
    if (message.kind === 'ready') {
      this.isReading = true;
      this.#awayMs = this.awayMs;
      this.#awaySince = null;
    } else if (message.kind === 'verdict') this.#deps.onVerdict(message.verdict);
    else if (message.kind === 'learned') this.#deps.onLearned?.(message);
    else if (message.kind === 'mail') this.#deps.onMail?.(message.told);
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
    this.#awaySince ??= performance.now();
    const again = setTimeout(() => this.start(this.#policy), RESTART_MS);
    again.unref();
    this.#again = again;
  }
}
