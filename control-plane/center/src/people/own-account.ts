// What a person does with the own account: password, second factor.
import type { SecondFactorOffer } from '@omamori/contract/console-api/people';
import { needsSecondFactor } from '@omamori/contract/console-api/roles';
import { err, ok, type Result } from '@omamori/contract/result';
import type { SecondFactorRule } from './account-store.ts';
import { findById } from './account-store.ts';
import { checkPassword } from './check-password.ts';
import { hashPassword } from './hash-password.ts';
import { hashRecoveryCode, makeRecoveryCodes, offerSecret, stepOf } from './second-factor.ts';
import { confirmPassword, type SignInOptions } from './sign-in.ts';

/** Errors: PPL_PASSWORD_WRONG, PPL_PASSWORD_SAME, those of check-password.ts. */
export async function changeOwnPassword(
  { db, cost }: SignInOptions,
  id: number,
  change: { readonly current: string; readonly password: string },
): Promise<Result<void>> {
  const account = await confirmPassword(db, id, change.current);
  if (!account.ok) return account;
  if (change.current === change.password) return err('PPL_PASSWORD_SAME', 'The new password is the present one.');
  const { name, display_name: displayName } = account.value;
  const checked = checkPassword(change.password, { name, displayName });
  if (!checked.ok) return checked;
  const password = await hashPassword(change.password, cost);
  await db.updateTable('account').set({ password, temporary_password: false }).where('id', '=', id).execute();
  return ok(undefined);
}

/** Shows a new secret; it counts once a code of it was given. The password says that it is the person. Error: PPL_PASSWORD_WRONG. */
export async function offerSecondFactor(
  { db }: SignInOptions,
  id: number,
  password: string,
): Promise<Result<SecondFactorOffer>> {
  const account = await confirmPassword(db, id, password);
  if (!account.ok) return account;
  const offer = offerSecret(account.value.name);
  await db.updateTable('account').set({ second_factor_offer: offer.secret }).where('id', '=', id).execute();
  return ok(offer);
}

/** Errors: PPL_OFFER_MISSING, PPL_CODE_WRONG. */
export async function confirmSecondFactor(
  { db, now }: SignInOptions,
  id: number,
  code: string,
): Promise<Result<{ recoveryCodes: string[] }>> {
  const account = await findById(db, id);
  const secret = account?.second_factor_offer ?? null;
  if (secret === null) return err('PPL_OFFER_MISSING', 'Begin with showing a new secret.');
  const step = stepOf(code, secret, 0, now());
  if (step === undefined) return err('PPL_CODE_WRONG', 'The code is not right, or it was used already.');
  const recoveryCodes = makeRecoveryCodes();
  await db
    .updateTable('account')
    .set({
      second_factor: secret,
      second_factor_offer: null,
      second_factor_step: step,
      recovery: JSON.stringify(recoveryCodes.map(hashRecoveryCode)),
    })
    .where('id', '=', id)
    .where('second_factor_offer', '=', secret)
    .execute();
  return ok({ recoveryCodes });
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
  await db.updateTable('account').set(none).where('id', '=', id).execute();
  return ok(undefined);
}
