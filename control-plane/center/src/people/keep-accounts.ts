// What an admin does with accounts, and the first of them.
import { randomInt } from 'node:crypto';
import type { AccountChange, AccountRow, AccountSecret, NewAccount, Scope } from '@omamori/contract/console-api/people';
import type { Role } from '@omamori/contract/console-api/roles';
import { err, ok, type Result } from '@omamori/contract/result';
import type { Database, DatabaseTransaction } from '../store/database.ts';
import { type Account, findById, findByName, hasAccounts, lockAccounts, readAccountRows } from './account-store.ts';
import { commitAct } from './audit/commit-act.ts';
import { checkPassword } from './check-password.ts';
import { hashPassword } from './hash-password.ts';
import { EVERYTHING } from './person.ts';
import type { SignInOptions } from './sign-in.ts';

const MOST_ACCOUNTS = 2_000;
/** Without characters that are read or typed wrongly; sixteen of 31 are 79 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** The one account that is made without being signed in; never again once there is one. Errors: PPL_SET_UP_DONE, those of check-password.ts. */
export async function makeFirstAdmin(
  { db, cost, now }: SignInOptions,
  first: { readonly name: string; readonly displayName: string; readonly password: string },
): Promise<Result<void>> {
  const checked = checkPassword(first.password, first);
  if (!checked.ok) return checked;
  const password = await hashPassword(first.password, cost);
  return await commitAct(db, async (transaction) => {
    await lockAccounts(transaction);
    if (await hasAccounts(transaction)) return err('PPL_SET_UP_DONE', 'There are accounts already; sign in.');
    await insertAccount(transaction, { ...first, role: 'admin', scope: EVERYTHING }, password, false, 'center', now());
    return ok(undefined);
  });
}

/** Errors: PPL_NAME_TAKEN, PPL_SCOPE_UNKNOWN, PPL_ADMIN_SCOPE, PPL_TOO_MANY. */
export async function addAccount(
  { db, cost, now }: SignInOptions,
  wanted: NewAccount,
  by: string,
): Promise<Result<AccountSecret>> {
  const secret = makePassword();
  const password = await hashPassword(secret, cost);
  return await commitAct(db, async (transaction) => {
    await lockAccounts(transaction);
    if ((await findByName(transaction, wanted.name)) !== undefined) {
      return err('PPL_NAME_TAKEN', 'There is an account of that name already.');
    }
    const fitting = await checkScope(transaction, wanted.role, wanted.scope);
    if (!fitting.ok) return fitting;
    const rows = await readAccountRows(transaction);
    if (rows.length >= MOST_ACCOUNTS) return err('PPL_TOO_MANY', `There are ${MOST_ACCOUNTS} accounts already.`);
    const id = await insertAccount(transaction, wanted, password, true, by, now());
    const [account] = await readAccountRows(transaction, id);
    return account === undefined ? unknown() : ok({ account, password: secret });
  });
}

/**
 * Role, scope, state or name of an account. Whoever loses a right loses the sessions too.
 * Errors: PPL_ACCOUNT_UNKNOWN, PPL_LAST_ADMIN, PPL_SCOPE_UNKNOWN, PPL_ADMIN_SCOPE.
 */
export async function changeAccount(db: Database, id: number, change: AccountChange): Promise<Result<AccountRow>> {
  return await commitAct(db, async (transaction) => {
    await lockAccounts(transaction);
    const account = await findById(transaction, id);
    if (account === undefined) return unknown();
    const role = change.role ?? account.role;
    const scope = change.scope ?? account.scope;
    const state = change.state ?? account.state;
    const fitting = await checkScope(transaction, role, scope);
    if (!fitting.ok) return fitting;
    const staysAdmin = role === 'admin' && state === 'active';
    if (!staysAdmin && (await isLastAdmin(transaction, account))) {
      return err('PPL_LAST_ADMIN', 'This is the last admin; make another one first.');
    }
    const changed = {
      display_name: change.displayName ?? account.display_name,
      role,
      scope: JSON.stringify(scope),
      state,
    };
    await transaction.updateTable('account').set(changed).where('id', '=', id).execute();
    if (change.role !== undefined || change.scope !== undefined || state !== 'active') {
      await transaction.deleteFrom('console_session').where('account', '=', id).execute();
    }
    const [row] = await readAccountRows(transaction, id);
    return row === undefined ? unknown() : ok(row);
  });
}

/** A new temporary password; every session ends. Error: PPL_ACCOUNT_UNKNOWN. */
export async function resetAccount(
  { db, cost }: SignInOptions,
  id: number,
  also: { readonly secondFactor: boolean },
): Promise<Result<AccountSecret>> {
  const secret = makePassword();
  const password = await hashPassword(secret, cost);
  const none = also.secondFactor ? { second_factor: null, second_factor_offer: null, recovery: '[]' } : {};
  return await commitAct(db, async (transaction) => {
    const values = { password, temporary_password: true, ...none };
    await transaction.updateTable('account').set(values).where('id', '=', id).execute();
    await transaction.deleteFrom('console_session').where('account', '=', id).execute();
    const [account] = await readAccountRows(transaction, id);
    return account === undefined ? unknown() : ok({ account, password: secret });
  });
}

function unknown(): Result<never> {
  return err('PPL_ACCOUNT_UNKNOWN', 'There is no such account.');
}

async function insertAccount(
  transaction: DatabaseTransaction,
  account: NewAccount,
  password: string,
  temporary: boolean,
  by: string,
  now: number,
): Promise<number> {
  const { name, displayName, role, scope } = account;
  const values = { name, display_name: displayName, role, scope: JSON.stringify(scope), password };
  const made = await transaction
    .insertInto('account')
    .values({ ...values, temporary_password: temporary, created_at: new Date(now), created_by: by })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

async function isLastAdmin(transaction: DatabaseTransaction, account: Account): Promise<boolean> {
  if (account.role !== 'admin' || account.state !== 'active') return false;
  const other = await transaction
    .selectFrom('account')
    .select('id')
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .where('id', '!=', account.id)
    .executeTakeFirst();
  return other === undefined;
}

/** People and the audit log are everybody's: an admin sees all. A scope names what exists. */
async function checkScope(transaction: DatabaseTransaction, role: Role, scope: Scope): Promise<Result<void>> {
  if (scope.kind === 'all') return ok(undefined);
  if (role === 'admin') return err('PPL_ADMIN_SCOPE', 'An admin sees every company.');
  const known = await transaction.selectFrom('appliance').select(['id', 'company']).execute();
  const ids = new Set(known.map(({ id }) => id));
  const companies = new Set(known.map(({ company }) => company));
  const fits = scope.companies.every((name) => companies.has(name)) && scope.appliances.every((id) => ids.has(id));
  if (!fits || scope.companies.length + scope.appliances.length === 0) {
    return err('PPL_SCOPE_UNKNOWN', 'The scope is empty or names a company or appliance that does not exist.');
  }
  return ok(undefined);
}

function makePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return [group(), group(), group(), group()].join('-');
}
