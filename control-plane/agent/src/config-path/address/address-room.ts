// The box's own addresses through a probation of their own: tried beside the former ones, kept only when a browser has
// opened the page at a new address and the center was heard over the new way, else given back by itself (ADR 0022).
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AdminNetworkTrial } from '@omamori/contract/admin-network';
import type { BoxNetwork, NetworkHealth, NetworkNow, NetworkOutcome } from '@omamori/contract/box-network';
import { err, ok, type Result } from '@omamori/contract/result';
import { type Clock, isoOf } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Former, NetworkDriver } from './network-driver.ts';
import { newAddresses } from './network-layers.ts';
import type { NetworkRecord } from './network-record.ts';

export const TRIAL_SECONDS = 180;
const LOOK_EVERY_MS = 1000;
const LOOK_CALMLY_MS = 15_000;

/** The way to the center, as far as a trial needs it; `MqttLink` fits. */
export interface CenterWay {
  readonly connected: boolean;
  readonly since: string | null;
  /** The next session is made over the ways of now. */
  renew(): void;
}

export interface AddressRoomDeps {
  readonly driver: NetworkDriver;
  readonly record: NetworkRecord;
  readonly center: CenterWay;
  readonly clock: Clock;
  readonly log: Log;
  /** Addresses came or went, of a trial or by themselves: the page follows. */
  readonly onAddresses: (addresses: readonly string[]) => void | Promise<void>;
  readonly trialMs?: number;
  readonly lookEveryMs?: number;
}

export interface AddressRoom {
  now(): NetworkNow;
  asked(): BoxNetwork | null;
  last(): NetworkOutcome | null;
  trial(): AdminNetworkTrial | null;
  health(): NetworkHealth;
  /** The wish was judged before (check-wish). With the token. Errors: NET_TRIAL_BUSY, NET_CHANGE_FAILED, NET_OBSERVE_FAILED, PLT_WRITE_FAILED. */
  tryOut(wish: BoxNetwork): Promise<Result<AdminNetworkTrial>>;
  /** `at`: the address of the box at which the request arrived. Errors: NET_TOKEN_WRONG, NET_NOT_AT_NEW_ADDRESS, PLT_WRITE_FAILED. */
  confirm(token: string, at: string): Promise<Result<'kept' | 'waiting-for-center'>>;
  /** Error: NET_NO_TRIAL. */
  giveBack(): Promise<Result<void>>;
  stop(): Promise<void>;
}

interface Trial {
  readonly wish: BoxNetwork;
  readonly former: Former;
  readonly endsAt: number;
  readonly tokenHash: Buffer;
  /** Null: the center was not heard before, so it cannot be asked for. */
  readonly sinceBefore: string | null;
  readonly centerNeeded: boolean;
  opened: boolean;
}

/** What is in force is put in place first; a trial that a restart cut short is over. */
export async function openAddressRoom(deps: AddressRoomDeps): Promise<AddressRoom> {
  const inForce = await deps.record.readInForce();
  const interrupted = await deps.record.readTrial();
  for (const read of [inForce, interrupted]) if (!read.ok) deps.log.error(read.error, 'addresses of the box');
  const asked = inForce.ok ? inForce.value.asked : null;
  let last = inForce.ok ? inForce.value.last : null;
  if (interrupted.ok && interrupted.value !== null) {
    // Written over the trial's record: the confirmation was the last act, only the tidying was cut.
    const wasKept = JSON.stringify(interrupted.value.asked) !== JSON.stringify(asked);
    if (!wasKept) {
      const back = await deps.driver.putBack(interrupted.value);
      if (!back.ok) deps.log.error(back.error, 'the former addresses are not whole yet');
      last = { at: isoOf(deps.clock.nowMs()), outcome: 'returned', code: 'NET_TRIAL_INTERRUPTED' };
      await deps.record.writeInForce(asked, last);
    }
    await deps.record.endTrial();
  } else if (!interrupted.ok) await deps.record.endTrial();
  if (asked !== null) {
    const settled = await deps.driver.settle(asked);
    if (!settled.ok) deps.log.error(settled.error, 'the addresses in force could not be set');
  }
  const now = await deps.driver.observe();
  if (!now.ok) deps.log.error(now.error, 'addresses of the box');
  const room = new Room(deps, asked, last, now.ok ? now.value : { addresses: [], gateways: [], vlan: null });
  room.start();
  return room;
}

class Room implements AddressRoom {
  readonly #deps: AddressRoomDeps;
  #asked: BoxNetwork | null;
  #last: NetworkOutcome | null;
  #now: NetworkNow;
  #trial: Trial | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** One act at a time: a confirmation and the end of the time must not cross. */
  #acting: Promise<unknown> = Promise.resolve();

  constructor(deps: AddressRoomDeps, asked: BoxNetwork | null, last: NetworkOutcome | null, now: NetworkNow) {
    this.#deps = deps;
    this.#asked = asked;
    this.#last = last;
    this.#now = now;
  }

  start(): void {
    void this.#deps.onAddresses(this.#now.addresses.map(({ address }) => address));
    this.#lookLater();
  }

  now = (): NetworkNow => this.#now;
  asked = (): BoxNetwork | null => this.#asked;
  last = (): NetworkOutcome | null => this.#last;

  trial(): AdminNetworkTrial | null {
    const trial = this.#trial;
    if (trial === null) return null;
    return {
      wish: trial.wish,
      secondsLeft: Math.max(0, Math.ceil((trial.endsAt - this.#deps.clock.monotonicMs()) / 1000)),
      addresses: newAddresses(trial.wish, this.#now, trial.former.now),
      center: trial.centerNeeded ? (this.#isHeard(trial) ? 'heard' : 'waiting') : 'not-needed',
      opened: trial.opened,
    };
  }

  health(): NetworkHealth {
    return { ...this.#now, asked: this.#asked, onTrial: this.#trial !== null, last: this.#last };
  }

  tryOut(wish: BoxNetwork): Promise<Result<AdminNetworkTrial>> {
    return this.#act(async () => {
      if (this.#trial !== null) return err('NET_TRIAL_BUSY', 'Other addresses are being tried at present.');
      const now = await this.#deps.driver.observe();
      if (!now.ok) return now;
      const former: Former = { now: now.value, asked: this.#asked };
      const noted = await this.#deps.record.writeTrial(former);
      if (!noted.ok) return noted;
      const { clock, center } = this.#deps;
      const token = randomBytes(32).toString('base64url');
      const [centerNeeded, sinceBefore] = [center.connected, center.since];
      const endsAt = clock.monotonicMs() + (this.#deps.trialMs ?? TRIAL_SECONDS * 1000);
      const trial: Trial = { wish, former, endsAt, tokenHash: hashOf(token), sinceBefore, centerNeeded, opened: false };
      this.#trial = trial;
      const tried = await this.#deps.driver.tryOut(wish, former);
      if (!tried.ok) {
        await this.#end(trial, tried.error.code);
        return tried;
      }
      this.#deps.log.info({ code: 'NET_TRIAL_BEGUN', wish }, 'new addresses on trial');
      center.renew();
      await this.#look();
      this.#lookLater();
      const shown = this.trial();
      return shown === null ? err('NET_NO_TRIAL', 'The trial is over.') : ok({ ...shown, token });
    });
  }

  confirm(token: string, at: string): Promise<Result<'kept' | 'waiting-for-center'>> {
    return this.#act(async () => {
      const trial = this.#trial;
      if (trial === null || !timingSafeEqual(trial.tokenHash, hashOf(token)))
        return err('NET_TOKEN_WRONG', 'There is no trial of addresses that this belongs to.');
      const plain = at.startsWith('::ffff:') ? at.slice(7) : at;
      if (!newAddresses(trial.wish, this.#now, trial.former.now).includes(plain))
        return err('NET_NOT_AT_NEW_ADDRESS', 'The page must be opened at the new address.');
      trial.opened = true;
      return await this.#keepIfProved(trial);
    });
  }

  giveBack(): Promise<Result<void>> {
    return this.#act(async () => {
      if (this.#trial === null) return err('NET_NO_TRIAL', 'Nothing is being tried at present.');
      await this.#end(this.#trial, 'NET_TRIAL_GIVEN_BACK');
      return ok(undefined);
    });
  }

  /** An orderly stop ends a trial as a power cut would. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#act(async () => {
      if (this.#trial !== null) await this.#end(this.#trial, 'NET_TRIAL_INTERRUPTED');
    });
  }

  #act<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#acting.then(work);
    this.#acting = done.catch(() => undefined); // told to who asked; the next act goes on
    return done;
  }

  #lookLater(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const everyMs = this.#trial === null ? LOOK_CALMLY_MS : (this.#deps.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer = setTimeout(() => {
      void this.#act(() => this.#tick()).finally(() => this.#lookLater());
    }, everyMs);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    await this.#look();
    const trial = this.#trial;
    if (trial === null) return;
    if (trial.opened) await this.#keepIfProved(trial);
    if (this.#trial === null || this.#deps.clock.monotonicMs() < trial.endsAt) return;
    await this.#end(trial, trial.opened ? 'NET_TRIAL_NO_CENTER' : 'NET_TRIAL_NOT_OPENED');
  }

  async #look(): Promise<void> {
    const now = await this.#deps.driver.observe();
    if (!now.ok) return; // looked at again in a moment; what was known stands
    const before = JSON.stringify(this.#now.addresses);
    this.#now = now.value;
    if (JSON.stringify(now.value.addresses) === before) return;
    await this.#deps.onAddresses(now.value.addresses.map(({ address }) => address));
  }

  #isHeard({ sinceBefore }: Trial): boolean {
    return this.#deps.center.connected && this.#deps.center.since !== sinceBefore;
  }

  async #keepIfProved(trial: Trial): Promise<Result<'kept' | 'waiting-for-center'>> {
    if (trial.centerNeeded && !this.#isHeard(trial)) return ok('waiting-for-center');
    const last: NetworkOutcome = { at: isoOf(this.#deps.clock.nowMs()), outcome: 'kept', code: null };
    const kept = await this.#deps.record.writeInForce(trial.wish, last);
    if (!kept.ok) return kept;
    [this.#asked, this.#last, this.#trial] = [trial.wish, last, null];
    this.#deps.log.info({ code: 'NET_TRIAL_KEPT' }, 'the new addresses are in force');
    // The answer to who confirmed goes out first; then the former addresses go.
    setTimeout(() => void this.#act(() => this.#settle(trial.wish)), 200).unref();
    return ok('kept');
  }

  async #settle(wish: BoxNetwork): Promise<void> {
    const settled = await this.#deps.driver.settle(wish);
    if (!settled.ok) this.#deps.log.error(settled.error, 'the former addresses could not be taken away');
    const ended = await this.#deps.record.endTrial();
    if (!ended.ok) this.#deps.log.error(ended.error, 'addresses of the box');
    this.#deps.center.renew();
    await this.#look();
  }

  async #end(trial: Trial, code: string): Promise<void> {
    this.#deps.log.warn({ code }, 'the trial of new addresses is over; the former ones stand');
    this.#trial = null;
    const back = await this.#deps.driver.putBack(trial.former);
    if (!back.ok) this.#deps.log.error(back.error, 'the former addresses are not whole yet');
    this.#last = { at: isoOf(this.#deps.clock.nowMs()), outcome: 'returned', code };
    await this.#deps.record.writeInForce(this.#asked, this.#last);
    // A trial that could not be undone stays on the record: the next start tries again.
    if (back.ok) await this.#deps.record.endTrial();
    this.#deps.center.renew();
    await this.#look();
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
