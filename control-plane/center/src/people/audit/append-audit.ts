import type { AuditEntry } from '@omamori/contract/console-api/audit';
import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import { toStorable } from '../../store/storable-text.ts';
import { FIRST_PREVIOUS, hashOfEntry } from './chain-entry.ts';

/** Any number that nothing else locks: entries of several centers over one database follow each other. */
export const LOCK = 0x6f6d_6175;
/** Where the last number and hash stand a second time: a log that was cut at its end is seen. */
export const HEAD_KEY = 'audit.head';
const LONGEST_TEXT = 500;

export interface AuditAct {
  readonly actor: string;
  readonly act: string;
  readonly target: string | null;
  readonly outcome: string;
  readonly source: string;
  readonly detail?: AuditEntry['detail'];
}

/** Adds one entry at the end of the chain. */
export async function appendAudit(db: Database, act: AuditAct, at: Date): Promise<void> {
  await db.transaction().execute((transaction) => appendIn(transaction, act, at));
}

export async function appendIn(transaction: DatabaseTransaction, act: AuditAct, at: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
  const last = await transaction
    .selectFrom('audit')
    .select(['number', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const detail = Object.fromEntries(Object.entries(act.detail ?? {}).map(([key, value]) => [key, short(value)]));
  const entry = {
    number: (last?.number ?? 0) + 1,
    at: at.toISOString(),
    actor: short(act.actor),
    act: act.act,
    target: short(act.target),
    outcome: act.outcome,
    source: act.source,
    detail,
    previous: last?.hash ?? FIRST_PREVIOUS,
  };
  const hash = hashOfEntry(entry);
  await transaction
    .insertInto('audit')
    .values({ ...entry, detail: JSON.stringify(detail), hash })
    .execute();
  const head = JSON.stringify({ number: entry.number, hash });
  await transaction
    .insertInto('kv')
    .values({ key: HEAD_KEY, value: head })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: head }))
    .execute();
}

function short<T extends string | number | boolean | null>(value: T): T {
  if (typeof value !== 'string') return value;
  return toStorable(value.slice(0, LONGEST_TEXT)) as T;
}
