// Keeps the box's identity: claims when it has a code, confirms, renews after two thirds of the certificate's life. One
// step at a time, again with growing pauses until it is done; protection never waits for it.
import { type CodedError, err, ok, type Result } from '@omamori/contract/result';
import { readStickerCode } from '@omamori/contract/sticker-code';
import type { Clock } from '../platform/clock.ts';
import { readFileBounded, removeDurably } from '../platform/durable-file.ts';
import type { Log } from '../platform/log.ts';
import { claim, confirm, type Enroller, renew } from './enrol-steps.ts';
import { type Identity, type IdentityStore, identityStore, renewalTime } from './identity.ts';

/** Between tries, in milliseconds; the last one stays. With a center that counts ten tries a minute. */
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 300_000] as const;
const LOOK_EVERY_MS = 60_000;
/** These need a person: a try an hour is enough to see that it was put right. */
const TERMINAL = /^ENR_(?:STICKER_USED|STICKER_EXPIRED|REFUSED|CERTIFICATE_ENDED)$/;
const TERMINAL_PAUSE_MS = 30_000;

export interface Enrolment {
  /** Null before the box was claimed. */
  identity(): Identity | null;
  /** What stands in the way, as it was last; null when nothing does. */
  problem(): CodedError | null;
  /** The code that somebody typed at the box. Error: ENR_CODE_MISTYPED. */
  claimWith(typed: string): Result<void>;
  /** Called when there is an identity, and at each new one. */
  onIdentity(listener: (identity: Identity, first: boolean) => void): void;
  start(): void;
  stop(): void;
}

export interface EnrolmentOptions {
  readonly appliance: string;
  readonly dataDir: string;
  readonly url: string;
  /** Holds the sticker's code, one line; gone once the box is claimed. */
  readonly stickerFile: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly store?: IdentityStore;
}

export async function openEnrolment(options: EnrolmentOptions): Promise<Enrolment> {
  const store = options.store ?? identityStore(options.dataDir);
  const read = await store.read();
  if (!read.ok) options.log.error(read.error, 'the box has lost its identity');
  return new Keeper(options, store, read.ok ? read.value : null);
}

class Keeper implements Enrolment {
  readonly #options: EnrolmentOptions;
  readonly #enroller: Enroller;
  readonly #listeners: ((identity: Identity, first: boolean) => void)[] = [];
  #identity: Identity | null;
  #problem: CodedError | null = null;
  #typed: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #working = false;
  #stopped = true;

  constructor(options: EnrolmentOptions, store: IdentityStore, identity: Identity | null) {
    this.#options = options;
    this.#enroller = { appliance: options.appliance, url: options.url, store };
    this.#identity = identity;
  }

  identity(): Identity | null {
    return this.#identity;
  }

  problem(): CodedError | null {
    return this.#problem;
  }

  claimWith(typed: string): Result<void> {
    const code = readStickerCode(typed);
    if (code === null) return err('ENR_CODE_MISTYPED', 'This is not the code of a sticker: a letter is wrong.');
    this.#typed = code;
    this.#failures = 0;
    this.#lookIn(0);
    return ok(undefined);
  }

  onIdentity(listener: (identity: Identity, first: boolean) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    this.#stopped = false;
    this.#lookIn(0);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #lookIn(ms: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const done = await this.#step();
    this.#working = false;
    if (done.ok) {
      this.#problem = null;
      this.#failures = 0;
      return this.#lookIn(done.value === 'more' ? 0 : LOOK_EVERY_MS);
    }
    const { code } = done.error;
    if (this.#problem?.code !== code) this.#options.log.warn(done.error, 'enrolment waits');
    this.#problem = done.error;
    const pause = TERMINAL.test(code) ? TERMINAL_PAUSE_MS : (PAUSES_MS[this.#failures] ?? PAUSES_MS[6]);
    this.#failures = Math.min(this.#failures + 1, PAUSES_MS.length);
    this.#lookIn(pause * (0.75 + Math.random() / 4));
  }

  /** The one step that is due. */
  async #step(): Promise<Result<'more' | 'rest'>> {
    const held = this.#identity;
    if (held === null) return await this.#claim();
    if (!held.confirmed) {
      const confirmed = await confirm(this.#enroller, held);
      if (!confirmed.ok) return confirmed;
      this.#identity = confirmed.value;
      this.#tell(confirmed.value, false);
      return await this.#forgetCode();
    }
    if (this.#options.clock.nowMs() < renewalTime(held.certificate)) return await this.#forgetCode();
    const renewed = await renew(this.#enroller, held);
    if (!renewed.ok) return renewed;
    this.#identity = renewed.value;
    return ok('more');
  }

  async #claim(): Promise<Result<'more' | 'rest'>> {
    const code = this.#typed ?? (await this.#readCode());
    if (code === null) return ok('rest');
    const claimed = await claim(this.#enroller, code);
    if (!claimed.ok) return claimed;
    this.#identity = claimed.value;
    this.#options.log.info('the box has its certificate');
    this.#tell(claimed.value, true);
    return ok('more');
  }

  async #readCode(): Promise<string | null> {
    const { stickerFile } = this.#options;
    if (stickerFile === undefined) return null;
    const read = await readFileBounded(stickerFile, 1024);
    return read.ok ? readStickerCode(read.value.toString('utf8')) : null;
  }

  /** Only now: until the confirmation the same code must be able to ask again. */
  async #forgetCode(): Promise<Result<'rest'>> {
    this.#typed = null;
    const { stickerFile } = this.#options;
    const removed = stickerFile === undefined ? ok(undefined) : await removeDurably(stickerFile);
    return removed.ok ? ok('rest') : removed;
  }

  #tell(identity: Identity, first: boolean): void {
    for (const listener of this.#listeners) listener(identity, first);
  }
}
