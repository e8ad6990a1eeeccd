import type { Finish, Scope } from '@omamori/contract/console-api/people';
import type { Role } from '@omamori/contract/console-api/roles';

/** Who asks: what routes and rooms know of a signed-in person. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly secondFactor: boolean;
  /** Not empty: only the own account is open. */
  readonly finish: Finish;
}

export const EVERYTHING: Scope = { kind: 'all' };
