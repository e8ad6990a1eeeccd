import { deviceFactSchema, inventoryDeviceSchema, inventorySchema } from '@omamori/contract/inventory';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { readFileBounded } from '../platform/durable-file.ts';

const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** On the disk a device has its facts too: guesses are made from them again by the table of the version that reads. */
const storedDeviceSchema = inventoryDeviceSchema.extend({ facts: z.array(deviceFactSchema).max(24).optional() });
export type StoredDevice = z.infer<typeof storedDeviceSchema>;
const storedSchema = inventorySchema.extend({ devices: z.array(storedDeviceSchema).max(250) });

/** Empty when there is none. Errors: INV_FILE_BROKEN. */
export async function readStored(path: string): Promise<Result<StoredDevice[], CodedError>> {
  const content = await readFileBounded(path, MAX_FILE_BYTES);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok([]) : broken(content.error.message);
  try {
    const parsed = storedSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? ok(parsed.data.devices) : broken('it does not have the agreed form');
  } catch (thrown) {
    return broken(causeOf(thrown));
  }
}

function broken(cause: string): Result<never> {
  return err('INV_FILE_BROKEN', 'The stored inventory cannot be read.', { cause });
}
