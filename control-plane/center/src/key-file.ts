// Secrets of the center on disk: made once, whole or not at all, for their owner's eyes only.
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

/** The file's text; made with `make` when it is not there. Errors: CTR_KEY_UNREADABLE, CTR_KEY_EXPOSED, CTR_KEY_NOT_MADE. */
export async function loadKeyFile(file: string, make: () => string): Promise<Result<string>> {
  const read = await readKeyFile(file);
  if (read.ok || read.error.code !== 'CTR_KEY_MISSING') return read;
  const made = await makeKeyFile(file, make());
  return made.ok ? await readKeyFile(file) : made;
}

async function readKeyFile(file: string): Promise<Result<string>> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) {
      return err('CTR_KEY_EXPOSED', `Others can read the key ${file}: chmod 600 it, or better make a new one.`);
    }
    return ok(await readFile(file, 'utf8'));
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return err('CTR_KEY_MISSING', `There is no key at ${file}.`);
    return err('CTR_KEY_UNREADABLE', `The key ${file} cannot be read.`, { cause: causeOf(thrown) });
  }
}

/** Written aside, synced, then linked, which fails when another process was first. */
async function makeKeyFile(file: string, text: string): Promise<Result<void>> {
  const fresh = `${file}.${process.pid}.new`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(fresh, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(fresh, file).catch((thrown: unknown) => {
      if (!hasCode(thrown, 'EEXIST')) throw thrown;
    });
    await rm(fresh, { force: true });
    const folder = await open(dirname(file), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return ok(undefined);
  } catch (thrown) {
    return err('CTR_KEY_NOT_MADE', `No key could be made at ${file}.`, { cause: causeOf(thrown) });
  }
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
