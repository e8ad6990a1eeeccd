// Packed bundles that `npm run rules -- build --publish` puts into a folder of the center. What is refused stays beside,
// renamed, so that it is looked at once and whoever put it there finds it.
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, type Result } from '@omamori/contract/result';
import type { Log } from '../../log.ts';

const EVERY_MS = 5000;
const MOST = 20;

export interface ArrivalWatch {
  look(): Promise<void>;
  close(): Promise<void>;
}

export async function watchArrivals(
  folder: string,
  take: (source: AsyncIterable<Uint8Array>) => Promise<Result<unknown>>,
  log: Log,
): Promise<ArrivalWatch> {
  await mkdir(folder, { recursive: true });
  let looking: Promise<void> | undefined;
  const pass = async (): Promise<void> => {
    try {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.bundle')).sort();
      for (const name of names.slice(0, MOST)) {
        const path = join(folder, name);
        const taken = await take(createReadStream(path));
        if (taken.ok) await rm(path, { force: true });
        else await rename(path, `${path}.refused`);
      }
    } catch (thrown) {
      log.warn({ code: 'CTR_BUNDLE_FOLDER', cause: causeOf(thrown) }, 'arriving bundles cannot be looked at');
    }
  };
  const look = (): Promise<void> => {
    looking ??= pass().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  return {
    look,
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
