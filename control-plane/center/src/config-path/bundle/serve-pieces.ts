// A box asks for a piece, the piece goes out; nothing is remembered, so any worker may answer.
import { packPiece, pieceRequestSchema } from '@omamori/contract/bundle-delivery';
import { causeOf, err, type Result } from '@omamori/contract/result';
import { topicOf } from '@omamori/contract/topics';
import type { MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';
import type { Database } from '../../store/database.ts';

const MAX_REQUEST_BYTES = 1024;

/** Errors: CTR_MESSAGE_INVALID, those of the link. */
export async function servePiece(
  db: Database,
  link: Pick<MqttLinkOfCenter, 'publish'>,
  appliance: string,
  payload: Uint8Array,
): Promise<Result<void>> {
  const request = readRequest(payload);
  if (request === null) return err('CTR_MESSAGE_INVALID', 'A request for a piece does not have the agreed form.');
  const { sha256, number } = request;
  try {
    const row = await db
      .selectFrom('bundle_piece')
      .select('packed')
      .where('sha256', '=', sha256)
      .where('number', '=', number)
      .executeTakeFirst();
    const piece = packPiece({ sha256, number, packed: row?.packed ?? null });
    return await link.publish(topicOf(appliance, 'piece'), piece, { retain: false });
  } catch (thrown) {
    // The box asks again.
    return err('CTR_PIECE_UNREADABLE', 'A piece of a bundle could not be read.', { cause: causeOf(thrown) });
  }
}

function readRequest(payload: Uint8Array) {
  if (payload.byteLength > MAX_REQUEST_BYTES) return null;
  try {
    const parsed = pieceRequestSchema.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
