import type { AuditEntry } from '@omamori/contract/console-api/audit';
import type { Scope } from '@omamori/contract/console-api/people';
import type { Role } from '@omamori/contract/console-api/roles';
import type { ColumnType, Generated } from 'kysely';
import type { Json, NullableTime, Time } from './database.ts';

type Filled<T> = ColumnType<T, T | undefined, T>;
type FilledJson<T> = ColumnType<T, string | undefined, string>;

/** A person of the console. Rows are never deleted: the audit log speaks of them. */
export interface AccountTable {
  id: Generated<number>;
  /** Lower case, unique. */
  name: string;
  display_name: string;
  role: Role;
  scope: Json<Scope>;
  state: Filled<'active' | 'disabled'>;
  /** `scrypt$N$r$p$salt$key`, see people/hash-password.ts. */
  password: string;
  temporary_password: Filled<boolean>;
  /** Sealed Base32 secret of the second factor, see people/seal-secret.ts; null: there is none. */
  second_factor: string | null;
  /** A secret that was shown and is not yet confirmed by a code. */
  second_factor_offer: string | null;
  /** Last time step that a code was taken for: no code works twice. */
  second_factor_step: Filled<number>;
  /** SHA-256 in hex of the recovery codes that are left. */
  recovery: FilledJson<string[]>;
  /** Addresses that signed in successfully, newest first: they are not held by tries from elsewhere. */
  known_sources: FilledJson<string[]>;
  created_at: Time;
  created_by: string;
  last_sign_in: NullableTime;
}

/** Console sessions: only the hash of the cookie is kept. */
export interface ConsoleSessionTable {
  token_hash: string;
  /** What the person sees of it. */
  id: string;
  account: number;
  source: string;
  program: string;
  created_at: Time;
  last_used_at: Time;
}

/** Append-only by a trigger; the chain is described in contract/src/console-api/audit.ts. */
export interface AuditTable {
  number: number;
  at: Time;
  actor: string;
  act: string;
  target: string | null;
  outcome: string;
  source: string;
  detail: Json<AuditEntry['detail']>;
  previous: string;
  hash: string;
}

/** Tries to sign in within the last hour, in milliseconds since 1970; see http-api/access/limit-tries.ts. */
export interface SignInTryTable {
  key: string;
  times: Json<number[]>;
  last_at: Time;
}

export interface PeopleTables {
  sign_in_try: SignInTryTable;
  account: AccountTable;
  console_session: ConsoleSessionTable;
  audit: AuditTable;
}
