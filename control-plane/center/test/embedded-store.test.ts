import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '@omamori/testkit/temporary-folder';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStore, type Store } from '../src/store/connect-store.ts';
import { lockFolder } from '../src/store/lock-folder.ts';
import { quietLog } from './store-fixture.ts';

describe('the embedded database', () => {
  let folder: TemporaryFolder;
  let store: Store;

  const connect = async () => {
    const opened = await connectStore({ dataDir: folder.path, databaseUrl: undefined, log: quietLog });
    if (!opened.ok) throw new Error(opened.error.code);
    return opened.value;
  };
  beforeAll(async () => {
    folder = await temporaryFolder('embedded-store');
    store = await connect();
  });
  afterAll(async () => {
    await store.close();
    await folder.remove();
  });

  it('writes each commit through to the disk: PGlite by itself never calls fsync', async () => {
    const settings = await sql<{ fsync: string }>`show fsync`.execute(store.db);
    expect(settings.rows).toEqual([{ fsync: 'on' }]);
    for (let number = 0; number < 3; number += 1) {
      const before = store.syncs?.() ?? 0;
      await store.db
        .insertInto('kv')
        .values({ key: `k${number}`, value: '1' })
        .execute();
      expect(store.syncs?.()).toBeGreaterThan(before);
    }
  });

  it('belongs to one center at a time', () => {
    expect(lockFolder(folder.path)).toMatchObject({ ok: false, error: { code: 'CTR_DATA_IN_USE' } });
  });

  it('says by code when its folder cannot be written', () => {
    expect(lockFolder('/proc/self')).toMatchObject({ ok: false, error: { code: 'CTR_DATA_UNWRITABLE' } });
  });

  it('leaves nothing half made: what an interrupted first start left is thrown away and made anew', async () => {
    expect((await readdir(folder.path)).includes('store.new')).toBe(false);
    const other = await temporaryFolder('interrupted-store');
    await writeFile(join(other.path, 'store.new'), 'half');
    const opened = await connectStore({ dataDir: other.path, databaseUrl: undefined, log: quietLog });
    expect(opened.ok).toBe(true);
    if (opened.ok) await opened.value.close();
    expect((await readdir(other.path)).sort()).toEqual(['center.lock', 'store']);
    await other.remove();
  });

  it('keeps what was committed when it is closed and opened again', async () => {
    await store.close();
    store = await connect();
    const rows = await store.db.selectFrom('kv').select('key').orderBy('key').execute();
    expect(rows.map((row) => row.key)).toEqual(['k0', 'k1', 'k2']);
  });
});
