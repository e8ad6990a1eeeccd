// Stickers as the desk handles them: made or taken over from the image build, withdrawn; boxes cut off.
import type { MadeSticker, StickerRequest, StickersAnswer } from '@omamori/contract/console-api/enrolment';
import { err, ok, type Result } from '@omamori/contract/result';
import { claimKeyOf, makeStickerCode, readStickerCode, stickerText } from '@omamori/contract/sticker-code';
import { sql } from 'kysely';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { SecretSeal } from '../../people/seal-secret.ts';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import { endCertificates } from './store-certificates.ts';
import { lockSticker, readStickers, setState } from './store-stickers.ts';

const HOUR_MS = 3_600_000;

export interface StickerDesk {
  list(): Promise<StickersAnswer>;
  /** Errors: ENR_CODE_MISTYPED, ENR_APPLIANCE_TAKEN, ENR_REPLACED_UNKNOWN. */
  make(request: StickerRequest, by: string): Promise<Result<MadeSticker>>;
  /** What came of it ends too. Errors: ENR_STICKER_UNKNOWN. */
  withdraw(id: number): Promise<Result<void>>;
  /** Certificates and sticker end; a live connection is cut. Error: CTR_APPLIANCE_UNKNOWN. */
  revoke(appliance: string): Promise<Result<void>>;
}

export interface StickerDeskOptions {
  readonly db: Database;
  readonly now: () => number;
  readonly seal: SecretSeal;
  readonly authority: string;
  readonly enrolUrl: string;
  /** Serials that ended just now, and that the fleet may have changed. */
  readonly onEnded: (serials: readonly string[]) => void;
  readonly onFleet: () => Promise<void>;
}

export function createStickerDesk(options: StickerDeskOptions): StickerDesk {
  const { db, onEnded, authority, enrolUrl } = options;
  const date = (): Date => new Date(options.now());
  return {
    list: async () => {
      const now = date();
      return { now: now.toISOString(), stickers: await readStickers(db, now), authority, enrolUrl };
    },
    make: async (request, by) => {
      const code = request.code === undefined ? makeStickerCode() : readStickerCode(request.code);
      if (code === null) return err('ENR_CODE_MISTYPED', 'This is not the code of a sticker: a letter is wrong.');
      const now = date();
      const made = await commitAct(db, (transaction) => makeSticker(options, transaction, request, code, by, now));
      if (!made.ok) return made;
      await options.onFleet();
      const [sticker] = await readStickers(db, now, made.value);
      if (sticker === undefined) return err('ENR_STICKER_UNKNOWN', 'There is no such sticker.');
      return ok({ sticker, code, text: stickerText(request.appliance, code) });
    },
    withdraw: async (id) => {
      const ended = await commitAct(db, async (transaction): Promise<Result<string[]>> => {
        const row = await transaction
          .selectFrom('sticker')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined || row.state === 'withdrawn')
          return err('ENR_STICKER_UNKNOWN', 'There is no such sticker in force.');
        await setState(transaction, id, 'withdrawn');
        return ok(await endCertificates(transaction, row.appliance, 'revoked', date()));
      });
      if (ended.ok) onEnded(ended.value);
      return ended.ok ? ok(undefined) : ended;
    },
    revoke: async (appliance) => {
      const ended = await commitAct(db, async (transaction): Promise<Result<string[]>> => {
        const known = await transaction
          .selectFrom('appliance')
          .select('id')
          .where('id', '=', appliance)
          .executeTakeFirst();
        if (known === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
        const sticker = await lockSticker(transaction, appliance);
        if (sticker !== undefined) await setState(transaction, sticker.id, 'withdrawn');
        return ok(await endCertificates(transaction, appliance, 'revoked', date()));
      });
      if (ended.ok) onEnded(ended.value);
      return ended.ok ? ok(undefined) : ended;
    },
  };
}

async function makeSticker(
  { seal }: StickerDeskOptions,
  transaction: DatabaseTransaction,
  request: StickerRequest,
  code: string,
  by: string,
  now: Date,
): Promise<Result<number>> {
  const { appliance, replaces } = request;
  if (replaces !== undefined && !(await isReplaceable(transaction, replaces, appliance)))
    return err('ENR_REPLACED_UNKNOWN', 'The box that shall be replaced is not in the fleet.');
  const before = await lockSticker(transaction, appliance);
  if (before !== undefined && (before.state !== 'open' || before.open_until > now))
    return err('ENR_APPLIANCE_TAKEN', 'This box has a sticker in force. Withdraw it first.');
  if (before !== undefined) await setState(transaction, before.id, 'withdrawn');
  await nameAppliance(transaction, request);
  const row = await transaction
    .insertInto('sticker')
    .values({
      ...{ appliance, claim_key: '', state: 'open', made_at: now, made_by: by },
      open_until: new Date(now.getTime() + request.hours * HOUR_MS),
      replaces: replaces ?? null,
      ...{ claimed_from: null, spki: null, visit_secret: null },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const id = Number(row.id);
  const claimKey = seal.seal(claimKeyOf(code, appliance).toString('hex'), id);
  await transaction.updateTable('sticker').set({ claim_key: claimKey }).where('id', '=', id).execute();
  return ok(id);
}

/** A box that the settings name stays theirs; a new one is the sticker's. */
async function nameAppliance(transaction: DatabaseTransaction, request: StickerRequest): Promise<void> {
  const place = {
    ...{ company: request.company, site: request.site, language: request.language },
    ...{ prefecture: request.prefecture ?? null, industry: request.industry ?? null },
  };
  await transaction
    .insertInto('appliance')
    .values({
      ...{ id: request.appliance, time_zone: 'Asia/Tokyo', labels: '{}', enrolled: true, enrolled_by: 'sticker' },
      ...place,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...place, enrolled: true, enrolled_by: 'sticker' })
        .where(sql<boolean>`appliance.enrolled_by = 'sticker' or not appliance.enrolled`),
    )
    .execute();
}

async function isReplaceable(transaction: DatabaseTransaction, old: string, by: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('appliance')
    .select('id')
    .where('id', '=', old)
    .where('enrolled', '=', true)
    .executeTakeFirst();
  return row !== undefined && old !== by;
}
