// All that the HTTP routes may do with accounts and the audit log.
import type { AuditAnswer, AuditEntry, AuditVerdict } from '@omamori/contract/console-api/audit';
import type { OwnChoices } from '@omamori/contract/console-api/center-facts';
import type {
  AccountChange,
  AccountRow,
  AccountSecret,
  NewAccount,
  PeopleAnswer,
  SecondFactorOffer,
} from '@omamori/contract/console-api/people';
import type { SavedViews } from '@omamori/contract/console-api/triage';
import type { Result } from '@omamori/contract/result';
import type { Database } from '../store/database.ts';
import { type Account, hasAccounts, readAccountRows, type SecondFactorRule } from './account-store.ts';
import { type AuditAct, appendAudit } from './audit/append-audit.ts';
import { type AuditFilter, exportAudit, readAudit, verifyAudit } from './audit/read-audit.ts';
import { type PasswordCost, USUAL_COST } from './hash-password.ts';
import { addAccount, changeAccount, makeFirstAdmin, resetAccount } from './keep-accounts.ts';
import { changeOwnPassword, confirmSecondFactor, offerSecondFactor, removeSecondFactor } from './own-account.ts';
import { keepChoices, readChoices } from './own-choices.ts';
import { keepViews, readViews } from './saved-views.ts';
import { checkSignIn, knowsSource, type SignInTry } from './sign-in.ts';

export interface PeopleDesk {
  /** False until the first admin is made. */
  hasAccounts(): Promise<boolean>;
  makeFirstAdmin(first: { name: string; displayName: string; password: string }): Promise<Result<void>>;
  signIn(given: SignInTry): Promise<Result<Account>>;
  knowsSource(name: string, source: string): Promise<boolean>;
  changeOwnPassword(id: number, change: { current: string; password: string }): Promise<Result<void>>;
  offerSecondFactor(id: number, password: string): Promise<Result<SecondFactorOffer>>;
  confirmSecondFactor(id: number, code: string): Promise<Result<{ recoveryCodes: string[] }>>;
  removeSecondFactor(id: number, password: string): Promise<Result<void>>;
  list(): Promise<PeopleAnswer>;
  add(wanted: NewAccount, by: string): Promise<Result<AccountSecret>>;
  change(id: number, change: AccountChange): Promise<Result<AccountRow>>;
  reset(id: number, also: { secondFactor: boolean }): Promise<Result<AccountSecret>>;
  readonly audit: AuditLog;
  /** Of the account with that id. */
  readonly views: {
    read(account: number): Promise<SavedViews>;
    keep(account: number, views: SavedViews): Promise<SavedViews>;
  };
  /** Of the account with that id. */
  readonly choices: {
    read(account: number): Promise<OwnChoices>;
    keep(account: number, choices: OwnChoices): Promise<OwnChoices>;
  };
}

export interface AuditLog {
  append(act: AuditAct): Promise<void>;
  read(filter: AuditFilter, page: { before?: number | undefined; limit: number }): Promise<AuditAnswer>;
  export(): AsyncGenerator<AuditEntry[]>;
  verify(): Promise<AuditVerdict>;
}

export interface PeopleOptions {
  readonly db: Database;
  readonly now: () => number;
  readonly secondFactor: SecondFactorRule;
  readonly cost?: PasswordCost;
}

export function createPeopleDesk({ db, now, secondFactor, cost = USUAL_COST }: PeopleOptions): PeopleDesk {
  const options = { db, now, cost };
  return {
    hasAccounts: () => hasAccounts(db),
    makeFirstAdmin: (first) => makeFirstAdmin(options, first),
    signIn: (given) => checkSignIn(options, given),
    knowsSource: (name, source) => knowsSource(db, name, source),
    changeOwnPassword: (id, change) => changeOwnPassword(options, id, change),
    offerSecondFactor: (id, password) => offerSecondFactor(options, id, password),
    confirmSecondFactor: (id, code) => confirmSecondFactor(options, id, code),
    removeSecondFactor: (id, password) => removeSecondFactor(options, id, password, secondFactor),
    list: () => listPeople(db),
    add: (wanted, by) => addAccount(options, wanted, by),
    change: (id, change) => changeAccount(db, id, change),
    reset: (id, also) => resetAccount(options, id, also),
    audit: {
      append: (act) => appendAudit(db, act, new Date(now())),
      read: (filter, page) => readAudit(db, filter, page),
      export: () => exportAudit(db),
      verify: () => verifyAudit(db),
    },
    views: { read: (account) => readViews(db, account), keep: (account, views) => keepViews(db, account, views) },
    choices: {
      read: (account) => readChoices(db, account),
      keep: (account, choices) => keepChoices(db, account, choices),
    },
  };
}

async function listPeople(db: Database): Promise<PeopleAnswer> {
  const people = await readAccountRows(db);
  const appliances = await db
    .selectFrom('appliance')
    .select(['id', 'company', 'site'])
    .where('enrolled', '=', true)
    .orderBy('company')
    .orderBy('id')
    .execute();
  return { people, companies: [...new Set(appliances.map(({ company }) => company))], appliances };
}
