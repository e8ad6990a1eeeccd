import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PIECE_BYTES } from '@omamori/contract/bundle-delivery';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { PieceDoor } from './piece-door.ts';

export interface WantedFile {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Fetches one file into `path`, going on behind the last whole piece of `path.part`; one piece is in memory. Whatever
 * the part held, `path` exists only with the right checksum. Errors: those of the door, BND_FETCHED_WRONG (the part is
 * thrown away), BND_STORE_FAILED.
 */
export async function fetchFile(
  door: Pick<PieceDoor, 'ask'>,
  { sha256, bytes }: WantedFile,
  path: string,
  signal: AbortSignal,
  onBytes: (more: number) => void,
): Promise<Result<void>> {
  const part = `${path}.part`;
  try {
    const begun = await resumePart(part, bytes);
    let have = begun.have;
    onBytes(have);
    while (have < bytes) {
      const piece = await door.ask(sha256, have / PIECE_BYTES, signal);
      if (!piece.ok) return piece;
      if (piece.value.length !== Math.min(PIECE_BYTES, bytes - have)) return await wrong(part);
      await append(part, piece.value, have);
      begun.sum.update(piece.value);
      have += piece.value.length;
      onBytes(piece.value.length);
    }
    if (begun.sum.digest('hex') !== sha256) return await wrong(part);
    await settle(part, path);
    return ok(undefined);
  } catch (thrown) {
    return err('BND_STORE_FAILED', 'A file of the bundle cannot be stored.', { cause: causeOf(thrown) });
  }
}

/** True when `from` is that file and is now at `path`. */
export async function copyIfSame(from: string, { sha256, bytes }: WantedFile, path: string): Promise<boolean> {
  try {
    if ((await stat(from)).size !== bytes) return false;
    const part = `${path}.part`;
    await copyFile(from, part);
    const sum = createHash('sha256');
    await pipeline(createReadStream(part), sum);
    if (sum.digest('hex') !== sha256) return false;
    await settle(part, path);
    return true;
  } catch {
    return false; // then it is fetched, and what is wrong with the disk shows there
  }
}

async function resumePart(part: string, bytes: number): Promise<{ have: number; sum: Hash }> {
  const size = await stat(part).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  const whole = size >= bytes ? bytes : size - (size % PIECE_BYTES);
  const file = await open(part, size === 0 ? 'w' : 'r+');
  await file.truncate(whole).finally(() => file.close());
  const sum = createHash('sha256');
  if (whole > 0) for await (const chunk of createReadStream(part)) sum.update(chunk as Buffer);
  return { have: whole, sum };
}

async function append(part: string, content: Buffer, at: number): Promise<void> {
  const file = await open(part, 'r+');
  await file.write(content, 0, content.length, at).finally(() => file.close());
}

async function settle(part: string, path: string): Promise<void> {
  const file = await open(part, 'r');
  await file.sync().finally(() => file.close());
  await rename(part, path);
}

async function wrong(part: string): Promise<Result<never>> {
  await rm(part, { force: true });
  return err('BND_FETCHED_WRONG', 'A fetched file of the bundle is not the one that was ordered.');
}
