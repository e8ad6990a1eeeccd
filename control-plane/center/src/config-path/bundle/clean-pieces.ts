import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

/** Pieces of one statement: at most 50 MB. */
const MOST_AT_ONCE = 200;

/**
 * Removes pieces that no bundle names: of an act that was cut off between its pieces and its last word. Only those older
 * than `before`: younger ones may belong to a bundle that is being taken now, and whoever takes one that needs an old
 * piece makes it young again (store-bundle.ts). Returns how many there were.
 */
export async function cleanPieces(db: Database, before: Date, isStopped: () => boolean): Promise<number> {
  let all = 0;
  while (!isStopped()) {
    const done = await sql`with used as (
        select manifest_sha256 as sha256 from bundle
        union select file.value ->> 'sha256' from bundle, jsonb_each(bundle.manifest -> 'files') as file)
      delete from bundle_piece where added_at < ${before}::timestamptz and (sha256, number) in (
        select sha256, number from bundle_piece where added_at < ${before}::timestamptz
          and sha256 not in (select sha256 from used) limit ${MOST_AT_ONCE}::bigint)`.execute(db);
    const count = Number(done.numAffectedRows ?? 0n);
    all += count;
    if (count < MOST_AT_ONCE) break;
  }
  return all;
}
