// Rows of accounts and how they are read.
import type { AccountRow } from '@omamori/contract/console-api/people';
import { needsSecondFactor } from '@omamori/contract/console-api/roles';
import { type Selectable, sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import type { AccountTable } from '../store/people-tables.ts';
import type { Person } from './person.ts';

export type Account = Selectable<AccountTable>;
/** Whether roles that can harm a customer must have a second factor. */
export type SecondFactorRule = 'required' | 'optional';

/** Any number that nothing else locks: changes of accounts follow each other, so that one admin is always left. */
const LOCK = 0x6f6d_7065;

export async function lockAccounts(transaction: DatabaseTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
}

export function findByName(db: Database, name: string): Promise<Account | undefined> {
  return db.selectFrom('account').selectAll().where('name', '=', name).executeTakeFirst();
}

export function findById(db: Database, id: number): Promise<Account | undefined> {
  return db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function hasAccounts(db: Database): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export function personOf(account: Account, rule: SecondFactorRule): Person {
  const secondFactor = account.second_factor !== null;
  const finish: Person['finish'] = [];
  if (account.temporary_password) finish.push('password');
  if (rule === 'required' && needsSecondFactor(account.role) && !secondFactor) finish.push('second-factor');
  const { id, name, display_name: displayName, role, scope } = account;
  return { id, name, displayName, role, scope, secondFactor, finish };
}

/** All accounts by name, or one of them, as the page shows them. */
export async function readAccountRows(db: Database, id?: number): Promise<AccountRow[]> {
  const all = db
    .selectFrom('account as c')
    .selectAll('c')
    .select(sql<number>`(select count(*) from console_session s where s.account = c.id)`.as('sessions'))
    .orderBy('c.name');
  const rows = await (id === undefined ? all : all.where('c.id', '=', id)).execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    role: row.role,
    scope: row.scope,
    secondFactor: row.second_factor !== null,
    state: row.state,
    temporaryPassword: row.temporary_password,
    sessions: row.sessions,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastSignIn: row.last_sign_in?.toISOString() ?? null,
  }));
}
