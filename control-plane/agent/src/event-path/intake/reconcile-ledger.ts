// Level, not edge: whatever the packets told or did not tell, the kernel's ledger is compared with what was admitted.
// Found attempts go through the same attempt keys as packets, so the two can race without counting twice.
import type { Result } from '@omamori/contract/result';
import type { NftListing } from 'node-nftables';
import type { BootClock } from '../../platform/boot-clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { attemptKey, type Block } from './block.ts';
import { readLedger } from './read-ledger.ts';

const EVERY_MS = 10_000;
/** A younger element's packet is most likely on its way; the next pass takes it if not. */
const SETTLED_MS = 3000;
const SAME_MS = 5000;

export interface LedgerOptions {
  readonly list: () => Promise<Result<NftListing>>;
  /** Resolves when they are on the disk. */
  readonly store: (blocks: readonly Block[]) => Promise<void>;
  /** True while packets are not read at all: then nothing is waited for. */
  readonly isOnlySource: () => boolean;
  readonly clock: Clock;
  readonly bootClock: BootClock;
  readonly log: Log;
}

export class LedgerReconciler {
  readonly #options: LedgerOptions;
  /** Keys of the last pass: of ten thousand remembered attempts only the new ones cost anything. */
  #known: ReadonlyMap<string, number> = new Map();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #failing = false;
  #closed = false;
  readonly #end: Promise<void>;
  #endNow: () => void = () => undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#end = new Promise((resolve) => {
      this.#endNow = resolve;
    });
  }

  /** First pass at once and with everything the ledger holds; later ones by the timer. */
  start(): void {
    this.#scheduleNext(0);
  }

  /** Packets were lost: look now. Passes never overlap; a call during one makes another follow. */
  trigger(): void {
    if (this.#running !== null) this.#again = true;
    else this.#scheduleNext(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endNow();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #scheduleNext(delayMs: number): void {
    if (this.#closed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.#pass(delayMs === 0).finally(() => {
        this.#running = null;
        const again = this.#again;
        this.#again = false;
        this.#scheduleNext(again ? 0 : EVERY_MS);
      });
    }, delayMs);
  }

  async #pass(takeAll: boolean): Promise<void> {
    const listed = await this.#options.list();
    if (this.#closed) return;
    if (!listed.ok) {
      // Before the first configuration there is no table: nothing was blocked either.
      if (!this.#failing && listed.error.code !== 'NFT_NOT_FOUND') {
        this.#options.log.error({ code: 'EVT_LEDGER_UNREADABLE', cause: listed.error.code }, 'no ledger');
      }
      this.#failing = true;
      return;
    }
    this.#failing = false;
    const now = { wallMs: this.#options.clock.nowMs(), bootMs: this.#options.bootClock.nowMs() };
    const everything = takeAll || this.#options.isOnlySource();
    const settled = readLedger(listed.value, now).filter(
      (block) => everything || now.bootMs - block.seenMs >= SETTLED_MS,
    );
    const fresh = settled.filter((block) => !this.#isKnown(block));
    // A spool that cannot be written must not keep the agent from ending.
    if (fresh.length > 0) await Promise.race([this.#options.store(fresh), this.#end]);
    this.#known = new Map(settled.map((block) => [attemptKey(block), block.seenMs]));
  }

  #isKnown(block: Block): boolean {
    const seenMs = this.#known.get(attemptKey(block));
    return seenMs !== undefined && Math.abs(seenMs - block.seenMs) < SAME_MS;
  }
}
