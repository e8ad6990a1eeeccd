// The kernel's copies of packets: NFLOG groups read in node-nftables' one worker thread and handed out by group.
// When the groups cannot be opened the agent goes on without and tries again; what it misses is in `state`.
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import { type Nflog, type NflogPacket, openNflog } from 'node-nftables';
import type { Log } from './log.ts';

export const BLOCK_GROUP = 5;
export const DISCOVERY_GROUP = 6;
/** Copies of the discovery group that are about the line come under this prefix. */
export const LINE_PREFIX = 'om:line:';
/** One logged packet; its bytes are lent for the time of the call. */
export type CapturedPacket = NflogPacket;

const REOPEN_MS = 5000;
/** DHCP with options and mDNS answers fit; a blocked packet needs its headers only. */
const COPY_BYTES = 1500;

export interface CaptureHandlers {
  readonly onBlock: (packet: NflogPacket) => void;
  readonly onDiscovery: (packet: NflogPacket) => void;
  /** Frames about the line, from either side. */
  readonly onLine: (packet: NflogPacket) => void;
  /** Packets of the block group were lost: the ledger knows them. */
  readonly onBlocksLost: (lost: number) => void;
}

export interface Capture {
  /** 'ledger-only' while the groups cannot be read: blocks then come from the kernel's ledger, seconds later. */
  readonly state: 'reading' | 'ledger-only';
  /** PLT_NFLOG_UNAVAILABLE while 'ledger-only'. */
  readonly error: CodedError | null;
  /** Sets handlers; a packet that nobody handles is gone. Handlers must not throw. */
  handle(handlers: Partial<CaptureHandlers>): void;
  close(): Promise<void>;
}

/** Resolves when the groups are open or found not to be; in the second case it goes on trying. */
export async function startCapture(log: Log): Promise<Capture> {
  const capture = new NflogCapture(log);
  await capture.open();
  return capture;
}

class NflogCapture implements Capture {
  readonly #log: Log;
  #handlers: Partial<CaptureHandlers> = {};
  #nflog: Nflog | null = null;
  #error: CodedError | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  get state(): 'reading' | 'ledger-only' {
    return this.#nflog === null ? 'ledger-only' : 'reading';
  }

  get error(): CodedError | null {
    return this.#error;
  }

  handle(handlers: Partial<CaptureHandlers>): void {
    this.#handlers = { ...this.#handlers, ...handlers };
  }

  async open(): Promise<void> {
    this.#timer = null;
    if (this.#closed) return;
    const opened = await this.#tryOpen();
    if (this.#closed) {
      if (opened.ok) await opened.value.close();
      return;
    }
    if (opened.ok) {
      this.#nflog = opened.value;
      this.#error = null;
      return;
    }
    this.#degrade(opened.error);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const nflog = this.#nflog;
    this.#nflog = null;
    await nflog?.close();
  }

  async #tryOpen(): Promise<Result<Nflog>> {
    const opened = await openNflog({
      groups: [BLOCK_GROUP, DISCOVERY_GROUP],
      copyRange: COPY_BYTES,
      flushTimeoutMs: 20,
      onPacket: (packet) => {
        if (packet.group === BLOCK_GROUP) this.#handlers.onBlock?.(packet);
        else if (packet.prefix.startsWith(LINE_PREFIX)) this.#handlers.onLine?.(packet);
        else this.#handlers.onDiscovery?.(packet);
      },
      onOverrun: (lost, group) => {
        if (group === BLOCK_GROUP) this.#handlers.onBlocksLost?.(lost);
      },
      onFailure: (error) => {
        this.#nflog = null;
        if (!this.#closed) this.#degrade({ code: error.code, message: error.message });
      },
    });
    return opened.ok
      ? ok(opened.value)
      : { ok: false, error: { code: opened.error.code, message: opened.error.message } };
  }

  #degrade(cause: CodedError): void {
    const isNew = this.#error?.detail?.['cause'] !== cause.code;
    this.#error = {
      code: 'PLT_NFLOG_UNAVAILABLE',
      message: 'Logged packets cannot be read; blocks come from the ledger, new devices are not seen.',
      detail: { cause: cause.code, message: cause.message },
    };
    if (isNew) this.#log.error({ error: this.#error }, 'capture degraded');
    this.#timer = setTimeout(() => {
      this.open().catch((thrown: unknown) => this.#degrade({ code: 'PLT_NFLOG_UNAVAILABLE', message: String(thrown) }));
    }, REOPEN_MS);
    this.#timer.unref();
  }
}
