import type { Database, DatabaseTransaction } from '../../store/database.ts';
import type { DeviceCertificate } from './authority.ts';

export type EndedWhy = 'superseded' | 'revoked' | 'replaced';

export interface CertificateInForce {
  readonly serial: string;
  readonly appliance: string;
  readonly sticker: number;
}

/** What was issued and is not kept yet by the box ends with it: a box asks again only when it has lost the answer. */
export async function keepCertificate(
  transaction: DatabaseTransaction,
  of: { readonly appliance: string; readonly sticker: number; readonly spki: string },
  { serial, span }: DeviceCertificate,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable('box_certificate')
    .set({ ended_at: now, ended_why: 'superseded' })
    .where('appliance', '=', of.appliance)
    .where('confirmed_at', 'is', null)
    .where('ended_at', 'is', null)
    .execute();
  await transaction
    .insertInto('box_certificate')
    .values({
      ...of,
      serial,
      not_before: new Date(span.fromMs),
      not_after: new Date(span.toMs),
      issued_at: now,
      confirmed_at: null,
      ended_at: null,
      ended_why: null,
    })
    .execute();
}

/** Null: not issued by this center's database, or ended. The chain and the dates are TLS's business. */
export async function findInForce(
  db: Database | DatabaseTransaction,
  serial: string,
  appliance: string,
): Promise<CertificateInForce | null> {
  const row = await db
    .selectFrom('box_certificate')
    .select(['serial', 'appliance', 'sticker'])
    .where('serial', '=', serial)
    .where('appliance', '=', appliance)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Serials that ended now. */
export async function endCertificates(
  transaction: DatabaseTransaction,
  appliance: string,
  why: EndedWhy,
  now: Date,
  except = '',
): Promise<string[]> {
  const ended = await transaction
    .updateTable('box_certificate')
    .set({ ended_at: now, ended_why: why })
    .where('appliance', '=', appliance)
    .where('ended_at', 'is', null)
    .where('serial', '<>', except)
    .returning('serial')
    .execute();
  return ended.map(({ serial }) => serial);
}

/** Ended and not yet run out: what a revocation list holds. */
export async function readEndedCertificates(db: Database, now: Date): Promise<{ serial: string; atMs: number }[]> {
  const rows = await db
    .selectFrom('box_certificate')
    .select(['serial', 'ended_at'])
    .where('ended_at', 'is not', null)
    .where('not_after', '>', now)
    .orderBy('serial')
    .execute();
  return rows.map(({ serial, ended_at }) => ({ serial, atMs: (ended_at ?? now).getTime() }));
}
