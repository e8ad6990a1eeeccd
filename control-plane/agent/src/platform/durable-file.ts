import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

/** The operations that durability rests on. The simulated disk of the tests is another door with the same surface. */
export interface FileDoor {
  open(path: string, flags: 'r' | 'w', mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  makeFolder(path: string, mode: number): Promise<void>;
}

export interface OpenFile {
  writeFile(content: string | Uint8Array): Promise<void>;
  readFile(): Promise<Buffer>;
  stat(): Promise<{ readonly size: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export const realFiles: FileDoor = {
  open,
  rename,
  remove: (path) => rm(path, { force: true }),
  makeFolder: async (path, mode) => {
    await mkdir(path, { recursive: true, mode });
  },
};

/**
 * Replaces a file so that a power cut leaves the old or the new content, never a part: write `.new`, sync it,
 * rename, sync the directory (rename(2), fsync(2)). Error: PLT_WRITE_FAILED, the old file is untouched.
 */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array,
  mode = 0o640,
  door: FileDoor = realFiles,
): Promise<Result<void>> {
  const fresh = `${path}.new`;
  try {
    const file = await door.open(fresh, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await door.rename(fresh, path);
    await syncDirectory(dirname(path), door);
    return ok(undefined);
  } catch (thrown) {
    await door.remove(fresh).catch(() => undefined); // the cause is told; what is left is overwritten next time
    return err('PLT_WRITE_FAILED', `${path} could not be written.`, { cause: causeOf(thrown) });
  }
}

/** Gone also after a power cut. Nothing to remove is fine. Error: PLT_WRITE_FAILED. */
export async function removeDurably(path: string, door: FileDoor = realFiles): Promise<Result<void>> {
  try {
    await door.remove(path);
    await syncDirectory(dirname(path), door);
    return ok(undefined);
  } catch (thrown) {
    return err('PLT_WRITE_FAILED', `${path} could not be removed.`, { cause: causeOf(thrown) });
  }
}

export async function syncDirectory(path: string, door: FileDoor = realFiles): Promise<void> {
  const directory = await door.open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Reads a whole file that must not exceed `maxBytes`. Errors: PLT_FILE_MISSING, PLT_FILE_TOO_BIG, PLT_READ_FAILED. */
export async function readFileBounded(
  path: string,
  maxBytes: number,
  door: FileDoor = realFiles,
): Promise<Result<Buffer>> {
  try {
    const file = await door.open(path, 'r');
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
