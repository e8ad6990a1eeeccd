// Each source's last good text, beside what is known of it: a feed that breaks must never empty a protection.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import type { Acquired } from './acquire-source.ts';
import type { Source } from './source-list.ts';

const recordSchema = z.strictObject({
  v: z.literal(1),
  entries: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When this version was taken, YYYY-MM-DD. */
  takenOn: z.iso.date(),
});
export type LastGood = z.infer<typeof recordSchema> & { readonly text: string };

const MOST_BYTES = 256 * 1024 * 1024;

/** null: nothing was kept yet. What is kept but damaged counts as nothing: the build says so by taking the new one. */
export async function readLastGood(stateFolder: string, id: string): Promise<LastGood | null> {
  try {
    const record = recordSchema.safeParse(JSON.parse(await readFile(join(stateFolder, `${id}.json`), 'utf8')));
    if (!record.success) return null;
    const packed = await readFile(join(stateFolder, `${id}.zst`));
    return { ...record.data, text: zstdDecompressSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8') };
  } catch {
    return null; // first build, or a state folder that was cleaned
  }
}

/** Error: BND_STATE_FAILED. */
export async function keepLastGood(
  stateFolder: string,
  id: string,
  acquired: Acquired,
  entries: number,
  takenOn: string,
): Promise<Result<void>> {
  try {
    await mkdir(stateFolder, { recursive: true });
    await replace(join(stateFolder, `${id}.zst`), zstdCompressSync(acquired.text));
    const record = { v: 1, entries, sha256: acquired.sha256, takenOn };
    await replace(join(stateFolder, `${id}.json`), `${JSON.stringify(record)}\n`);
    return ok(undefined);
  } catch (thrown) {
    return err('BND_STATE_FAILED', `The last good version of ${id} cannot be kept.`, { cause: causeOf(thrown) });
  }
}

async function replace(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Why a new version is not believed, or null. `before` is the last good entry count, null when there is none. */
export function doubtOf(entries: number, before: number | null, limits: Source['limits']): string | null {
  if (entries < limits.atLeast) return `has ${entries} entries, fewer than ${limits.atLeast}`;
  if (entries > limits.atMost) return `has ${entries} entries, more than ${limits.atMost}`;
  if (before === null || before === 0) return null;
  if (entries < before * limits.shrinkTo) return `shrank from ${before} to ${entries} entries`;
  if (entries > before * limits.growTo) return `grew from ${before} to ${entries} entries`;
  return null;
}
