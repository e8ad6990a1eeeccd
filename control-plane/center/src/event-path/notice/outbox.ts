import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

/** Where written notices go. */
export interface Outbox {
  /** Replaces or makes the file whole; durable when it resolves with a value. Error: CTR_NOTICE_NOT_WRITTEN. */
  write(name: string, content: string): Promise<Result<void>>;
  /** Removes what a crash left half written. */
  tidy(): Promise<void>;
}

const HALF = /\.txt\.\d+\.new$/;

/** A folder: write `.new`, sync, rename, sync the folder, so that a reader sees whole files only (rename(2)). */
export function folderOutbox(folder: string): Outbox {
  // One at a time: a sweep and a person's order may write the same notice, and tidying must not take a half that grows.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    write: (name, content) => inTurn(() => writeWhole(folder, name, content)),
    tidy: () =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true });
        for (const name of await readdir(folder)) if (HALF.test(name)) await rm(join(folder, name), { force: true });
      }),
  };
}

async function writeWhole(folder: string, name: string, content: string): Promise<Result<void>> {
  const target = join(folder, name);
  const fresh = `${target}.${process.pid}.new`;
  try {
    await mkdir(folder, { recursive: true });
    const file = await open(fresh, 'w', 0o640);
    try {
      await file.writeFile(content, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, target);
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return ok(undefined);
  } catch (thrown) {
    await rm(fresh, { force: true }).catch(() => undefined);
    return err('CTR_NOTICE_NOT_WRITTEN', `The notice could not be written to ${folder}.`, { cause: causeOf(thrown) });
  }
}
