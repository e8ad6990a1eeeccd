import type { AdminSession } from '@omamori/contract/admin-api';
import type { CodedError } from '@omamori/contract/result';
import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminSessions } from '../admin-sessions.ts';
import { makeClaimLimiter } from '../claim-limiter.ts';
import { COOKIE, COOKIE_RULES, refuse, tokenOf } from '../guard-requests.ts';
import { type CodeDoors, type CodeVerdict, judgeCode } from '../judge-code.ts';

const claimSchema = z.strictObject({ code: z.string().min(1).max(64) });

/** The two routes that need no session, and the way out. Mounted before the guard. */
export function sessionRoutes(deps: AdminDeps, sessions: AdminSessions, doors: CodeDoors): Router {
  const router = Router();
  router.get('/session', async (request, response) => {
    const session: AdminSession = {
      appliance: deps.appliance,
      signedIn: await sessions.isValid(tokenOf(request)),
      claimed: sessions.claimed,
      visits: doors.visits !== null,
      phone: deps.phone,
    };
    response.json(session);
  });
  router.post('/claim', claimRoute(deps, sessions, doors));
  router.post('/sign-out', async (request, response) => {
    const closed = await sessions.close(tokenOf(request));
    if (!closed.ok) deps.onProblem(closed.error);
    response.setHeader('Set-Cookie', `${COOKIE}=; ${COOKIE_RULES}; Max-Age=0`);
    response.status(204).end();
  });
  return router;
}

function claimRoute(deps: AdminDeps, sessions: AdminSessions, doors: CodeDoors): RequestHandler {
  const limiter = makeClaimLimiter();
  let judging: Promise<unknown> = Promise.resolve(); // one at a time: each check of the sticker's code needs 16 MB
  return async (request, response) => {
    const source = request.socket.remoteAddress ?? 'unknown';
    const claim = claimSchema.safeParse(request.body);
    if (!claim.success)
      return refuse(response, 400, { code: 'ADM_REQUEST_BAD', message: 'The request has not the agreed form.' });
    const wait = limiter.admit(source, deps.clock.monotonicMs());
    if (wait > 0) return refuseUntil(response, wait);
    const judged = judging.then(() => judgeCode(claim.data.code, doors));
    judging = judged;
    const verdict = await judged;
    if (!verdict.ok) return refuseSession(deps, response, verdict.error);
    if (verdict.value.kind === 'wrong')
      return refuse(response, 403, { code: 'ADM_CODE_WRONG', message: 'This code is not taken.' });
    limiter.succeeded(source);
    if (isStickerCode(verdict.value)) deps.onStickerCode?.(claim.data.code);
    if (verdict.value.kind === 'sticker-spent') return refuse(response, 403, STICKER_SPENT);
    const token = await sessions.open(verdict.value.lengthMs);
    if (!token.ok) return refuseSession(deps, response, token.error);
    response.setHeader('Set-Cookie', `${COOKIE}=${token.value}; ${COOKIE_RULES}`);
    return void response.status(204).end();
  };
}

/** A visit has an end, the sticker's session has none. */
function isStickerCode(verdict: CodeVerdict): boolean {
  return verdict.kind === 'sticker-spent' || (verdict.kind === 'opened' && verdict.lengthMs === null);
}

const STICKER_SPENT = {
  code: 'ADM_STICKER_SPENT',
  message: 'The code on the sticker opens once, and for ten minutes after the box was switched off and on.',
};

function refuseSession(deps: AdminDeps, response: Response, problem: CodedError): void {
  deps.onProblem(problem);
  const message = 'The session cannot be kept on the disk of the box.';
  refuse(response, 500, { code: 'ADM_SESSION_FAILED', message });
}

function refuseUntil(response: Response, seconds: number): void {
  response.setHeader('Retry-After', String(seconds));
  refuse(response, 429, { code: 'ADM_CODE_LOCKED', message: `Too many tries. Wait ${seconds} seconds.` });
}
