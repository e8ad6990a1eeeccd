// Who may call what: the one table. A route that is not in it is refused for everybody.
import { isAtLeast, type Role } from '@omamori/contract/console-api/roles';
import type { Person } from '../../people/person.ts';

/** `open`: without a session; `own`: every account, also one that must first finish its own; else the least role. */
export type Access = 'open' | 'own' | Role;

const box = '/api/appliances/:id';

export const ROLE_TABLE: Readonly<Record<string, Access>> = {
  'get /api/welcome': 'open',
  'post /api/first-admin': 'open',
  'post /api/sign-in': 'open',

  'post /api/sign-out': 'own',
  'get /api/session': 'own',
  'post /api/my/password': 'own',
  'post /api/my/second-factor': 'own',
  'post /api/my/second-factor/confirm': 'own',
  'post /api/my/second-factor/remove': 'own',
  'get /api/my/sessions': 'own',
  'post /api/my/sessions/:id/end': 'own',
  'get /api/my/views': 'own',
  'post /api/my/views': 'own',
  'get /api/my/choices': 'own',
  'post /api/my/choices': 'own',

  'get /api/openapi.json': 'viewer',
  'get /api/live': 'viewer',
  'get /api/fleet': 'viewer',
  [`get ${box}`]: 'viewer',
  'get /api/incidents': 'viewer',
  'get /api/incidents/:id': 'viewer',
  'get /api/incidents/:id/capture': 'viewer',
  'get /api/incidents/:id/notice': 'viewer',
  'get /api/incident-groups': 'viewer',
  [`get ${box}/box-page`]: 'viewer',
  [`get ${box}/policy`]: 'viewer',
  [`get ${box}/policy/history`]: 'viewer',
  [`get ${box}/policy/version`]: 'viewer',
  [`get ${box}/policy/layers`]: 'viewer',
  'get /api/layers': 'viewer',
  'get /api/companies/:id/policy': 'viewer',
  'get /api/templates/:id/policy': 'viewer',
  'get /api/companies/:id/policy/history': 'viewer',
  'get /api/companies/:id/policy/version': 'viewer',
  'get /api/templates/:id/policy/history': 'viewer',
  'get /api/templates/:id/policy/version': 'viewer',

  'get /api/bundles': 'viewer',
  'get /api/bundles/:id': 'viewer',
  [`get ${box}/bundle`]: 'viewer',
  [`get ${box}/applications`]: 'viewer',
  [`get ${box}/off-duty`]: 'viewer',

  'get /api/settings': 'desk',

  // A verdict among the states needs an analyst: leastRoleForState.
  'post /api/incidents/:id/state': 'desk',
  // The verdict `unclear` too: leastRoleForTriage.
  'post /api/incidents/:id/triage': 'desk',
  'post /api/incidents/:id/notes': 'desk',
  'post /api/incidents/:id/notice': 'desk',
  [`post ${box}/exceptions`]: 'desk',
  [`post ${box}/visit-code`]: 'desk',
  [`post ${box}/local-exceptions/end`]: 'desk',
  [`post ${box}/floods/release`]: 'desk',

  [`post ${box}/policy/preview`]: 'analyst',
  [`post ${box}/policy/replay`]: 'analyst',
  [`put ${box}/policy`]: 'analyst',
  'post /api/bundles/:id/dry-run': 'analyst',
  [`post ${box}/isolation`]: 'analyst',
  [`post ${box}/isolation/release`]: 'analyst',
  'post /api/companies/:id/policy/preview': 'analyst',
  'post /api/templates/:id/policy/preview': 'analyst',
  'put /api/companies/:id/policy': 'analyst',
  'put /api/templates/:id/policy': 'analyst',

  'get /api/stickers': 'admin',
  'post /api/stickers': 'admin',
  'post /api/stickers/:id/withdraw': 'admin',
  [`post ${box}/revoke`]: 'admin',

  'get /api/people': 'admin',
  'post /api/people': 'admin',
  'post /api/people/:id': 'admin',
  'post /api/people/:id/reset': 'admin',
  'get /api/people/:id/sessions': 'admin',
  'post /api/people/:id/sessions/end': 'admin',
  'post /api/bundles': 'admin',
  'post /api/bundles/:id/rollout': 'admin',
  'post /api/bundles/:id/rollout/act': 'admin',
  'get /api/audit': 'admin',
  'get /api/audit/verify': 'admin',
  'get /api/audit/export': 'admin',
};

export function accessOf(route: { readonly method: string; readonly path: string }): Access | undefined {
  return ROLE_TABLE[`${route.method} ${route.path}`];
}

/** `unfinished`: the person must first choose a password or set up the second factor. */
export function judgeAccess(access: Access | undefined, person: Person): 'may' | 'unfinished' | 'refused' {
  if (access === undefined || access === 'open') return 'refused';
  if (access === 'own') return 'may';
  if (person.finish.length > 0) return 'unfinished';
  return isAtLeast(person.role, access) ? 'may' : 'refused';
}
