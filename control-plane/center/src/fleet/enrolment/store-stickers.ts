import type { Sticker } from '@omamori/contract/console-api/enrolment';
import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import type { StickerState } from '../../store/enrolment-tables.ts';

const MOST_SHOWN = 500;

/** The sticker of a box that counts, held until the transaction ends. */
export async function lockSticker(transaction: DatabaseTransaction, appliance: string) {
  return await transaction
    .selectFrom('sticker')
    .selectAll()
    .where('appliance', '=', appliance)
    .where('state', '<>', 'withdrawn')
    .forUpdate()
    .executeTakeFirst();
}
export type StickerRow = NonNullable<Awaited<ReturnType<typeof lockSticker>>>;

export async function setState(transaction: DatabaseTransaction, id: number, state: StickerState): Promise<void> {
  await transaction.updateTable('sticker').set({ state }).where('id', '=', id).execute();
}

/** Somebody knew the code and was refused. */
export async function countRefused(transaction: DatabaseTransaction, id: number, now: Date): Promise<void> {
  await sql`update sticker set refused = least(refused + 1, 1000000), refused_at = ${now}::timestamptz
    where id = ${id}`.execute(transaction);
}

/** Newest first; `id`: that one alone. */
export async function readStickers(db: Database | DatabaseTransaction, now: Date, id?: number): Promise<Sticker[]> {
  let query = db
    .selectFrom('sticker as s')
    .innerJoin('appliance as a', 'a.id', 's.appliance')
    .leftJoin('box_certificate as c', (join) =>
      join.onRef('c.sticker', '=', 's.id').on('c.ended_at', 'is', null).on('c.confirmed_at', 'is not', null),
    )
    .selectAll('s')
    .select(['a.company', 'a.site', 'c.serial', 'c.not_after'])
    .orderBy('s.id', 'desc')
    .limit(MOST_SHOWN);
  if (id !== undefined) query = query.where('s.id', '=', id);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: Number(row.id),
    appliance: row.appliance,
    company: row.company,
    site: row.site,
    state: row.state === 'open' && row.open_until <= now ? 'expired' : row.state,
    madeAt: row.made_at.toISOString(),
    madeBy: row.made_by,
    openUntil: row.open_until.toISOString(),
    replaces: row.replaces,
    claimedAt: row.claimed_at?.toISOString() ?? null,
    claimedFrom: row.claimed_from,
    refused: row.refused,
    refusedAt: row.refused_at?.toISOString() ?? null,
    certificate:
      row.serial === null || row.not_after === null
        ? null
        : { serial: row.serial, notAfter: row.not_after.toISOString() },
  }));
}
