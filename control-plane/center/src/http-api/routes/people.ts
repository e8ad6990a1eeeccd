import {
  accountChangeSchema,
  accountResetSchema,
  accountRowSchema,
  accountSecretSchema,
  newAccountSchema,
  peopleAnswerSchema,
  sessionsAnswerSchema,
} from '@omamori/contract/console-api/people';
import { ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type HttpContext, type Route, route } from '../route.ts';

const params = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

/** Whose sessions ended in the database gets no more live rows either. */
async function endStreams<T>({ hub, sessions }: HttpContext, result: Result<T>): Promise<Result<T>> {
  if (result.ok) for (const gone of await sessions.ended(hub.owners())) hub.detach(gone);
  return result;
}

export const peopleRoutes: readonly Route[] = [
  route('get', '/api/people', {
    summary: 'All accounts, and what a scope can name.',
    gives: peopleAnswerSchema,
    handle: async ({ center }) => ok(await center.people.list()),
  }),
  route('post', '/api/people', {
    summary: 'Makes an account; its temporary password is in this answer only.',
    body: newAccountSchema,
    gives: accountSecretSchema,
    act: 'account.add',
    target: ({ body }) => body.name,
    facts: ({ role, scope }) => ({ role, scope: JSON.stringify(scope) }),
    handle: ({ center }, { body, person }) => center.people.add(body, person.name),
  }),
  route('post', '/api/people/:id', {
    summary: 'Changes name, role, scope or state of an account; who loses a right is signed out.',
    params,
    body: accountChangeSchema,
    gives: accountRowSchema,
    act: 'account.change',
    facts: ({ scope, ...plain }) => ({
      ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
      ...(scope === undefined ? {} : { scope: JSON.stringify(scope) }),
    }),
    handle: async (context, { params, body }) =>
      endStreams(context, await context.center.people.change(params.id, body)),
  }),
  route('post', '/api/people/:id/reset', {
    summary: 'Gives an account a new temporary password, in this answer only, and ends its sessions.',
    params,
    body: accountResetSchema,
    gives: accountSecretSchema,
    act: 'account.reset',
    facts: ({ secondFactor }) => ({ secondFactor }),
    handle: async (context, { params, body }) =>
      endStreams(context, await context.center.people.reset(params.id, body)),
  }),
  route('get', '/api/people/:id/sessions', {
    summary: 'Where an account is signed in.',
    params,
    gives: sessionsAnswerSchema,
    handle: async ({ sessions }, { params, session }) => ok({ sessions: await sessions.listOf(params.id, session) }),
  }),
  route('post', '/api/people/:id/sessions/end', {
    summary: 'Signs an account out everywhere.',
    params,
    gives: 'nothing',
    act: 'account.sign-out',
    handle: async ({ sessions, hub }, { params }) => {
      for (const gone of await sessions.endAll(params.id)) hub.detach(gone);
      return ok(undefined);
    },
  }),
];
