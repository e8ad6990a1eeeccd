// Identities of boxes: the authority, stickers, the door where boxes claim, and who may stand at the broker.
import { dirname, join } from 'node:path';
import type { Enrolled } from '@omamori/contract/enrolment';
import { causeOf, ok, type Result } from '@omamori/contract/result';
import { createSignInLimits } from '../../http-api/access/limit-tries.ts';
import type { Log } from '../../log.ts';
import { loadSecretSeal } from '../../people/seal-secret.ts';
import type { Settings } from '../../settings.ts';
import type { Database } from '../../store/database.ts';
import { createBoxAnswers } from './answer-box.ts';
import { type Authority, loadAuthority, type ServerPair } from './authority.ts';
import { type BoxDoor, serveBoxes } from './serve-boxes.ts';
import { createStickerDesk, type StickerDesk } from './sticker-desk.ts';
import { findInForce, readEndedCertificates } from './store-certificates.ts';
import { readVisitSecret } from './visit-secrets.ts';

const DAY_MS = 86_400_000;
/** What another worker ended is noticed within this time. */
const LOOK_EVERY_MS = 2_000;
/** The server's own certificate lives 397 days. */
const NEW_PAIR_EVERY_MS = 7 * DAY_MS;

export interface Enrolment {
  readonly desk: StickerDesk;
  readonly authority: Authority;
  /** The center's own certificate, for the broker. */
  readonly pair: ServerPair;
  /** Where boxes claim. */
  readonly address: BoxDoor['address'];
  /** Whether the certificate is in force; a database that is away admits nobody. */
  admits(serial: string, appliance: string): Promise<boolean>;
  /** Serials that ended, within two seconds of it. */
  onEnded(listener: (serials: readonly string[]) => void): void;
  onPair(listener: (pair: ServerPair) => void): void;
  /** Base64; null for a box that did not come by a sticker. */
  visitSecret(appliance: string): Promise<string | null>;
  close(): Promise<void>;
}

export interface EnrolmentOptions {
  readonly db: Database;
  readonly settings: Pick<Settings, 'dataDir' | 'signingKeyFile' | 'enrolment'>;
  readonly now: () => number;
  readonly log: Log;
  /** Read at each claim: the port of the broker is known later. */
  readonly tell: () => Promise<Result<Pick<Enrolled, 'mqttUrl' | 'trustedKeys'>>>;
  /** Boxes came or went. */
  readonly onFleet: () => Promise<void>;
}

/** Errors: CTR_KEY_UNREADABLE, CTR_KEY_EXPOSED, CTR_KEY_NOT_MADE, CTR_PORT_TAKEN. */
export async function startEnrolment(options: EnrolmentOptions): Promise<Result<Enrolment>> {
  const { db, settings, now, log, onFleet, tell } = options;
  const folder = settings.signingKeyFile === undefined ? settings.dataDir : dirname(settings.signingKeyFile);
  const authority = await loadAuthority(join(folder, 'authority.pem'), now());
  if (!authority.ok) return authority;
  const seal = await loadSecretSeal(join(folder, 'enrolment.key'));
  if (!seal.ok) return seal;
  const listeners: ((serials: readonly string[]) => void)[] = [];
  const pairListeners: ((pair: ServerPair) => void)[] = [];
  const onEnded = (serials: readonly string[]): void => {
    for (const listener of listeners) listener(serials);
  };
  const { host, port, names, certificateDays } = settings.enrolment;
  const lifetimeMs = certificateDays * DAY_MS;
  const called = names.length > 0 ? names : [host];
  const pair = authority.value.certifyServer(called, now());
  const common = { db, now, seal: seal.value, onEnded, onFleet };
  const answers = createBoxAnswers({ ...common, authority: authority.value, lifetimeMs, tell });
  const tries = createSignInLimits(db, now).sources;
  const door = await serveBoxes({ listen: { host, port }, pair, authority: authority.value.pem, answers, tries, log });
  if (!door.ok) return door;
  const enrolUrl = `https://${hostInUrl(called[0] ?? host)}:${door.value.address.port}`;
  const timers = [
    setInterval(() => void look(db, now, log, onEnded), LOOK_EVERY_MS),
    setInterval(() => {
      const fresh = authority.value.certifyServer(called, now());
      door.value.renew(fresh);
      for (const listener of pairListeners) listener(fresh);
    }, NEW_PAIR_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  return ok({
    desk: createStickerDesk({ ...common, authority: authority.value.fingerprint, enrolUrl }),
    ...{ authority: authority.value, pair, address: door.value.address },
    admits: (serial, appliance) => admits(db, log, serial, appliance),
    onEnded: (listener) => void listeners.push(listener),
    onPair: (listener) => void pairListeners.push(listener),
    visitSecret: (appliance) => readVisitSecret(db, seal.value, appliance),
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      await door.value.close();
    },
  });
}

async function admits(db: Database, log: Log, serial: string, appliance: string): Promise<boolean> {
  try {
    return (await findInForce(db, serial, appliance)) !== null;
  } catch (thrown) {
    log.error({ code: 'ENR_NOT_LOOKED_UP', cause: causeOf(thrown) }, 'a certificate could not be looked up');
    return false;
  }
}

async function look(
  db: Database,
  now: () => number,
  log: Log,
  onEnded: (serials: readonly string[]) => void,
): Promise<void> {
  try {
    const ended = await readEndedCertificates(db, new Date(now()));
    if (ended.length > 0) onEnded(ended.map(({ serial }) => serial));
  } catch (thrown) {
    log.warn({ code: 'ENR_NOT_LOOKED_UP', cause: causeOf(thrown) }, 'ended certificates could not be read');
  }
}

export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
