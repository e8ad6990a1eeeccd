import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresFixture, startPostgres } from '@omamori/testkit/postgres-fixture';
import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { sql } from 'kysely';
import { pino } from 'pino';
import { connectStore, type Store } from '../src/store/connect-store.ts';

export const quietLog = pino({ level: 'silent' });

/** Empties a store that a suite shares: making an embedded one anew costs seconds. */
export async function emptyStore(store: Store): Promise<void> {
  await sql`truncate appliance, account, audit, console_session, sign_in_try, kv restart identity cascade`.execute(
    store.db,
  );
}

export interface StoreSource {
  /** A fresh, empty, migrated store. */
  open(): Promise<Store>;
  /** A second center's connection to the last store; only PostgreSQL can. */
  openAgain(): Promise<Store>;
  stop(): Promise<void>;
}

export const storeKinds = ['pglite', 'postgresql'] as const;

export async function storeSource(kind: (typeof storeKinds)[number]): Promise<StoreSource> {
  return kind === 'pglite' ? embeddedSource() : serverSource(await startPostgres());
}

function embeddedSource(): StoreSource {
  const folders: { remove(): Promise<void> }[] = [];
  return {
    open: async () => {
      const folder = await temporaryFolder('store');
      folders.push(folder);
      await fillDataFolder(folder.path);
      return await mustConnect(folder.path, undefined);
    },
    openAgain: () => Promise.reject(new Error('the embedded store belongs to one center')),
    stop: async () => {
      for (const folder of folders) await folder.remove();
    },
  };
}

/**
 * Gives a data folder a migrated, empty embedded store. initdb costs seconds: `npm test` names a folder in which it is
 * done once for the whole run. Without one nothing happens, and the center makes its store itself.
 */
export async function fillDataFolder(dataDir: string): Promise<void> {
  const scratch = process.env['OMAMORI_TEST_SCRATCH'];
  if (scratch === undefined) return;
  const template = join(scratch, 'store-template');
  if (!existsSync(template)) await makeTemplate(template);
  await cp(join(template, 'store'), join(dataDir, 'store'), { recursive: true });
}

/** Two workers may make it at once; the second throws its own away. */
async function makeTemplate(template: string): Promise<void> {
  const own = `${template}-${process.pid}`;
  await (await mustConnect(own, undefined)).close();
  await rename(own, template).catch(async (thrown: unknown) => {
    await rm(own, { recursive: true, force: true });
    if (!existsSync(template)) throw thrown;
  });
}

function serverSource(postgres: PostgresFixture): StoreSource {
  let url = '';
  return {
    open: async () => {
      url = await postgres.createDatabase();
      return await mustConnect('/nonexistent', url);
    },
    openAgain: () => mustConnect('/nonexistent', url),
    stop: () => postgres.stop(),
  };
}

async function mustConnect(dataDir: string, databaseUrl: string | undefined): Promise<Store> {
  const store = await connectStore({ dataDir, databaseUrl, log: quietLog });
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  return store.value;
}
