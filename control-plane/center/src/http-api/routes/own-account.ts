import {
  ownPasswordSchema,
  passwordChangeSchema,
  recoveryCodesSchema,
  secondFactorConfirmSchema,
  secondFactorOfferSchema,
  sessionsAnswerSchema,
} from '@omamori/contract/console-api/people';
import { err, ok } from '@omamori/contract/result';
import { z } from 'zod';
import { type Call, type HttpContext, type Route, route } from '../route.ts';

const sessionParams = z.object({ id: z.uuid() });

/** A stolen session must not guess the password: its tries count like those of a stranger. Error: HTTP_TOO_MANY_TRIES. */
async function mayGuess({ limits }: HttpContext, { response, person }: Call<unknown, unknown, unknown>) {
  const wait = await limits.sources.take(`account ${person.id}`);
  if (wait === 0) return ok(undefined);
  response.setHeader('Retry-After', String(wait));
  return err('HTTP_TOO_MANY_TRIES', `Too many tries; wait ${wait} seconds.`);
}

/** Whose sessions ended in the database gets no more live rows either. */
async function endStreams({ sessions, hub }: HttpContext): Promise<void> {
  for (const gone of await sessions.ended(hub.owners())) hub.detach(gone);
}

export const ownAccountRoutes: readonly Route[] = [
  route('post', '/api/my/password', {
    summary: 'Changes the own password; every other session of the account ends.',
    body: passwordChangeSchema,
    gives: 'nothing',
    act: 'own.password',
    handle: async (context, call) => {
      const may = await mayGuess(context, call);
      if (!may.ok) return may;
      const changed = await context.center.people.changeOwnPassword(call.person.id, call.body, call.session);
      if (changed.ok) await endStreams(context);
      return changed;
    },
  }),
  route('post', '/api/my/second-factor', {
    summary: 'Shows a new secret for the second factor, once; it counts after a code of it was given.',
    body: ownPasswordSchema,
    gives: secondFactorOfferSchema,
    act: 'own.second-factor.offer',
    handle: async (context, call) => {
      const may = await mayGuess(context, call);
      return may.ok ? await context.center.people.offerSecondFactor(call.person.id, call.body.password) : may;
    },
  }),
  route('post', '/api/my/second-factor/confirm', {
    summary: 'Switches the second factor on with a first code; answers the recovery codes, once.',
    body: secondFactorConfirmSchema,
    gives: recoveryCodesSchema,
    act: 'own.second-factor.on',
    handle: async (context, call) => {
      const may = await mayGuess(context, call);
      if (!may.ok) return may;
      const confirmed = await context.center.people.confirmSecondFactor(call.person.id, call.body.code, call.session);
      if (confirmed.ok) await endStreams(context);
      return confirmed;
    },
  }),
  route('post', '/api/my/second-factor/remove', {
    summary: 'Switches the second factor off, where the role does not need it.',
    body: ownPasswordSchema,
    gives: 'nothing',
    act: 'own.second-factor.off',
    handle: async (context, call) => {
      const may = await mayGuess(context, call);
      return may.ok ? await context.center.people.removeSecondFactor(call.person.id, call.body.password) : may;
    },
  }),
  route('get', '/api/my/sessions', {
    summary: 'Where the own account is signed in.',
    gives: sessionsAnswerSchema,
    handle: async ({ sessions }, { person, session }) => ok({ sessions: await sessions.listOf(person.id, session) }),
  }),
  route('post', '/api/my/sessions/:id/end', {
    summary: 'Ends one of the own sessions.',
    params: sessionParams,
    gives: 'nothing',
    act: 'own.session.end',
    handle: async ({ sessions, hub }, { person, params }) => {
      const gone = await sessions.endOne(person.id, params.id);
      if (gone === undefined) return err('PPL_SESSION_UNKNOWN', 'That session has ended already.');
      hub.detach(gone);
      return ok(undefined);
    },
  }),
];
