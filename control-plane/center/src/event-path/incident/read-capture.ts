import { err, ok, type Result } from '@omamori/contract/result';
import type { Database } from '../../store/database.ts';
import { captureOf } from './write-capture.ts';

/** The newest so many detections; an excerpt is at most 512 bytes, so a file stays under a megabyte. */
const MOST = 1_000;

/** Everything that is stored of an incident's packets, oldest first. Error: CTR_CAPTURE_EMPTY. */
export async function readCapture(db: Database, incident: number): Promise<Result<Buffer>> {
  const rows = await db
    .selectFrom('detection')
    .select('detection')
    .where('incident_id', '=', incident)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute();
  const capture = captureOf(rows.map((row) => row.detection).reverse());
  if (capture === undefined) return err('CTR_CAPTURE_EMPTY', 'No bytes of this incident’s packets are stored.');
  return ok(capture);
}
