// The center's orders for bundles, obeyed one after the other: take back, fetch and put in force, try dry. Level, not
// edge: an order is kept by the broker and says what shall be; what cannot be done now is tried again, slower each time.
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BundleOrder, WantedBundle } from '@omamori/contract/bundle-delivery';
import { type CommandResult, packResult } from '@omamori/contract/command';
import type { BundleDelivery } from '@omamori/contract/health';
import type { ReplayReport } from '@omamori/contract/replay-report';
import { type CodedError, causeOf, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import { type Clock, isoOf } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { isNewer } from './bundle-store.ts';
import { type DeliveryRecord, readDeliveryRecord, writeDeliveryRecord } from './delivery-record.ts';
import { gatherBundle } from './gather-bundle.ts';
import { PieceDoor, type PieceLink } from './piece-door.ts';
import { readOrder } from './read-order.ts';

export interface OrderDeps {
  readonly appliance: string;
  readonly trusted: TrustedKeys;
  /** Fetched bundles, one at a time. */
  readonly folder: string;
  readonly recordPath: string;
  readonly link: PieceLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly bundles: {
    inForce(): string;
    floor(): string;
    /** Folders of bundles on the box. */
    folders(): readonly string[];
    /** Puts a whole folder in force or says why not. */
    offer(folder: string): Promise<Result<void>>;
    /** Back to the one before. */
    giveBack(): Promise<Result<void>>;
  };
  readonly dryRun: (folder: string, signal: AbortSignal) => Promise<Result<ReplayReport>>;
  /** The delivery's state changed in kind. */
  readonly onChange: () => void;
  /** First wait after a failure that passes; doubles up to a minute. */
  readonly retryMs?: number;
  /** Longest wait for one piece. */
  readonly patienceMs?: number;
}

export interface OrderRoom {
  /** Null while no order is under way. */
  delivery(): BundleDelivery | null;
  close(): Promise<void>;
}

const RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;
/** A line that damages is tried so often; then the order is given up until the center asks anew. */
const MOST_WRONG = 3;
const PASSING = new Set(['BND_PIECE_LATE', 'BND_PIECE_GONE', 'BND_OFFER_BUSY', 'BND_NO_ROOM', 'CFG_CENTER_SILENT']);

export async function followOrders(deps: OrderDeps): Promise<OrderRoom> {
  const room = new Orders(deps, await readDeliveryRecord(deps.recordPath));
  room.start();
  return room;
}

type Work = { readonly kind: 'give-back' } | { readonly kind: 'take' | 'dry-run'; readonly wanted: WantedBundle };

class Orders implements OrderRoom {
  readonly #deps: OrderDeps;
  readonly #door: PieceDoor;
  #record: DeliveryRecord;
  #order: BundleOrder | null = null;
  #delivery: BundleDelivery | null = null;
  #wrong = 0;
  #failures = 0;
  #closed = false;
  /** Of the work at hand; a new order breaks it off. */
  #work = new AbortController();
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();
  #offs: (() => void)[] = [];

  constructor(deps: OrderDeps, record: DeliveryRecord) {
    this.#deps = deps;
    this.#record = record;
    this.#door = new PieceDoor(deps.link, deps.patienceMs);
  }

  start(): void {
    const { link, log } = this.#deps;
    this.#offs = [
      link.subscribe('bundle', (payload) => void this.#take(payload)),
      link.onState((connected) => void (connected && this.#wake())),
    ];
    this.#loop = this.#run().catch((thrown: unknown) => {
      log.error({ code: 'BND_DELIVERY_ENDED', cause: causeOf(thrown) }, 'bundles are no longer fetched');
    });
  }

  delivery(): BundleDelivery | null {
    return this.#delivery;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const off of this.#offs) off();
    this.#work.abort();
    this.#door.close();
    this.#wake();
    await this.#loop;
  }

  async #take(payload: Buffer): Promise<void> {
    if (payload.length === 0) return;
    const { appliance, log, recordPath, trusted } = this.#deps;
    const order = readOrder(payload, appliance, trusted, this.#record.issuedAt);
    if (!order.ok) {
      log.warn(order.error, 'an order for a bundle is not obeyed');
      return;
    }
    const isNew = order.value.issuedAt !== this.#order?.issuedAt;
    if (!isNew) return;
    this.#record = { ...this.#record, issuedAt: order.value.issuedAt };
    this.#order = order.value;
    this.#failures = 0;
    this.#wrong = 0;
    const kept = await writeDeliveryRecord(recordPath, this.#record);
    if (!kept.ok) log.warn(kept.error, 'an order is obeyed and may come again');
    this.#work.abort();
    this.#work = new AbortController();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const work = this.#next();
      if (work === null) {
        this.#show(null);
        await woken;
        continue;
      }
      const done = await this.#do(work);
      if (!done.ok && !this.#closed) await this.#failed(work, done.error, woken);
      else this.#failures = 0;
    }
  }

  #next(): Work | null {
    const order = this.#order;
    if (order === null) return null;
    const { bundles } = this.#deps;
    if (order.withdrawn.includes(bundles.inForce())) return { kind: 'give-back' };
    const { wanted, dryRun } = order;
    if (wanted !== null && !order.withdrawn.includes(wanted.version) && isNewer(wanted.version, bundles.floor())) {
      const { givenUp } = this.#record;
      const isGivenUp = givenUp?.version === wanted.version && givenUp.attempt >= wanted.attempt;
      if (!isGivenUp) return { kind: 'take', wanted };
    }
    return dryRun === null || this.#record.answered.includes(dryRun.id) ? null : { kind: 'dry-run', wanted: dryRun };
  }

  async #do(work: Work): Promise<Result<void>> {
    const { bundles, dryRun } = this.#deps;
    if (work.kind === 'give-back') return await bundles.giveBack();
    const { signal } = this.#work;
    const folder = await this.#gather(work.wanted, signal);
    if (work.kind === 'take') {
      if (!folder.ok) return folder;
      this.#show({ ...this.#shown(work.wanted), state: 'trying' });
      const taken = await bundles.offer(folder.value);
      // What is in force was copied: the disk need not hold it twice.
      if (taken.ok) await rm(folder.value, { recursive: true, force: true });
      return taken;
    }
    if (!folder.ok && this.#isPassing(folder.error)) return folder;
    return await this.#answer(folder.ok ? await dryRun(folder.value, signal) : folder);
  }

  #gather(wanted: WantedBundle, signal: AbortSignal): Promise<Result<string>> {
    const { bundles, folder, trusted } = this.#deps;
    this.#show({ ...this.#shown(wanted), state: 'fetching' });
    return gatherBundle(wanted, {
      folder,
      trusted,
      door: this.#door,
      known: bundles.folders(),
      signal,
      onProgress: (have, of) => {
        this.#delivery = { ...this.#shown(wanted), state: 'fetching', bytes: { have, of } };
      },
    });
  }

  async #answer(done: Result<ReplayReport>): Promise<Result<void>> {
    const { appliance, clock, link, recordPath } = this.#deps;
    const id = this.#order?.dryRun?.id;
    if (id === undefined) return ok(undefined);
    const result: CommandResult = {
      v: 1,
      appliance,
      id,
      at: isoOf(clock.nowMs()),
      ...(done.ok
        ? { outcome: 'done', code: null, message: null, replay: done.value }
        : { outcome: 'failed', code: done.error.code, message: done.error.message.slice(0, 500) }),
    };
    const sent = await link.publish('result', packResult(result), { qos: 1 });
    if (!sent.ok) return sent;
    this.#record = { ...this.#record, answered: [...this.#record.answered, id].slice(-16) };
    const kept = await writeDeliveryRecord(recordPath, this.#record);
    if (!kept.ok) this.#deps.log.warn(kept.error, 'a dry run may be answered twice');
    return ok(undefined);
  }

  async #failed(work: Work, error: CodedError, woken: Promise<void>): Promise<void> {
    const { log } = this.#deps;
    if (error.code === 'BND_FETCHED_WRONG') this.#wrong += 1;
    const passes = this.#isPassing(error);
    log.warn({ ...error, work: work.kind }, passes ? 'a bundle is waited for' : 'an ordered bundle is given up');
    if (work.kind !== 'give-back') {
      const state = passes ? 'waiting' : 'given-up';
      this.#show({ ...this.#shown(work.wanted), state, code: error.code });
      if (!passes && work.kind === 'take') await this.#giveUp(work.wanted.version, error.code);
      if (!passes) return;
    }
    const waitMs = Math.min(LONGEST_RETRY_MS, (this.#deps.retryMs ?? RETRY_MS) * 2 ** Math.min(this.#failures, 6));
    this.#failures += 1;
    await Promise.race([woken, sleep(waitMs, undefined, { ref: false })]);
  }

  /** The outcome itself stands in the state report; this keeps it from being tried again and again. */
  async #giveUp(version: string, code: string): Promise<void> {
    const attempt = this.#order?.wanted?.attempt ?? 1;
    this.#record = { ...this.#record, givenUp: { version, attempt, code } };
    const kept = await writeDeliveryRecord(this.#deps.recordPath, this.#record);
    if (!kept.ok) this.#deps.log.warn(kept.error, 'a failed bundle may be tried again');
  }

  #isPassing({ code }: CodedError): boolean {
    if (code === 'BND_FETCHED_WRONG') return this.#wrong < MOST_WRONG;
    return PASSING.has(code) || code.startsWith('LNK_') || this.#work.signal.aborted;
  }

  #shown({ version }: WantedBundle): BundleDelivery {
    const known = this.#delivery?.version === version ? this.#delivery.bytes : { have: 0, of: 0 };
    return { version, state: 'fetching', bytes: known, code: null };
  }

  #show(delivery: BundleDelivery | null): void {
    // What was given up stays to be seen until another order comes.
    if (delivery === null && this.#delivery?.state === 'given-up' && this.#order?.wanted !== null) return;
    const changed = this.#delivery?.state !== delivery?.state;
    this.#delivery = delivery;
    if (changed) this.#deps.onChange();
  }
}
