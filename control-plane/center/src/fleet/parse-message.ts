import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { z } from 'zod';
import type { IncomingMessage } from '../mqtt-link/mqtt-link.ts';

/** Far above 250 devices with all their names. */
const MAX_BYTES = 1024 * 1024;

/** Parses a box's JSON message and checks that it speaks for itself. Errors: CTR_MESSAGE_INVALID, CTR_APPLIANCE_MISMATCH. */
export function parseMessage<T extends { appliance: string }>(
  message: IncomingMessage,
  schema: z.ZodType<T>,
): Result<T> {
  if (message.payload.byteLength > MAX_BYTES) return err('CTR_MESSAGE_INVALID', 'A message of a box is too long.');
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(message.payload).toString('utf8'));
  } catch (thrown) {
    return err('CTR_MESSAGE_INVALID', 'A message of a box cannot be read.', { cause: causeOf(thrown) });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) return err('CTR_MESSAGE_INVALID', 'A message of a box does not have the agreed form.');
  if (parsed.data.appliance !== message.appliance) {
    return err('CTR_APPLIANCE_MISMATCH', 'A message names another box than its topic.');
  }
  return ok(parsed.data);
}
