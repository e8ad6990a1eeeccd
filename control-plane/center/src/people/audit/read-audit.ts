import type { AuditAnswer, AuditEntry, AuditVerdict } from '@omamori/contract/console-api/audit';
import type { SigningKey } from '@omamori/contract/signed-document';
import { type SelectQueryBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tables } from '../../store/database.ts';
import { HEAD_KEY } from './append-audit.ts';
import { FIRST_PREVIOUS, hashOfEntry } from './chain-entry.ts';
import { readBase } from './end-audit.ts';

const PAGE = 500;
const headSchema = z.object({ number: z.number(), hash: z.string() });

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly act?: string | undefined;
  readonly target?: string | undefined;
  /** `refused`: everything but `done`. */
  readonly outcome?: 'done' | 'refused' | undefined;
}

export async function readAudit(
  db: Database,
  filter: AuditFilter,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<AuditAnswer> {
  const fitting = filtered(db.selectFrom('audit'), filter);
  const before = page.before === undefined ? fitting : fitting.where('number', '<', page.before);
  const [rows, counted, acts] = await Promise.all([
    before.selectAll().orderBy('number', 'desc').limit(page.limit).execute(),
    fitting.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow(),
    db.selectFrom('audit').select('act').distinct().orderBy('act').execute(),
  ]);
  return { entries: rows.map(toEntry), total: counted.total, acts: acts.map(({ act }) => act) };
}

/** The whole log from its beginning, in pages: it may be larger than memory. */
export async function* exportAudit(db: Database): AsyncGenerator<AuditEntry[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('number', '>', after)
      .orderBy('number', 'asc')
      .limit(PAGE)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(toEntry);
    after = last.number;
  }
}

/**
 * Walks the chain from where it begins: its first entry, or the signed head of what was removed. Then the end is
 * compared with the head that stands apart. `key`: undefined when it cannot be read; a head is then believed to nobody.
 */
export async function verifyAudit(db: Database, key: SigningKey | undefined): Promise<AuditVerdict> {
  const base = await readBase(db, key);
  if (base === 'bad') return { ok: false, entries: 0, head: FIRST_PREVIOUS, firstBad: 1, begins: null };
  const begins = base === undefined ? null : { number: base.number, hash: base.hash, at: base.at };
  let previous = begins?.hash ?? FIRST_PREVIOUS;
  let number = begins?.number ?? 0;
  const told = () => ({ entries: number - (begins?.number ?? 0), head: previous, begins });
  for await (const page of exportAudit(db)) {
    for (const entry of page) {
      const fits = entry.number === number + 1 && entry.previous === previous && hashOfEntry(entry) === entry.hash;
      if (!fits) return { ok: false, ...told(), firstBad: number + 1 };
      number = entry.number;
      previous = entry.hash;
    }
  }
  const stored = await db.selectFrom('kv').select('value').where('key', '=', HEAD_KEY).executeTakeFirst();
  const head = headSchema.safeParse(stored?.value);
  // Entries that came while we read are in the head already: only a shorter log than its head is wrong.
  const cut = head.success ? head.data.number > number && !(await hasEntry(db, head.data)) : number > 0;
  return { ok: !cut, ...told(), firstBad: cut ? number + 1 : null };
}

async function hasEntry(db: Database, { number, hash }: { number: number; hash: string }): Promise<boolean> {
  const row = await db.selectFrom('audit').select('hash').where('number', '=', number).executeTakeFirst();
  return row?.hash === hash;
}

function filtered(query: SelectQueryBuilder<Tables, 'audit', object>, filter: AuditFilter) {
  let fitting = query;
  if (filter.actor !== undefined) fitting = fitting.where('actor', '=', filter.actor);
  if (filter.act !== undefined) fitting = fitting.where('act', '=', filter.act);
  if (filter.target !== undefined) fitting = fitting.where('target', '=', filter.target);
  if (filter.outcome === 'done') fitting = fitting.where('outcome', '=', 'done');
  if (filter.outcome === 'refused') fitting = fitting.where('outcome', '!=', 'done');
  return fitting;
}

function toEntry(row: Omit<AuditEntry, 'at'> & { at: Date }): AuditEntry {
  const { number, at, actor, act, target, outcome, source, detail, previous, hash } = row;
  return { number, at: at.toISOString(), actor, act, target, outcome, source, detail, previous, hash };
}
