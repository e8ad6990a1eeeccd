import type { AccountSecret } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { loadCenterKeys } from '../center-keys.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings.ts';
import { connectStore } from '../store/connect-store.ts';
import { findByName } from './account-store.ts';
import { createPeopleDesk } from './people-desk.ts';

/**
 * For whoever works at the machine and has lost every way in: a temporary password and no second factor. The account
 * is switched on again. With the embedded database the center must be stopped. Errors: those of connect-store.ts,
 * those of center-keys.ts, PPL_ACCOUNT_UNKNOWN.
 */
export async function rescueAccount(settings: Settings, name: string, log: Log): Promise<Result<AccountSecret>> {
  const store = await connectStore({ dataDir: settings.dataDir, databaseUrl: settings.databaseUrl, log });
  if (!store.ok) return store;
  const { db } = store.value;
  try {
    const account = await findByName(db, name.trim().toLowerCase());
    if (account === undefined) return err('PPL_ACCOUNT_UNKNOWN', 'There is no such account.');
    const keys = await loadCenterKeys(settings);
    if (!keys.ok) return keys;
    const { seal, signing } = keys.value;
    const people = createPeopleDesk({ db, now: Date.now, secondFactor: settings.secondFactor, seal, key: signing });
    const act = { actor: 'host', act: 'account.reset', target: String(account.id), outcome: 'done', source: '' };
    const told = { ...act, detail: { secondFactor: true } };
    const { value: reset } = await people.audit.run(told, () => people.reset(account.id, { secondFactor: true }));
    if (!reset.ok) return reset;
    const active = await people.change(account.id, { state: 'active' });
    if (!active.ok) return active;
    return ok({ account: active.value, password: reset.value.password });
  } finally {
    await store.value.close();
  }
}
