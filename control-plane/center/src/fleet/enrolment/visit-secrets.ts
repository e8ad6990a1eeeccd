import type { SecretSeal } from '../../people/seal-secret.ts';
import type { Database } from '../../store/database.ts';

/** What was handed to the box at its claim, base64; null when it did not come by a sticker or the seal does not open. */
export async function readVisitSecret(db: Database, seal: SecretSeal, appliance: string): Promise<string | null> {
  const row = await db
    .selectFrom('sticker')
    .select(['id', 'visit_secret'])
    .where('appliance', '=', appliance)
    .where('state', '=', 'done')
    .executeTakeFirst();
  if (row === undefined || row.visit_secret === null) return null;
  const opened = seal.open(row.visit_secret, Number(row.id));
  return opened.ok ? opened.value : null;
}
