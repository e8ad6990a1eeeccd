// One request from its cookie to its answer: who asks, may he, what does he bring, do it, write it down, answer.
import { err } from '@omamori/contract/result';
import express, { type Request, type Response } from 'express';
import { sourceOf } from './access/limit-tries.ts';
import type { Recorder } from './access/record-act.ts';
import { type Access, accessOf, judgeAccess } from './access/role-table.ts';
import { readSessionCookie } from './access/session-cookie.ts';
import { answer, refuse } from './answer.ts';
import type { HttpContext, Outcome, RawCall, Route } from './route.ts';

export const BODY_LIMIT = '256kb';
/** A policy may hold lists of fifty thousand entries. */
export const LARGE_BODY_LIMIT = '4mb';
/** Nobody without a session sends more than a name, a password and a code. */
const OPEN_BODY_LIMIT = '8kb';

/** The body is read only after the person is known to be allowed: a stranger fills no memory. */
export function serveRoute(context: HttpContext, one: Route, record: Recorder) {
  const access = accessOf(one);
  const limit = access === 'open' ? OPEN_BODY_LIMIT : one.size === 'large' ? LARGE_BODY_LIMIT : BODY_LIMIT;
  const readJson = express.json({ limit, strict: true });
  const readBody = (request: Request, response: Response): Promise<void> =>
    new Promise((resolve, reject) => {
      readJson(request, response, (failure) => (failure === undefined ? resolve() : reject(failure)));
    });
  return async (request: Request, response: Response): Promise<void> => {
    const raw = await enter(context, one, access, request, response, record);
    if (raw === undefined) return;
    await readBody(request, response);
    const read = one.read(raw);
    if (!read.ok) {
      refuse(response, read.error);
      return;
    }
    const { told, run } = read.value;
    const outcome = await record.act(one, told, raw, () => run(context));
    if (!outcome.answered) send(response, one, outcome);
  };
}

/** Undefined when the request was refused. */
async function enter(
  { sessions }: HttpContext,
  one: Route,
  access: Access | undefined,
  request: Request,
  response: Response,
  record: Recorder,
): Promise<RawCall | undefined> {
  const source = sourceOf(request.ip ?? '');
  if (access === 'open') return { request, response, person: null, session: '', source };
  const token = readSessionCookie(request);
  const signedIn = token === undefined ? undefined : await sessions.check(token);
  if (signedIn === undefined) {
    refuse(response, err('HTTP_SESSION_MISSING', 'Sign in first.').error);
    return undefined;
  }
  const raw = { request, response, ...signedIn, source };
  const judged = judgeAccess(access, signedIn.person);
  if (judged === 'may') return raw;
  const result =
    judged === 'unfinished'
      ? err('HTTP_ACCOUNT_UNFINISHED', 'First choose a password of your own and set up the second factor.')
      : err('HTTP_ROLE_FORBIDDEN', 'Your role may not do this.');
  const target = request.params['id']?.toString() ?? null;
  const told = { actor: signedIn.person.name, target, facts: {} };
  await record.note(one, told, raw, { result, answered: false });
  refuse(response, result.error);
  return undefined;
}

function send(response: Response, one: Route, { result }: Outcome): void {
  if (result.ok && one.gives === 'nothing') response.status(204).end();
  else answer(response, result);
}
