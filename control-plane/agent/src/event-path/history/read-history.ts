import type { DatabaseSync } from 'node:sqlite';
import type { Conversation } from './conversation.ts';

/** Its name in the agent's data folder. */
export const HISTORY_FILE = 'traffic.db';
export const HISTORY_DAYS = 14;
export const HOUR_MS = 3_600_000;

export interface HistoryGaps {
  /** Flow records that the engine wrote and nobody read, or that found no room. */
  readonly missed: number;
  /** Rows given up for age or disk. */
  readonly pruned: number;
}

/** What was added up over the hours of the window; from one snapshot. */
export function* readConversations(database: DatabaseSync, sinceMs: number, untilMs: number): Generator<Conversation> {
  const rows = database.prepare(`
    SELECT mac, ip, direction, peer, name, protocol, port, sum(flows) AS flows, sum(bytes) AS bytes,
      min(first_ms) AS first_ms, max(last_ms) AS last_ms
    FROM traffic WHERE hour BETWEEN ? AND ? GROUP BY mac, ip, direction, peer, name, protocol, port`);
  for (const row of rows.iterate(Math.floor(sinceMs / HOUR_MS), Math.floor(untilMs / HOUR_MS))) {
    yield {
      mac: row['mac'] === '' ? null : String(row['mac']),
      ip: String(row['ip']),
      direction: row['direction'] === 'inbound' ? 'inbound' : 'outbound',
      peer: String(row['peer']),
      name: String(row['name']),
      protocol: String(row['protocol']),
      port: Number(row['port']),
      flows: Number(row['flows']),
      bytes: Number(row['bytes']),
      firstMs: Number(row['first_ms']),
      lastMs: Number(row['last_ms']),
    };
  }
}

export function readMeta(database: DatabaseSync, name: string): string | null {
  const value = database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
  return typeof value === 'string' ? value : null;
}

export function readGaps(database: DatabaseSync): HistoryGaps {
  const count = (name: string): number => Math.max(0, Number(readMeta(database, name) ?? 0)) || 0;
  return { missed: count('missed') + count('crowded'), pruned: count('pruned') };
}
