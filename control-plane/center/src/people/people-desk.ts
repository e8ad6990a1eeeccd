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
import type { SigningKey } from '@omamori/contract/signed-document';
import type { Database } from '../store/database.ts';
import { type Account, hasAccounts, readAccountRows, type SecondFactorRule } from './account-store.ts';
import { type AuditAct, appendAudit } from './audit/append-audit.ts';
import { commitAct, runAct } from './audit/commit-act.ts';
import { type AuditFilter, exportAudit, readAudit, verifyAudit } from './audit/read-audit.ts';
import { type PasswordCost, USUAL_COST } from './hash-password.ts';
import { addAccount, changeAccount, makeFirstAdmin, resetAccount } from './keep-accounts.ts';
import { changeOwnPassword, confirmSecondFactor, offerSecondFactor, removeSecondFactor } from './own-account.ts';
import { keepChoices, readChoices } from './own-choices.ts';
import { keepViews, readViews } from './saved-views.ts';
import type { SecretSeal } from './seal-secret.ts';
import { checkSignIn, knowsSource, type SignInTry } from './sign-in.ts';

export interface PeopleDesk {
  /** False until the first admin is made. */
  hasAccounts(): Promise<boolean>;
  makeFirstAdmin(first: { name: string; displayName: string; password: string }): Promise<Result<void>>;
  signIn(given: SignInTry): Promise<Result<Account>>;
  knowsSource(name: string, source: string): Promise<boolean>;
  changeOwnPassword(id: number, change: { current: string; password: string }, session: string): Promise<Result<void>>;
  offerSecondFactor(id: number, password: string): Promise<Result<SecondFactorOffer>>;
  confirmSecondFactor(id: number, code: string, session: string): Promise<Result<{ recoveryCodes: string[] }>>;
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
  /** Runs an act whose entry commits with what it changes, see audit/commit-act.ts. */
  run<T>(act: AuditAct, work: () => Promise<T>): Promise<{ readonly value: T; readonly written: boolean }>;
  read(filter: AuditFilter, page: { before?: number | undefined; limit: number }): Promise<AuditAnswer>;
  export(): AsyncGenerator<AuditEntry[]>;
  verify(): Promise<AuditVerdict>;
}

export interface PeopleOptions {
  readonly db: Database;
  readonly now: () => number;
  readonly secondFactor: SecondFactorRule;
  readonly seal: SecretSeal;
  /** The center's signing key: under it stands the head at which the audit log begins. */
  readonly key: () => Promise<Result<SigningKey>>;
  readonly cost?: PasswordCost;
}

export function createPeopleDesk({ db, now, secondFactor, seal, key, cost = USUAL_COST }: PeopleOptions): PeopleDesk {
  const options = { db, now, cost, seal };
  return {
    hasAccounts: () => hasAccounts(db),
    makeFirstAdmin: (first) => makeFirstAdmin(options, first),
    signIn: (given) => checkSignIn(options, given),
    knowsSource: (name, source) => knowsSource(db, name, source),
    changeOwnPassword: (id, change, session) => changeOwnPassword(options, id, change, session),
    offerSecondFactor: (id, password) => offerSecondFactor(options, id, password),
    confirmSecondFactor: (id, code, session) => confirmSecondFactor(options, id, code, session),
    removeSecondFactor: (id, password) => removeSecondFactor(options, id, password, secondFactor),
    list: () => listPeople(db),
    add: (wanted, by) => addAccount(options, wanted, by),
    change: (id, change) => changeAccount(db, id, change),
    reset: (id, also) => resetAccount(options, id, also),
    audit: {
      append: (act) => appendAudit(db, act, new Date(now())),
      run: (act, work) => runAct(act, now, work),
      read: (filter, page) => readAudit(db, filter, page),
      export: async function* () {
        // Nothing leaves before it stands in the log who took it.
        await commitAct(db, async () => undefined);
        yield* exportAudit(db);
      },
      verify: async () => {
        const signing = await key();
        return await verifyAudit(db, signing.ok ? signing.value : undefined);
      },
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
