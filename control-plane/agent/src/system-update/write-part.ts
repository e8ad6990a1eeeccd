import { type FileHandle, open } from 'node:fs/promises';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { SYSTEM_CHUNK_BYTES, type SystemPart } from '@omamori/contract/system-update';
import { chunkBytes, hashOf } from './system-package.ts';

/** So much is written between two syncs: what a power cut takes back at most. */
const SYNC_EVERY = 16;

export interface PartWritten {
  readonly written: number;
  /** Stood there already: of an update that was cut off, or the same in both versions. */
  readonly kept: number;
}

/**
 * Writes a part over `target` (a device, or a file in the boot partition), only where it differs, and syncs. Cut off at
 * any point it goes on where it was: what stands is looked at, no journal is believed.
 * Errors: UPD_WRITE_FAILED and those of `read`.
 */
export async function writePart(
  target: string,
  part: SystemPart,
  read: (index: number) => Promise<Result<Buffer>>,
  isFile: boolean,
): Promise<Result<PartWritten>> {
  const flags = isFile ? 'a+' : 'r+';
  try {
    if (isFile) await (await open(target, flags, 0o644)).close();
    const file = await open(target, 'r+');
    try {
      const done = await writeChunks(file, part, read);
      if (!done.ok) return done;
      if (isFile) await file.truncate(part.bytes);
      await file.sync();
      return done;
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return err('UPD_WRITE_FAILED', `${target} could not be written.`, { cause: causeOf(thrown) });
  }
}

async function writeChunks(
  file: FileHandle,
  part: SystemPart,
  read: (index: number) => Promise<Result<Buffer>>,
): Promise<Result<PartWritten>> {
  let written = 0;
  const there = Buffer.alloc(SYSTEM_CHUNK_BYTES);
  for (const [index, { sha256 }] of part.chunks.entries()) {
    const at = index * SYSTEM_CHUNK_BYTES;
    const length = chunkBytes(part, index);
    const { bytesRead } = await file.read(there, 0, length, at);
    if (bytesRead === length && hashOf(there.subarray(0, length)) === sha256) continue;
    const chunk = await read(index);
    if (!chunk.ok) return chunk;
    await file.write(chunk.value, 0, length, at);
    written += 1;
    if (written % SYNC_EVERY === 0) await file.sync();
  }
  return ok({ written, kept: part.chunks.length - written });
}

/** Reads all of it back. The caller has emptied the cache of the device before. Error: UPD_VERIFY_FAILED. */
export async function verifyPart(target: string, part: SystemPart): Promise<Result<void>> {
  try {
    const file = await open(target, 'r');
    try {
      const there = Buffer.alloc(SYSTEM_CHUNK_BYTES);
      for (const [index, { sha256 }] of part.chunks.entries()) {
        const length = chunkBytes(part, index);
        const { bytesRead } = await file.read(there, 0, length, index * SYSTEM_CHUNK_BYTES);
        if (bytesRead < length || hashOf(there.subarray(0, length)) !== sha256)
          return err('UPD_VERIFY_FAILED', `Chunk ${index} of ${target} does not read as it was written.`);
      }
      return ok(undefined);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return err('UPD_VERIFY_FAILED', `${target} cannot be read back.`, { cause: causeOf(thrown) });
  }
}
