// Name and password, then the second factor. What is wrong is told only as far as it helps no guesser.
import { err, ok, type Result } from '@omamori/contract/result';
import type { Database } from '../store/database.ts';
import { type Account, findById, findByName } from './account-store.ts';
import { hashPassword, isPassword, type PasswordCost } from './hash-password.ts';
import type { SecretSeal } from './seal-secret.ts';
import { stepOf, takeRecoveryCode } from './second-factor.ts';

const MOST_KNOWN_SOURCES = 16;

export interface SignInTry {
  readonly name: string;
  readonly password: string;
  readonly code?: string | undefined;
  readonly source: string;
}

export interface SignInOptions {
  readonly db: Database;
  readonly cost: PasswordCost;
  readonly now: () => number;
  readonly seal: SecretSeal;
}

/** Errors: PPL_SIGN_IN_WRONG (name, password or a disabled account), PPL_CODE_NEEDED, PPL_CODE_WRONG, PPL_SECRET_UNREADABLE. */
export async function checkSignIn(options: SignInOptions, given: SignInTry): Promise<Result<Account>> {
  const account = await findByName(options.db, given.name.trim().toLowerCase());
  // A name that does not exist takes as long as one that does.
  const right = await isPassword(given.password, account?.password ?? (await nobodysHash(options.cost)));
  if (account === undefined || !right || account.state !== 'active') {
    return err('PPL_SIGN_IN_WRONG', 'Name or password is not right.');
  }
  return await options.db.transaction().execute(async (transaction) => {
    const held = await transaction
      .selectFrom('account')
      .selectAll()
      .where('id', '=', account.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const second = takeSecondFactor(held, given.code, options);
    if (!second.ok) return second;
    const sources = [given.source, ...held.known_sources.filter((one) => one !== given.source)];
    await transaction
      .updateTable('account')
      .set({
        ...second.value,
        last_sign_in: new Date(options.now()),
        known_sources: JSON.stringify(sources.slice(0, MOST_KNOWN_SOURCES)),
      })
      .where('id', '=', held.id)
      .execute();
    return ok(held);
  });
}

/** What a right code changes in the row: it does not work a second time. */
function takeSecondFactor(
  account: Account,
  code: string | undefined,
  { now, seal }: SignInOptions,
): Result<{ second_factor?: string; second_factor_step?: number; recovery?: string }> {
  const stored = account.second_factor;
  if (stored === null) return ok({});
  if (code === undefined) return err('PPL_CODE_NEEDED', 'Give the code of the second factor too.');
  const left = takeRecoveryCode(code, account.recovery);
  if (left !== undefined) return ok({ recovery: JSON.stringify(left) });
  const secret = seal.open(stored, account.id);
  // Only recovery codes are left to whoever belongs to a key that is gone.
  if (!secret.ok) return secret;
  const step = stepOf(code, secret.value, account.second_factor_step, now());
  if (step === undefined) return err('PPL_CODE_WRONG', 'The code is not right, or it was used already.');
  const sealed = seal.isFresh(stored) ? {} : { second_factor: seal.seal(secret.value, account.id) };
  return ok({ second_factor_step: step, ...sealed });
}

/** Whether that source has signed in to that account before: tries from elsewhere do not hold it up. */
export async function knowsSource(db: Database, name: string, source: string): Promise<boolean> {
  const account = await findByName(db, name);
  return account?.known_sources.includes(source) ?? false;
}

/** Checks the own password of somebody who is signed in. Error: PPL_PASSWORD_WRONG. */
export async function confirmPassword(db: Database, id: number, password: string): Promise<Result<Account>> {
  const account = await findById(db, id);
  if (account !== undefined && (await isPassword(password, account.password))) return ok(account);
  return err('PPL_PASSWORD_WRONG', 'The present password is not right.');
}

let nobody: Promise<string> | undefined;
let nobodysCost: PasswordCost | undefined;

function nobodysHash(cost: PasswordCost): Promise<string> {
  if (nobody === undefined || nobodysCost !== cost) {
    nobodysCost = cost;
    nobody = hashPassword('nobody has this password', cost);
  }
  return nobody;
}
