// What a box may ask: claim with its sticker's code, confirm that the certificate lies on its disk, renew. Each call is
// one transaction, so that a center killed in it has answered nothing and done nothing.
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { type ClaimAnswer, type ClaimRequest, claimProof, type Enrolled, isProof } from '@omamori/contract/enrolment';
import { err, ok, type Result } from '@omamori/contract/result';
import { readRequest } from '@omamori/contract/x509/certificate-request';
import type { SecretSeal } from '../../people/seal-secret.ts';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import type { Authority } from './authority.ts';
import { endCertificates, findInForce, keepCertificate } from './store-certificates.ts';
import { countRefused, lockSticker, type StickerRow, setState } from './store-stickers.ts';
import { takeOver } from './take-over.ts';

export interface BoxAnswersOptions {
  readonly db: Database;
  readonly now: () => number;
  readonly seal: SecretSeal;
  readonly authority: Authority;
  readonly lifetimeMs: number;
  /** Beside what is made for the box. */
  readonly tell: () => Promise<Result<Pick<Enrolled, 'mqttUrl' | 'trustedKeys'>>>;
  readonly onEnded: (serials: readonly string[]) => void;
  readonly onFleet: () => Promise<void>;
}

export interface BoxAnswers {
  /** Errors: ENR_REFUSED (unknown box or wrong code: the same answer), ENR_STICKER_EXPIRED, ENR_STICKER_USED, ENR_REQUEST_INVALID. */
  claim(claim: ClaimRequest, exported: Buffer, from: string): Promise<Result<ClaimAnswer>>;
  /** By the certificate of that serial. Error: ENR_CERTIFICATE_ENDED. */
  confirm(serial: string, appliance: string): Promise<Result<void>>;
  /** Errors: ENR_CERTIFICATE_ENDED, ENR_REQUEST_INVALID. */
  renew(serial: string, appliance: string, request: string): Promise<Result<{ certificate: string }>>;
}

/** Checked against when there is no such box, so that the answer takes as long. */
const NOBODY = randomBytes(32);

export function createBoxAnswers(options: BoxAnswersOptions): BoxAnswers {
  const { db } = options;
  const date = (): Date => new Date(options.now());
  return {
    claim: async (claim, exported, from) => {
      const told = await options.tell();
      if (!told.ok) return told;
      const done = await db.transaction().execute(async (transaction): Promise<Result<ClaimAnswer>> => {
        const row = await lockSticker(transaction, claim.appliance);
        const key = row === undefined ? NOBODY : claimKeyIn(row, options.seal);
        if (key === null) return err('ENR_UNREADABLE', 'The center cannot read what it keeps of this sticker.');
        const isRight = isProof(claim.proof, claimProof(key, 'box', exported, claim.request));
        if (row === undefined || !isRight) return refused();
        const enrolled = await enrol(options, transaction, row, claim, from, date());
        if (!enrolled.ok) return enrolled;
        const text = JSON.stringify({ ...enrolled.value, ...told.value });
        return ok({ enrolled: text, proof: claimProof(key, 'center', exported, text) });
      });
      return done;
    },
    confirm: async (serial, appliance) => {
      const done = await db.transaction().execute((transaction) => confirm(transaction, serial, appliance, date()));
      if (!done.ok) return done;
      if (done.value.ended.length > 0) options.onEnded(done.value.ended);
      if (done.value.first) await options.onFleet();
      return ok(undefined);
    },
    renew: (serial, appliance, request) =>
      db.transaction().execute(async (transaction) => {
        const held = await findInForce(transaction, serial, appliance);
        if (held === null) return ended();
        const key = readRequest(request, appliance);
        if (!key.ok) return key;
        const issued = await issue(options, transaction, { appliance, sticker: held.sticker }, key.value, date());
        return ok({ certificate: issued });
      }),
  };
}

/** The code is right: everything below may be told to whoever asks. */
async function enrol(
  options: BoxAnswersOptions,
  transaction: DatabaseTransaction,
  row: StickerRow,
  claim: ClaimRequest,
  from: string,
  now: Date,
): Promise<Result<Omit<Enrolled, 'mqttUrl' | 'trustedKeys'>>> {
  const { seal, authority } = options;
  const { appliance } = claim;
  const id = Number(row.id);
  const refuse = async (code: 'ENR_STICKER_USED' | 'ENR_STICKER_EXPIRED', message: string) => {
    await countRefused(transaction, id, now);
    return err(code, message);
  };
  const key = readRequest(claim.request, appliance);
  if (!key.ok) return key;
  const spki = spkiHash(key.value);
  if (row.state === 'done' || (row.state === 'claimed' && row.spki !== spki))
    return await refuse('ENR_STICKER_USED', 'The code of this sticker was used already.');
  if (row.open_until <= now) return await refuse('ENR_STICKER_EXPIRED', 'The code of this sticker has run out.');
  // The same key again: its answer was lost. It gets the same secret and a new certificate.
  const before = row.visit_secret === null ? null : seal.open(row.visit_secret, id);
  if (before !== null && !before.ok)
    return err('ENR_UNREADABLE', 'The center cannot read what it keeps of this sticker.');
  const visitSecret = before?.value ?? randomBytes(32).toString('base64');
  await transaction
    .updateTable('sticker')
    .set({ state: 'claimed', spki, claimed_at: now, claimed_from: from, visit_secret: seal.seal(visitSecret, id) })
    .where('id', '=', row.id)
    .execute();
  const certificate = await issue(options, transaction, { appliance, sticker: id }, key.value, now);
  return ok({ certificate, authority: authority.pem, visitSecret });
}

async function issue(
  { authority, lifetimeMs }: BoxAnswersOptions,
  transaction: DatabaseTransaction,
  of: { readonly appliance: string; readonly sticker: number },
  key: KeyObject,
  now: Date,
): Promise<string> {
  const made = authority.certifyBox(of.appliance, key, now.getTime(), lifetimeMs);
  await keepCertificate(transaction, { ...of, spki: spkiHash(key) }, made, now);
  return made.pem;
}

/** Again and again with the same result: the box asks until it has heard the answer. */
async function confirm(
  transaction: DatabaseTransaction,
  serial: string,
  appliance: string,
  now: Date,
): Promise<Result<{ ended: string[]; first: boolean }>> {
  const held = await findInForce(transaction, serial, appliance);
  if (held === null) return ended();
  await transaction
    .updateTable('box_certificate')
    .set({ confirmed_at: now })
    .where('serial', '=', serial)
    .where('confirmed_at', 'is', null)
    .execute();
  const over = await endCertificates(transaction, appliance, 'superseded', now, serial);
  const sticker = await lockSticker(transaction, appliance);
  if (sticker?.state !== 'claimed') return ok({ ended: over, first: false });
  await setState(transaction, sticker.id, 'done');
  const replaced = sticker.replaces === null ? [] : await takeOver(transaction, sticker.replaces, appliance, now);
  return ok({ ended: [...over, ...replaced], first: true });
}

function claimKeyIn(row: StickerRow, seal: SecretSeal): Buffer | null {
  const opened = seal.open(row.claim_key, Number(row.id));
  return opened.ok ? Buffer.from(opened.value, 'hex') : null;
}

function spkiHash(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function refused(): Result<never> {
  return err('ENR_REFUSED', 'No box is waited for under this id and code.');
}

function ended(): Result<never> {
  return err('ENR_CERTIFICATE_ENDED', 'This certificate is not in force any more.');
}
