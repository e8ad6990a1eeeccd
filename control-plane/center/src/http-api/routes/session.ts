import { sessionAnswerSchema } from '@omamori/contract/console-api';
import { firstAdminSchema, signInSchema, welcomeAnswerSchema } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { isAccessCode } from '../access/access-code.ts';
import { clearSessionCookie, setSessionCookie } from '../access/session-cookie.ts';
import { type HttpContext, type RawCall, type Route, route } from '../route.ts';

/** Errors: HTTP_TOO_MANY_TRIES with Retry-After. */
function mayTry(seconds: number, { response }: RawCall): Result<void> {
  if (seconds === 0) return ok(undefined);
  response.setHeader('Retry-After', String(seconds));
  return err('HTTP_TOO_MANY_TRIES', `Too many tries; wait ${seconds} seconds.`);
}

/** Left out where nothing is made up. */
const markOf = ({ simulated }: HttpContext['center']) => (simulated === true ? { simulated } : {});

/** The source's own tries, then those from all strange sources together. */
async function mayTryAccount({ center, limits }: HttpContext, name: string, call: RawCall): Promise<Result<void>> {
  const own = mayTry(await limits.sources.take(call.source), call);
  if (!own.ok || (await center.people.knowsSource(name, call.source))) return own;
  return mayTry(await limits.accounts.take(name), call);
}

export const sessionRoutes: readonly Route[] = [
  route('get', '/api/welcome', {
    summary: 'Whether the first admin is still to be made.',
    gives: welcomeAnswerSchema,
    handle: async ({ center }) => ok({ setUp: !(await center.people.hasAccounts()), ...markOf(center) }),
  }),
  route('post', '/api/first-admin', {
    summary: 'Makes the first account with the code that the start printed; afterwards the code is worth nothing.',
    body: firstAdminSchema,
    gives: 'nothing',
    act: 'account.first',
    actor: ({ name }) => name,
    handle: async ({ center, limits, accessCode }, { body: { code, ...first }, ...call }) => {
      const wait = mayTry(await limits.sources.take(call.source), call);
      if (!wait.ok) return wait;
      if (await center.people.hasAccounts()) return err('PPL_SET_UP_DONE', 'There are accounts already; sign in.');
      if (!(await isAccessCode(code.trim(), accessCode))) return err('HTTP_CODE_WRONG', 'The code is not right.');
      return await center.people.makeFirstAdmin(first);
    },
  }),
  route('post', '/api/sign-in', {
    summary: 'Opens a session: name and password, and the code of the second factor where there is one.',
    body: signInSchema,
    gives: 'nothing',
    act: 'sign-in',
    actor: ({ name }) => name.trim().toLowerCase(),
    facts: ({ code }) => ({ withCode: code !== undefined }),
    handle: async (context, { body, ...call }) => {
      const { center, limits, sessions } = context;
      const { source, request, response } = call;
      const name = body.name.trim().toLowerCase();
      const may = await mayTryAccount(context, name, call);
      if (!may.ok) return may;
      const account = await center.people.signIn({ ...body, source });
      if (!account.ok) return account;
      await limits.sources.forget(source);
      await limits.accounts.forget(name);
      const program = request.headers['user-agent'] ?? '';
      setSessionCookie(request, response, await sessions.open(account.value.id, { source, program }));
      return ok(undefined);
    },
  }),
  route('post', '/api/sign-out', {
    summary: 'Ends the own session.',
    gives: 'nothing',
    act: 'sign-out',
    handle: async ({ sessions, hub }, { session, request, response }) => {
      await sessions.end(session);
      hub.detach(session);
      clearSessionCookie(request, response);
      return ok(undefined);
    },
  }),
  route('get', '/api/session', {
    summary: 'Who is signed in and what must be finished first.',
    gives: sessionAnswerSchema,
    handle: async ({ center }, { person: { finish, ...person } }) =>
      ok({ centerVersion: center.centerVersion, desk: { phone: center.phone }, person, finish, ...markOf(center) }),
  }),
];
