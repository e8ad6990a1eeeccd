// What is kept only for a time: detections, and before them the bytes of their packets. Incidents stay, with their
// sums, verdicts, notes and history.
import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

/** Rows of one statement: short enough that ingest hardly waits for it. */
const MOST_AT_ONCE = 2_000;

/** Takes the packet excerpts out of detections that came before that time. Returns how many had one. */
export function forgetEvidence(db: Database, before: Date, isStopped: () => boolean): Promise<number> {
  return inPieces(isStopped, async () => {
    const done = await sql`update detection set detection = jsonb_set(detection, '{evidence}', 'null') where id in (
      select id from detection where received_at < ${before}::timestamptz and (detection ->> 'evidence') is not null
      limit ${MOST_AT_ONCE}::bigint)`.execute(db);
    return Number(done.numAffectedRows ?? 0n);
  });
}

/** Removes detections that came before that time. Returns how many there were. */
export function forgetDetections(db: Database, before: Date, isStopped: () => boolean): Promise<number> {
  return inPieces(isStopped, async () => {
    const done = await sql`delete from detection where id in (
      select id from detection where received_at < ${before}::timestamptz limit ${MOST_AT_ONCE}::bigint)`.execute(db);
    return Number(done.numAffectedRows ?? 0n);
  });
}

async function inPieces(isStopped: () => boolean, piece: () => Promise<number>): Promise<number> {
  let all = 0;
  while (!isStopped()) {
    const done = await piece();
    all += done;
    if (done < MOST_AT_ONCE) break;
  }
  return all;
}
