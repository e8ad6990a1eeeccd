// The lab's own accounts, one of each role, made as an admin would make them: over the center's API, with passwords
// that exist in this lab only.
import { existsSync } from 'node:fs';
import { accountSecretSchema } from '@omamori/contract/console-api/people';
import type { Role } from '@omamori/contract/console-api/roles';
import { COMPANY } from './cast.ts';
import { CenterClient, type Credentials } from './center-client.ts';
import { makeCode } from './lab-keys.ts';
import { waitUntil } from './wait-until.ts';

export type LabPeople = Readonly<Record<Role, Credentials>>;

const makeCredentials = (role: Role): Credentials => ({ name: `${role}@lab.example`, password: makeCode(4) });

/** Names and passwords only; {@link settleLabPeople} makes the accounts. */
export function makeLabPeople(): LabPeople {
  const [viewer, desk, analyst, admin] = (['viewer', 'desk', 'analyst', 'admin'] as const).map(makeCredentials);
  if (viewer === undefined || desk === undefined || analyst === undefined || admin === undefined) {
    throw new Error('a role has no account');
  }
  return { viewer, desk, analyst, admin };
}

/** With the code of the settings the admin, who makes the others; each then chooses its own password. */
export async function settleLabPeople(socketPath: string, code: string, people: LabPeople): Promise<void> {
  await waitUntil('the door to the console is open', 20_000, async () => existsSync(socketPath));
  const admin = new CenterClient(socketPath, people.admin);
  await admin.post('/api/first-admin', { code, ...people.admin, displayName: 'Lab admin' });
  for (const role of ['viewer', 'desk', 'analyst'] as const) {
    const { name, password } = people[role];
    // The viewer is as a customer's own reader would be: one company, not the whole service.
    const scope = role === 'viewer' ? { kind: 'some', companies: [COMPANY], appliances: [] } : { kind: 'all' };
    const made = await admin.post('/api/people', { name, displayName: `Lab ${role}`, role, scope });
    const { password: current } = accountSecretSchema.parse(JSON.parse(made));
    await new CenterClient(socketPath, { name, password: current }).post('/api/my/password', { current, password });
  }
}
