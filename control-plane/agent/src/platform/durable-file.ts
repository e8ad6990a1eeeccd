import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

/**
 * Replaces a file so that a power cut leaves the old or the new content, never a part: write `.new`, sync it,
 * rename, sync the directory (rename(2), fsync(2)). Error: PLT_WRITE_FAILED, the old file is untouched.
 */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array,
  mode = 0o640,
): Promise<Result<void>> {
  const fresh = `${path}.new`;
  try {
    const file = await open(fresh, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    await syncDirectory(dirname(path));
    return ok(undefined);
  } catch (thrown) {
    await rm(fresh, { force: true });
    return err('PLT_WRITE_FAILED', `${path} could not be written.`, { cause: causeOf(thrown) });
  }
}

export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Reads a whole file that must not exceed `maxBytes`. Errors: PLT_FILE_MISSING, PLT_FILE_TOO_BIG, PLT_READ_FAILED. */
export async function readFileBounded(path: string, maxBytes: number): Promise<Result<Buffer>> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > maxBytes) return err('PLT_FILE_TOO_BIG', `${path} is larger than ${maxBytes} bytes.`, { size });
      return ok(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') {
      return err('PLT_FILE_MISSING', `${path} does not exist.`);
    }
    return err('PLT_READ_FAILED', `${path} cannot be read.`, { cause: causeOf(thrown) });
  }
}
