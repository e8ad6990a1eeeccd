// What a person does with the own account: password, second factor.
import type { SecondFactorOffer } from '@omamori/contract/console-api/people';
import { needsSecondFactor } from '@omamori/contract/console-api/roles';
import { err, ok, type Result } from '@omamori/contract/result';
import type { Updateable } from 'kysely';
import type { Database } from '../store/database.ts';
import type { AccountTable } from '../store/people-tables.ts';
import type { SecondFactorRule } from './account-store.ts';
import { findById } from './account-store.ts';
import { commitAct } from './audit/commit-act.ts';
import { checkPassword } from './check-password.ts';
import { hashPassword } from './hash-password.ts';
import { hashRecoveryCode, makeRecoveryCodes, offerSecret, stepOf } from './second-factor.ts';
import { confirmPassword, type SignInOptions } from './sign-in.ts';

/** Every session but the one named ends with it. Errors: PPL_PASSWORD_WRONG, PPL_PASSWORD_SAME, those of check-password.ts. */
export async function changeOwnPassword(
  { db, cost }: SignInOptions,
  id: number,
  change: { readonly current: string; readonly password: string },
  session: string,
): Promise<Result<void>> {
  const account = await confirmPassword(db, id, change.current);
  if (!account.ok) return account;
  if (change.current === change.password) return err('PPL_PASSWORD_SAME', 'The new password is the present one.');
  const { name, display_name: displayName } = account.value;
  const checked = checkPassword(change.password, { name, displayName });
  if (!checked.ok) return checked;
  const password = await hashPassword(change.password, cost);
  return await changeOwn(db, id, { password, temporary_password: false }, session);
}

/** One transaction with the ends of the other sessions (`session`: the one that stays) and the entry in the log. */
function changeOwn(db: Database, id: number, set: Updateable<AccountTable>, session?: string): Promise<Result<void>> {
  return commitAct(db, async (transaction) => {
    await transaction.updateTable('account').set(set).where('id', '=', id).execute();
    if (session !== undefined) {
      const others = transaction.deleteFrom('console_session').where('account', '=', id);
      await others.where('token_hash', '!=', session).execute();
    }
    return ok(undefined);
  });
}

/** Shows a new secret; it counts once a code of it was given. The password says that it is the person. Error: PPL_PASSWORD_WRONG. */
export async function offerSecondFactor(
  { db, seal }: SignInOptions,
  id: number,
  password: string,
): Promise<Result<SecondFactorOffer>> {
  const account = await confirmPassword(db, id, password);
  if (!account.ok) return account;
  const offer = offerSecret(account.value.name);
  await changeOwn(db, id, { second_factor_offer: seal.seal(offer.secret, id) });
  return ok(offer);
}

/** Every session but the one named ends with it. Errors: PPL_OFFER_MISSING, PPL_CODE_WRONG, PPL_SECRET_UNREADABLE. */
export async function confirmSecondFactor(
  { db, now, seal }: SignInOptions,
  id: number,
  code: string,
  session: string,
): Promise<Result<{ recoveryCodes: string[] }>> {
  const account = await findById(db, id);
  const stored = account?.second_factor_offer ?? null;
  if (stored === null) return err('PPL_OFFER_MISSING', 'Begin with showing a new secret.');
  const secret = seal.open(stored, id);
  if (!secret.ok) return secret;
  const step = stepOf(code, secret.value, 0, now());
  if (step === undefined) return err('PPL_CODE_WRONG', 'The code is not right, or it was used already.');
  const recoveryCodes = makeRecoveryCodes();
  const made = await commitAct(db, async (transaction) => {
    const changed = await transaction
      .updateTable('account')
      .set({
        ...{ second_factor: seal.seal(secret.value, id), second_factor_offer: null, second_factor_step: step },
        recovery: JSON.stringify(recoveryCodes.map(hashRecoveryCode)),
      })
      .where('id', '=', id)
      .where('second_factor_offer', '=', stored)
      .returning('id')
      .executeTakeFirst();
    if (changed === undefined) return err('PPL_OFFER_MISSING', 'Another secret was shown meanwhile; use that one.');
    const others = transaction.deleteFrom('console_session').where('account', '=', id);
    await others.where('token_hash', '!=', session).execute();
    return ok(undefined);
  });
  return made.ok ? ok({ recoveryCodes }) : made;
}

/** Errors: PPL_PASSWORD_WRONG, PPL_FACTOR_REQUIRED. */
export async function removeSecondFactor(
  { db }: SignInOptions,
  id: number,
  password: string,
  rule: SecondFactorRule,
): Promise<Result<void>> {
  const account = await confirmPassword(db, id, password);
  if (!account.ok) return account;
  if (rule === 'required' && needsSecondFactor(account.value.role)) {
    return err('PPL_FACTOR_REQUIRED', 'This role signs in with a second factor.');
  }
  const none = { second_factor: null, second_factor_offer: null, recovery: '[]' };
  return await changeOwn(db, id, none);
}
