// The audit log gives up its oldest entries and begins a new chain at a signed head: number and hash of the last entry
// that went, under the center's signing key. Whoever kept the export can still join both ends.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { canonicalJson } from '@omamori/contract/canonical-json';
import type { SigningKey } from '@omamori/contract/signed-document';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import { appendIn, LOCK } from './append-audit.ts';

const BASE_KEY = 'audit.base';
/** Entries that go in one transaction. */
const MOST_AT_ONCE = 20_000;

const baseSchema = z.object({
  /** Last entry that is gone. */
  number: z.number(),
  hash: z.string(),
  at: z.string(),
  keyId: z.string(),
  /** Ed25519 over the canonical JSON of {kind, keyId, payload: {at, hash, number}}, base64. */
  signature: z.string(),
});
export type AuditBase = z.infer<typeof baseSchema>;

/** Removes entries from before that time, never the last one; the removal is an entry itself. Returns how many went. */
export async function endAudit(db: Database, before: Date, key: SigningKey, now: Date): Promise<number> {
  let removed = 0;
  for (;;) {
    const gone = await db.transaction().execute((transaction) => endSome(transaction, before, key, now));
    removed += gone;
    if (gone < MOST_AT_ONCE) return removed;
  }
}

async function endSome(transaction: DatabaseTransaction, before: Date, key: SigningKey, now: Date): Promise<number> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
  const ending = await sql<{ number: number; hash: string; first: number }>`
    select number, hash, (select min(number) from audit) as first from audit
    where at < ${before}::timestamptz and number < (select max(number) from audit)
      and number < (select min(number) from audit) + ${MOST_AT_ONCE}::bigint
      and not exists (select 1 from audit kept where kept.number < audit.number and kept.at >= ${before}::timestamptz)
    order by number desc limit 1`.execute(transaction);
  const [last] = ending.rows;
  if (last === undefined) return 0;
  const { number, hash, first } = last;
  const base = { number, hash, at: now.toISOString() };
  const value = JSON.stringify({ ...base, keyId: key.keyId, signature: signBase(base, key) } satisfies AuditBase);
  await transaction
    .insertInto('kv')
    .values({ key: BASE_KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
  await sql`select set_config('omamori.audit_ends', ${String(number)}, true)`.execute(transaction);
  await transaction.deleteFrom('audit').where('number', '<=', number).execute();
  const detail = { from: first, to: number, hash };
  const act = { actor: 'center', act: 'audit.end', target: null, outcome: 'done', source: '', detail };
  await appendIn(transaction, act, now);
  return number - first + 1;
}

/** Where the chain begins; undefined: with its first entry. `bad`: it stands there, but nobody of us signed it. */
export async function readBase(db: Database, key: SigningKey | undefined): Promise<AuditBase | 'bad' | undefined> {
  const row = await db.selectFrom('kv').select('value').where('key', '=', BASE_KEY).executeTakeFirst();
  if (row === undefined) return undefined;
  const base = baseSchema.safeParse(row.value);
  if (!base.success || key === undefined || base.data.keyId !== key.keyId) return 'bad';
  const publicKey = createPublicKey(createPrivateKey(key.privateKeyPem));
  const { signature, keyId, ...payload } = base.data;
  const good = verify(null, signedText(payload, keyId), publicKey, Buffer.from(signature, 'base64'));
  return good ? base.data : 'bad';
}

type Payload = Pick<AuditBase, 'number' | 'hash' | 'at'>;

function signBase(payload: Payload, key: SigningKey): string {
  return sign(null, signedText(payload, key.keyId), createPrivateKey(key.privateKeyPem)).toString('base64');
}

/** The envelope of signed documents, of a kind of its own: no signature for the one is one for the other. */
function signedText(payload: Payload, keyId: string): Buffer {
  const text = canonicalJson({ kind: 'audit-head', keyId, payload });
  // Numbers and hexadecimal digits only: what is left to fail is a bug.
  if (!text.ok) throw new Error(text.error.message);
  return Buffer.from(text.value, 'utf8');
}
