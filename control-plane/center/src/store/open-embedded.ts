import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { Kysely, PGliteDialect } from 'kysely';
import type { Store } from './connect-store.ts';
import type { Tables } from './database.ts';
import { durableStartParams, syncForReal, syncOne, syncTree } from './embedded-durability.ts';
import { lockFolder } from './lock-folder.ts';

const INT8 = 20;

/** PGlite in `<dataDir>/store`, for this process alone. Errors: CTR_DATA_IN_USE, CTR_DATA_UNWRITABLE, CTR_STORE_UNREACHABLE, CTR_STORE_NOT_DURABLE. */
export async function openEmbedded(dataDir: string): Promise<Result<Store>> {
  const folder = join(dataDir, 'store');
  const lock = lockFolder(dataDir);
  if (!lock.ok) return lock;
  try {
    if (!(await exists(folder))) await createWhole(folder);
    const pglite = await openFolder(folder);
    const durable = syncForReal(pglite);
    if (!durable.ok) {
      await pglite.close();
      lock.value.release();
      return durable;
    }
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    const close = async (): Promise<void> => {
      await db.destroy();
      if (!pglite.closed) await pglite.close();
      lock.value.release();
    };
    return ok({ db, kind: 'pglite', close, syncs: durable.value.syncs });
  } catch (thrown) {
    lock.value.release();
    return err('CTR_STORE_UNREACHABLE', `The database in ${folder} cannot be opened.`, { cause: causeOf(thrown) });
  }
}

/** Made beside and renamed when it is whole and synced: a power cut during the first start leaves nothing half made. */
async function createWhole(folder: string): Promise<void> {
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const pglite = await openFolder(fresh);
  await pglite.close();
  await syncTree(fresh);
  await rename(fresh, folder);
  await syncOne(join(folder, '..'));
}

/** int8 as number: counts and ids of this center stay far below 2^53. */
function openFolder(folder: string): Promise<PGlite> {
  return PGlite.create({ dataDir: folder, parsers: { [INT8]: Number }, startParams: [...durableStartParams] });
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
