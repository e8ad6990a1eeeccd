import type { AdminSession } from '@omamori/contract/admin-api';
import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminSessions } from '../admin-sessions.ts';
import { makeClaimLimiter } from '../claim-limiter.ts';
import { COOKIE, refuse, tokenOf } from '../guard-requests.ts';
import type { CodeCheck } from '../sticker-code.ts';

const claimSchema = z.strictObject({ code: z.string().min(1).max(64) });

/** The two routes that need no session, and the way out. Mounted before the guard. */
export function sessionRoutes(deps: AdminDeps, sessions: AdminSessions, checkCode: CodeCheck): Router {
  const router = Router();
  router.get('/session', async (request, response) => {
    const session: AdminSession = {
      appliance: deps.appliance,
      signedIn: await sessions.isValid(tokenOf(request), deps.nowMs()),
      claimed: sessions.claimed,
      phone: deps.phone,
    };
    response.json(session);
  });
  router.post('/claim', claimRoute(deps, sessions, checkCode));
  router.post('/sign-out', async (request, response) => {
    const closed = await sessions.close(tokenOf(request));
    if (!closed.ok) deps.onProblem(closed.error);
    response.setHeader('Set-Cookie', `${COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`);
    response.status(204).end();
  });
  return router;
}

function claimRoute(deps: AdminDeps, sessions: AdminSessions, checkCode: CodeCheck): RequestHandler {
  const limiter = makeClaimLimiter();
  let checking: Promise<boolean> = Promise.resolve(false); // one at a time: each check needs 16 MB
  return async (request, response) => {
    const source = request.socket.remoteAddress ?? 'unknown';
    const claim = claimSchema.safeParse(request.body);
    if (!claim.success)
      return refuse(response, 400, { code: 'ADM_REQUEST_BAD', message: 'The request has not the agreed form.' });
    const wait = limiter.admit(source, deps.monotonicMs());
    if (wait > 0) return refuseUntil(response, wait);
    checking = checking.then(() => checkCode(claim.data.code));
    if (!(await checking))
      return refuse(response, 403, { code: 'ADM_CODE_WRONG', message: 'This is not the code on the sticker.' });
    limiter.succeeded(source);
    const token = await sessions.open(deps.nowMs());
    if (!token.ok) {
      deps.onProblem(token.error);
      return refuse(response, 500, {
        code: 'ADM_SESSION_FAILED',
        message: 'The session cannot be kept on the disk of the box.',
      });
    }
    response.setHeader('Set-Cookie', `${COOKIE}=${token.value}; HttpOnly; SameSite=Strict; Path=/`);
    return void response.status(204).end();
  };
}

function refuseUntil(response: Response, seconds: number): void {
  response.setHeader('Retry-After', String(seconds));
  refuse(response, 429, { code: 'ADM_CODE_LOCKED', message: `Too many tries. Wait ${seconds} seconds.` });
}
