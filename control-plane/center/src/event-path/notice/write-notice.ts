// Stage: incident → notice. Waits until an incident is quiet, then stores what is told (pending), writes the files,
// marks them written. A crash at any point is mended by the sweep at the next start: the same rows, the same files.
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';
import { folderOutbox, type Outbox } from './outbox.ts';
import { QuietQueue, usualWaits, type Waits } from './quiet-queue.ts';
import { markWritten, type PendingFile, readPending, readUntold, storeNotice } from './store-notice.ts';

const LOOK_EVERY_MS = 250;
const SWEEP_AGAIN_MS = 30_000;

export interface NoticeStage {
  /** Any change of an incident; cheap, may be called for each detection. */
  incidentChanged(id: number): void;
  /**
   * Hands over the part that a person has read, at once. `ok` only when its files stand in the outbox. Errors:
   * CTR_NOTICE_STALE (another part was written meanwhile, or the incident is done), CTR_NOTICE_WAITS (it is stored and
   * follows as soon as the outbox can be written).
   */
  handOver(id: number, part: number): Promise<Result<void>>;
  /** Resolves when what was due is done; nothing runs afterwards. */
  close(): Promise<void>;
}

export interface NoticeStageOptions {
  readonly db: Database;
  readonly outboxDir: string;
  readonly now: () => number;
  readonly log: Log;
  /** The desk's number. */
  readonly phone: string;
  /** Told when a notice stands in the outbox. */
  readonly onWritten?: (incident: number) => void;
  readonly waits?: Waits;
  readonly outbox?: Outbox;
}

export function startNoticeStage(options: NoticeStageOptions): NoticeStage {
  const stage = new Stage(options);
  const timer = setInterval(() => void stage.look(), LOOK_EVERY_MS);
  timer.unref();
  void stage.look();
  return {
    incidentChanged: (id) => stage.touch(id),
    handOver: (id, part) => stage.handOver(id, part),
    close: async () => {
      clearInterval(timer);
      await stage.stop();
    },
  };
}

class Stage {
  readonly #options: NoticeStageOptions;
  readonly #outbox: Outbox;
  readonly #queue: QuietQueue;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** When the next sweep is due; the first at once. Set whenever something was left undone. */
  #sweepAt: number | undefined = 0;

  constructor(options: NoticeStageOptions) {
    this.#options = options;
    this.#outbox = options.outbox ?? folderOutbox(options.outboxDir);
    this.#queue = new QuietQueue(options.waits ?? usualWaits);
  }

  touch(id: number): void {
    if (!this.#queue.touch(id, this.#options.now())) this.#sweepLater();
  }

  look(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    this.#running ??= this.#pass().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #pass(): Promise<void> {
    const { now, log } = this.#options;
    try {
      if (this.#sweepAt !== undefined && now() >= this.#sweepAt) await this.#sweep();
      for (const id of this.#queue.takeDue(now())) {
        if (this.#stopped) return;
        await this.#tell(id);
      }
    } catch (thrown) {
      // The database is away: nothing is lost, the sweep finds every incident again.
      log.error({ code: 'CTR_NOTICE_STORE_FAILED', cause: causeOf(thrown) }, 'notices wait for the database');
      this.#sweepLater();
    }
  }

  #sweepLater(): void {
    this.#sweepAt ??= this.#options.now() + SWEEP_AGAIN_MS;
  }

  /** Pending files first, then every incident that has something untold; those wait their quiet time like new ones. */
  async #sweep(): Promise<void> {
    this.#sweepAt = undefined;
    await this.#outbox.tidy();
    for (;;) {
      const pending = await readPending(this.#options.db);
      if (pending.length === 0) break;
      if (!(await this.#write(pending))) return;
      for (const incident of new Set(pending.map((notice) => notice.incident))) this.#options.onWritten?.(incident);
    }
    let after = 0;
    for (;;) {
      const ids = await readUntold(this.#options.db, after);
      for (const id of ids) this.touch(id);
      const last = ids.at(-1);
      if (last === undefined || this.#stopped) return;
      after = last;
    }
  }

  async handOver(id: number, part: number): Promise<Result<void>> {
    const { db, phone, now } = this.#options;
    if (!(await storeNotice(db, id, phone, new Date(now()), part))) {
      return err('CTR_NOTICE_STALE', 'The notice reads differently by now; look at it again.');
    }
    const written = await this.#write(await readPending(db, id));
    this.#options.onWritten?.(id);
    if (!written) return err('CTR_NOTICE_WAITS', 'The outbox could not be written; the notice follows by itself.');
    return ok(undefined);
  }

  async #tell(id: number): Promise<void> {
    const { db, phone, now } = this.#options;
    if (!(await storeNotice(db, id, phone, new Date(now())))) return;
    const pending = await readPending(db, id);
    if (await this.#write(pending)) this.#options.onWritten?.(id);
  }

  /** False when the outbox refused: the rest waits for the next sweep. */
  async #write(pending: readonly PendingFile[]): Promise<boolean> {
    for (const notice of pending) {
      const written = await this.#outbox.write(notice.file, notice.content);
      if (!written.ok) {
        const { code, message, detail } = written.error;
        this.#options.log.error({ code, file: notice.file, detail }, message);
        this.#sweepLater();
        return false;
      }
      await markWritten(this.#options.db, notice, new Date(this.#options.now()));
    }
    return true;
  }
}
