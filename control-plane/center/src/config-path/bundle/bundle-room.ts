// Bundles of the service: taken, told to boxes in rings, served piece by piece, tried dry. See ADR 0025.

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackResult } from '@omamori/contract/command';
import { causeOf, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import type { Log } from '../../log.ts';
import type { MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';
import type { Settings } from '../../settings.ts';
import type { Database } from '../../store/database.ts';
import { advanceRollout, note } from '../rollout/advance-rollout.ts';
import { changedOrders, publishOrder } from '../rollout/order-bundles.ts';
import { TroubleNotes } from '../rollout/roll-out.ts';
import { createIssuer, type Issuer } from '../sign/issue-document.ts';
import { type BundleDesk, createBundleDesk } from './bundle-desk.ts';
import { servePiece } from './serve-pieces.ts';
import { takeBundle } from './store-bundle.ts';
import { watchArrivals } from './watch-arrivals.ts';

const LOOK_EVERY_MS = 3000;
/** Who puts packed bundles into the center's folder works at the machine. */
const AT_THE_MACHINE = 'host';

export interface BundleRoomOptions {
  readonly db: Database;
  readonly link: Pick<MqttLinkOfCenter, 'publish'>;
  readonly settings: Pick<Settings, 'dataDir' | 'signingKeyFile' | 'bundleKeys'>;
  readonly now: () => number;
  readonly log: Log;
}

export interface BundleRoom {
  readonly desk: BundleDesk;
  /** The box is sent its order again, whatever the broker remembers. */
  applianceBorn(appliance: string): Promise<void>;
  /** Errors: those of servePiece. */
  pieceAsked(appliance: string, payload: Uint8Array): Promise<Result<void>>;
  /** True when the answer belonged to a dry run. */
  answered(appliance: string, payload: Uint8Array): Promise<boolean>;
  /** One look at arrivals and roll-outs; the timer calls it, and tests. */
  look(): Promise<void>;
  close(): Promise<void>;
}

export async function openBundleRoom(options: BundleRoomOptions): Promise<BundleRoom> {
  const { db, log, now, settings } = options;
  const folder = join(settings.dataDir, 'bundles');
  await mkdir(folder, { recursive: true });
  for (const left of await readdir(folder)) {
    if (left.startsWith('taking-')) await rm(join(folder, left), { recursive: true, force: true });
  }
  const signingKeyFile = settings.signingKeyFile ?? join(settings.dataDir, 'signing-key.pem');
  const issuer = createIssuer({ signingKeyFile, protectedDestinations: [], now });
  const room = new Room(options, issuer, folder);
  const arrivals = await watchArrivals(join(folder, 'arriving'), (source) => room.take(source, AT_THE_MACHINE), log);
  const look = async (): Promise<void> => {
    await arrivals.look();
    await room.look();
  };
  const timer = setInterval(() => void room.look(), LOOK_EVERY_MS);
  timer.unref();
  const desk = createBundleDesk({
    db,
    now,
    take: (source, actor) => room.take(source, actor),
    wake: () => void room.look(),
  });
  return {
    desk,
    applianceBorn: (appliance) => room.order(appliance, true),
    pieceAsked: (appliance, payload) => servePiece(db, options.link, appliance, payload),
    answered: (appliance, payload) => room.answered(appliance, payload),
    look,
    close: async () => {
      clearInterval(timer);
      await arrivals.close();
      await room.settled();
    },
  };
}

class Room {
  readonly #options: BundleRoomOptions;
  readonly #issuer: Issuer;
  readonly #folder: string;
  readonly #trouble = new TroubleNotes();
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(options: BundleRoomOptions, issuer: Issuer, folder: string) {
    this.#options = options;
    this.#issuer = issuer;
    this.#folder = folder;
  }

  async take(source: AsyncIterable<Uint8Array>, actor: string): Promise<Result<string>> {
    const { db, log, now } = this.#options;
    const trusted = await this.#trusted();
    if (!trusted.ok) return trusted;
    const taken = await takeBundle(source, { db, now, actor, folder: this.#folder, trusted: trusted.value });
    if (taken.ok) log.info({ bundle: taken.value, actor }, 'a bundle was taken');
    else {
      const { code, message } = taken.error;
      log.warn({ ...taken.error, actor }, 'a bundle was not taken');
      await note(db, null, 'refused', new Date(now()), `${code}: ${message}`.slice(0, 500), actor);
    }
    return taken;
  }

  async #trusted(): Promise<Result<TrustedKeys>> {
    const own = await this.#issuer.trustedKey();
    return own.ok ? ok({ ...this.#options.settings.bundleKeys, ...own.value }) : own;
  }

  /** Asked for while one runs, it runs once more: what was changed meanwhile is seen. */
  async look(): Promise<void> {
    if (this.#looking !== undefined) {
      this.#again = true;
      return await this.#looking;
    }
    this.#looking = this.#passes().finally(() => {
      this.#looking = undefined;
    });
    return await this.#looking;
  }

  async settled(): Promise<void> {
    await this.#looking;
  }

  async #passes(): Promise<void> {
    do {
      this.#again = false;
      await this.#pass();
    } while (this.#again);
  }

  async #pass(): Promise<void> {
    const { db, log, now } = this.#options;
    try {
      const rollouts = await db
        .selectFrom('bundle_rollout')
        .select(['version', 'state'])
        .where('state', '!=', 'withdrawn')
        .execute();
      for (const { version } of rollouts) {
        for (const appliance of await advanceRollout(db, version, now())) await this.order(appliance);
      }
      for (const appliance of await changedOrders(db)) await this.order(appliance);
    } catch (thrown) {
      log.error({ code: 'CTR_ROLLOUT_FAILED', cause: causeOf(thrown) }, 'roll-outs of bundles wait for the database');
    }
  }

  async order(appliance: string, again = false): Promise<void> {
    const { db, link, log, now } = this.#options;
    try {
      const sent = await publishOrder({ db, link, issuer: this.#issuer, now }, appliance, again);
      if (sent.ok) this.#trouble.clear(appliance);
      else if (this.#trouble.note(appliance, sent.error))
        log.warn({ ...sent.error, appliance }, 'an order for a bundle waits');
    } catch (thrown) {
      log.error({ code: 'CTR_ROLLOUT_FAILED', appliance, cause: causeOf(thrown) }, 'an order for a bundle waits');
    }
  }

  async answered(appliance: string, payload: Uint8Array): Promise<boolean> {
    const result = unpackResult(payload);
    if (!result.ok || result.value.appliance !== appliance) return false;
    const { id, code, replay } = result.value;
    const { db, now } = this.#options;
    const kept = await db
      .updateTable('bundle_dry_run')
      .set({ answered_at: new Date(now()), code, report: replay === undefined ? null : JSON.stringify(replay) })
      .where('id', '=', id)
      .where('appliance', '=', appliance)
      .where('answered_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (kept === undefined) return false;
    await this.order(appliance);
    return true;
  }
}
