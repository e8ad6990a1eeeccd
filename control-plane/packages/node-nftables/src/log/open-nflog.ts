/**
 * NFLOG over netlink: packets that `log group N` rules hand to user space, in the network namespace of this process.
 * Read in one worker thread; callbacks run in the thread that called openNflog.
 */
import { Worker } from 'node:worker_threads';
import { createWakeUp, type WakeUp } from '../netlink/wake-up.ts';
import { failed, ok, type Result } from '../nft-error.ts';
import type { NflogError } from './nflog-error.ts';
import { type NflogPacket, readPacket } from './nflog-packet.ts';
import type { PacketBatch } from './packet-record.ts';
import { SequenceWatch } from './sequence-watch.ts';
import { SHARED, SHARED_BYTES, type WorkerInput, type WorkerOutput } from './worker-message.ts';

export interface NflogOptions {
  /** 1 to 16 group numbers, 0 to 65535. A group has one reader per network namespace. */
  readonly groups: readonly number[];
  /** Most payload bytes per packet, default 256. A rule's own `snaplen` may be smaller. */
  readonly copyRange?: number;
  /** Packets the kernel collects before it sends, default 32. */
  readonly queueThreshold?: number;
  /** Milliseconds it waits at most for that, default 50; resolution 10. */
  readonly flushTimeoutMs?: number;
  /** Socket buffer in bytes, default 4 MiB; the kernel doubles it for its own book-keeping. */
  readonly bufferBytes?: number;
  /** Must not throw. */
  readonly onPacket: (packet: NflogPacket) => void;
  /** Exact number of packets of a group that never came, told when the next one does. */
  readonly onOverrun?: (lost: number, group: number) => void;
  /** The reader ended by itself: open a new one. Not called for close(). */
  readonly onFailure?: (error: NflogError) => void;
}

export interface NflogStats {
  readonly packets: number;
  readonly lost: number;
  /** Times the kernel reported that the socket buffer was full. Losses behind the last one show with the next packet. */
  readonly overruns: number;
  readonly malformed: number;
  /** Socket buffer as granted by the kernel. */
  readonly bufferBytes: number;
}

export interface Nflog {
  readonly stats: NflogStats;
  /** Stops the worker and frees the groups; no callback runs after it has resolved. */
  close(): Promise<void>;
}

export async function openNflog(options: NflogOptions): Promise<Result<Nflog, NflogError>> {
  const invalid = findBadOption(options);
  if (invalid !== undefined) return failed({ code: 'NFT_LOG_BAD_OPTION', message: invalid });
  const wakeUp = createWakeUp();
  if (wakeUp === undefined) return failed({ code: 'NFT_LOG_SOCKET', message: 'no wake-up descriptor' });
  const session = new NflogSession(options, wakeUp);
  const error = await session.started;
  return error === undefined ? ok(session) : failed(error);
}

function findBadOption(options: NflogOptions): string | undefined {
  const { groups, copyRange = 256, queueThreshold = 32, flushTimeoutMs = 50, bufferBytes = 4_194_304 } = options;
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (groups.length < 1 || groups.length > 16 || new Set(groups).size !== groups.length) {
    return 'groups: 1 to 16 different numbers';
  }
  if (!groups.every((group) => within(group, 0, 65_535))) return 'groups: numbers from 0 to 65535';
  if (!within(copyRange, 1, 65_000)) return 'copyRange: 1 to 65000 bytes';
  if (!within(queueThreshold, 1, 512)) return 'queueThreshold: 1 to 512 packets';
  if (!within(flushTimeoutMs, 10, 10_000)) return 'flushTimeoutMs: 10 to 10000';
  if (!within(bufferBytes, 2048, 268_435_456)) return 'bufferBytes: 2 KiB to 256 MiB';
  return undefined;
}

class NflogSession implements Nflog {
  readonly started: Promise<NflogError | undefined>;
  readonly #options: NflogOptions;
  readonly #wakeUp: WakeUp;
  readonly #shared = new Int32Array(new SharedArrayBuffer(SHARED_BYTES));
  readonly #sequences = new SequenceWatch();
  readonly #ended: Promise<void>;
  #closing = false;
  #isReady = false;
  #error: NflogError | undefined;
  #packets = 0;
  #lost = 0;
  #bufferBytes = 0;

  constructor(options: NflogOptions, wakeUp: WakeUp) {
    this.#options = options;
    this.#wakeUp = wakeUp;
    const worker = startWorker(options, wakeUp.fd, this.#shared.buffer as SharedArrayBuffer);
    worker.on('error', (error) => {
      this.#error = {
        code: 'NFT_LOG_WORKER',
        message: 'the reading thread failed',
        detail: String(error).slice(0, 300),
      };
    });
    let settle: (error: NflogError | undefined) => void = () => undefined;
    this.started = new Promise((resolve) => {
      settle = resolve;
    });
    worker.on('message', (message: WorkerOutput) => this.#take(message, settle));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#afterExit(settle);
        resolve();
      });
    });
  }

  get stats(): NflogStats {
    return {
      packets: this.#packets,
      lost: this.#lost,
      overruns: Atomics.load(this.#shared, SHARED.overruns),
      malformed: Atomics.load(this.#shared, SHARED.malformed),
      bufferBytes: this.#bufferBytes,
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#wakeUp.signal();
    await this.#ended;
  }

  #take(message: WorkerOutput, settle: (error: NflogError | undefined) => void): void {
    if (message.kind === 'batch') this.#deliver(message);
    else if (message.kind === 'failed') this.#error = message.error;
    else {
      this.#bufferBytes = message.bufferBytes;
      this.#isReady = true;
      settle(undefined);
    }
  }

  #deliver(batch: PacketBatch): void {
    Atomics.sub(this.#shared, SHARED.inFlight, 1);
    for (let position = 0; position < batch.count && !this.#closing; position += 1) {
      const packet = readPacket(batch, position);
      const lost = this.#sequences.lostBefore(packet.group, packet.seq);
      if (lost > 0) {
        this.#lost += lost;
        this.#options.onOverrun?.(lost, packet.group);
      }
      this.#packets += 1;
      this.#options.onPacket(packet);
    }
  }

  #afterExit(settle: (error: NflogError | undefined) => void): void {
    this.#wakeUp.dispose();
    const error = this.#error ?? { code: 'NFT_LOG_WORKER', message: 'the reading thread ended' };
    if (this.#isReady && !this.#closing) this.#options.onFailure?.(error);
    settle(error);
  }
}

function startWorker(options: NflogOptions, wakeFd: number, shared: SharedArrayBuffer): Worker {
  const input: WorkerInput = {
    groups: options.groups,
    copyRange: options.copyRange ?? 256,
    queueThreshold: options.queueThreshold ?? 32,
    flushTimeoutMs: options.flushTimeoutMs ?? 50,
    bufferBytes: options.bufferBytes ?? 4_194_304,
    wakeFd,
    shared,
  };
  // Sources run as .ts in the workspace and as .js in the published package.
  const file = import.meta.url.endsWith('.ts') ? './nflog-worker.ts' : './nflog-worker.js';
  return new Worker(new URL(file, import.meta.url), {
    workerData: input,
    execArgv: [],
    name: 'nflog',
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  });
}
