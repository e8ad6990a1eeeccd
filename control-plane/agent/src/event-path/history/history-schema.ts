import type { DatabaseSync } from 'node:sqlite';

/** Written into `user_version`; a file of another version begins anew, it is a memory of days only. */
export const HISTORY_VERSION = 1;

/*
 * traffic  one row for each hour and conversation: device × direction × peer × name × protocol × port
 * meta     counters that outlive a restart
 */
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE traffic (hour INTEGER NOT NULL, mac TEXT NOT NULL, ip TEXT NOT NULL, direction TEXT NOT NULL,
    peer TEXT NOT NULL, name TEXT NOT NULL, protocol TEXT NOT NULL, port INTEGER NOT NULL, flows INTEGER NOT NULL,
    bytes INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    PRIMARY KEY (hour, mac, ip, direction, peer, name, protocol, port)) STRICT, WITHOUT ROWID;
`;

/** A power cut may take the last commits with it, never the file (sqlite.org/pragma.html#pragma_synchronous, WAL). */
export function prepareHistory(database: DatabaseSync): void {
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_size_limit = 4194304; PRAGMA cache_size = -2048;');
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version === HISTORY_VERSION) return;
  const tables = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  if (version !== 0 || tables !== 0) throw new Error(`schema version ${String(version)}`);
  database.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${HISTORY_VERSION}; COMMIT;`);
}
