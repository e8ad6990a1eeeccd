import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whoever delivers writes the manifest last; a folder that was judged is looked at again when something in it changed. */
export interface IncomingWatch {
  stop(): Promise<void>;
}

const EVERY_MS = 5000;
/** More names than a manifest may have: no bundle. */
const MOST_FILES = 2100;

/** Looks every five seconds. `onArrival` tells what became of it: a taken one is emptied away, `later` is shown again. */
export async function watchIncoming(
  folder: string,
  onArrival: (folder: string) => Promise<'taken' | 'refused' | 'later'>,
  everyMs = EVERY_MS,
): Promise<IncomingWatch> {
  await mkdir(folder, { recursive: true });
  let judged: string | null = null;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const seen = await fingerprintOf(folder);
    if (seen === null || seen === judged) return;
    judged = seen;
    const fate = await onArrival(folder);
    if (fate === 'taken') await empty(folder);
    if (fate === 'later') judged = null;
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, everyMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Null while there is no manifest, or when the folder changes under the look. */
async function fingerprintOf(folder: string): Promise<string | null> {
  const sum = createHash('sha256');
  try {
    const names = (await readdir(folder, { recursive: true })).sort();
    if (!names.includes('manifest.json') || names.length > MOST_FILES) return null;
    for (const name of names) {
      const { size, mtimeMs, ino } = await stat(join(folder, name));
      sum.update(`${name} ${size} ${mtimeMs} ${ino}\n`);
    }
    return sum.digest('hex');
  } catch {
    return null; // a file went away meanwhile: the next look sees the folder anew
  }
}

async function empty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.allSettled(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
