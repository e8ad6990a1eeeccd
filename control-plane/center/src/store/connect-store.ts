import { mkdir } from 'node:fs/promises';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { Database, Tables } from './database.ts';
import { migrate } from './migrate.ts';
import { openEmbedded } from './open-embedded.ts';

const INT8 = 20;
const POOL_SIZE = 8;

export interface Store {
  readonly db: Database;
  readonly kind: 'pglite' | 'postgresql';
  close(): Promise<void>;
  /** fsync(2) calls of the embedded database so far; a server does its own. */
  syncs?(): number;
}

/**
 * Opens the database and brings it to the newest form. With `databaseUrl` PostgreSQL, else PGlite under `dataDir`.
 * Errors: those of open-embedded.ts, CTR_STORE_UNREACHABLE, CTR_MIGRATION_FAILED.
 */
export async function connectStore(options: {
  dataDir: string;
  databaseUrl: string | undefined;
  log: Log;
}): Promise<Result<Store>> {
  const { databaseUrl, dataDir, log } = options;
  if (databaseUrl === undefined) await mkdir(dataDir, { recursive: true, mode: 0o750 });
  const opened = databaseUrl === undefined ? await openEmbedded(dataDir) : openServer(databaseUrl, log);
  if (!opened.ok) return opened;
  const store = opened.value;
  const migrated = await migrateReachable(store);
  if (!migrated.ok) {
    await store.close();
    return migrated;
  }
  if (migrated.value.length > 0) log.info({ migrations: migrated.value, store: store.kind }, 'schema brought up');
  return ok(store);
}

async function migrateReachable(store: Store): Promise<Result<string[]>> {
  try {
    return await migrate(store.db);
  } catch (thrown) {
    return err('CTR_STORE_UNREACHABLE', 'The database cannot be reached; check DATABASE_URL.', {
      cause: causeOf(thrown),
    });
  }
}

function openServer(connectionString: string, log: Log): Result<Store> {
  // Only this pool, not the module's global table.
  const types: pg.CustomTypesConfig = {
    getTypeParser: (id: number, format?: 'text' | 'binary') =>
      id === INT8 ? Number : pg.types.getTypeParser(id, format === 'binary' ? 'binary' : 'text'),
  };
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE, connectionTimeoutMillis: 10_000, types });
  // An idle connection that the server closes must not end the process; the next query opens a new one.
  pool.on('error', (cause) => log.warn({ cause: cause.message }, 'an idle database connection was lost'));
  // One lost inside a transaction, between two queries, tells nobody else: without a listener Node ends the process.
  pool.on('connect', (client) =>
    client.on('error', (cause) => log.warn({ cause: cause.message }, 'a database connection was lost at work')),
  );
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return ok({ db, kind: 'postgresql', close: () => db.destroy() });
}
