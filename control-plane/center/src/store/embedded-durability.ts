// PGlite starts PostgreSQL with fsync off, and its file system (Emscripten's NODEFS) has no fsync at all: a commit would
// survive a killed process but not a power cut. Here both are given back: fsync(2) for each WAL write and checkpoint.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';

/** `-F` is "fsync off" (postgres(1)); fdatasync is an empty stub in Emscripten, fsync reaches the file system. */
export const durableStartParams: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
];

interface OpenFile {
  /** Descriptor in this process; absent for a directory. */
  readonly nfd?: number;
  readonly node: unknown;
}

interface NodeFileSystem {
  readonly stream_ops: { fsync?: (stream: OpenFile) => number };
  realPath(node: unknown): string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const mountSchema = z.object({
  node: z.object({ mount: z.object({ type: z.custom<NodeFileSystem>(isNodeFileSystem) }) }),
});

/** Gives the file system its fsync; `syncs` counts the calls. Error: CTR_STORE_NOT_DURABLE (another PGlite than tested). */
export function syncForReal(pglite: PGlite): Result<{ syncs(): number }> {
  const found = mountSchema.safeParse(pglite.Module.FS.lookupPath('/pglite/data', {}));
  if (!found.success) {
    return err('CTR_STORE_NOT_DURABLE', 'The embedded database cannot be made to write through to the disk.');
  }
  const files = found.data.node.mount.type;
  let count = 0;
  files.stream_ops.fsync = (stream) => {
    count += 1;
    if (stream.nfd !== undefined) fsyncSync(stream.nfd);
    else syncPath(files.realPath(stream.node));
    return 0;
  };
  return ok({ syncs: () => count });
}

function isNodeFileSystem(value: unknown): boolean {
  return isRecord(value) && isRecord(value['stream_ops']) && typeof value['realPath'] === 'function';
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Syncs every file and folder below, once, after the first creation. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncOne(path);
  }
  await syncOne(folder);
}

export async function syncOne(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
