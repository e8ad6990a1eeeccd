import { randomInt } from 'node:crypto';
import type { Role } from '@omamori/contract/console-api/roles';
import { ok, type Result } from '@omamori/contract/result';
import type { CenterKeys } from '../src/center-keys.ts';
import { createPeopleDesk } from '../src/people/people-desk.ts';
import type { Database } from '../src/store/database.ts';

export interface Credentials {
  readonly name: string;
  readonly password: string;
}
export type SimulatedPeople = Readonly<Record<Role, Credentials>>;

/** One account of each role, as an admin would make them; the passwords live as long as the simulation. */
export async function makeAccounts(db: Database, { seal, signing }: CenterKeys): Promise<Result<SimulatedPeople>> {
  const desk = createPeopleDesk({ db, now: Date.now, secondFactor: 'optional', seal, key: signing });
  const people: SimulatedPeople = {
    admin: credentials('admin'),
    analyst: credentials('analyst'),
    desk: credentials('desk'),
    viewer: credentials('viewer'),
  };
  const first = await desk.makeFirstAdmin({ ...people.admin, displayName: 'Simulated admin' });
  if (!first.ok) return first;
  for (const role of ['analyst', 'desk', 'viewer'] as const) {
    const { name, password } = people[role];
    const added = await desk.add(
      { name, displayName: `Simulated ${role}`, role, scope: { kind: 'all' } },
      people.admin.name,
    );
    if (!added.ok) return added;
    const { account, password: current } = added.value;
    const changed = await desk.changeOwnPassword(account.id, { current, password }, '');
    if (!changed.ok) return changed;
  }
  return ok(people);
}

/** Without 0 O 1 I L; sixteen of 31 are 79 bits. */
function credentials(role: Role): Credentials {
  const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return { name: `${role}@simulated.example`, password: [group(), group(), group(), group()].join('-') };
}
