import {
  type AdminNetwork,
  type AdminNetworkConfirmed,
  adminNetworkConfirmSchema,
} from '@omamori/contract/admin-network';
import { boxNetworkSchema } from '@omamori/contract/box-network';
import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminSessions } from '../admin-sessions.ts';
import { COOKIE, COOKIE_RULES, refuse } from '../guard-requests.ts';

const FORM = { code: 'ADM_REQUEST_BAD', message: 'The request has not the agreed form.' };
/** A page opened at the new address by the token of a signed-in page: as long as is needed to look whether all is well. */
const CONFIRMED_SESSION_MS = 30 * 60_000;

/** The box's own addresses: seen, previewed, tried, given back. */
export function networkRoutes({
  rooms,
  clock,
  port,
  fingerprint,
}: AdminDeps & { readonly fingerprint: () => string }): Router {
  const router = Router();
  const { network } = rooms;
  router.get('/network', async (request, response) => {
    const answer: AdminNetwork = {
      ...(await network.read()),
      now: new Date(clock.nowMs()).toISOString(),
      port: request.socket.localPort ?? port,
      fingerprint: fingerprint(),
    };
    response.json(answer);
  });
  router.post('/network/preview', async (request, response) => {
    const wish = boxNetworkSchema.safeParse(request.body);
    if (!wish.success) return refuse(response, 400, FORM);
    const preview = await network.preview(wish.data);
    return preview.ok ? void response.json(preview.value) : refuse(response, 409, preview.error);
  });
  router.post('/network/try', async (request, response) => {
    const wish = boxNetworkSchema.safeParse(request.body);
    if (!wish.success) return refuse(response, 400, FORM);
    const trial = await network.tryOut(wish.data);
    return trial.ok ? void response.json(trial.value) : refuse(response, 409, trial.error);
  });
  router.post('/network/return', async (_request, response) => {
    const back = await network.giveBack();
    return back.ok ? void response.status(204).end() : refuse(response, 409, back.error);
  });
  return router;
}

/**
 * Mounted before the guard: the new address has no cookie of the old one. The token (256 bits, one trial) was given to a
 * signed-in page only; it opens a short session here, so that the technician sees the page and not the question for a code.
 */
export function networkConfirmRoute({ rooms, onProblem }: AdminDeps, sessions: AdminSessions): Router {
  const router = Router();
  router.post('/network/confirm', async (request, response) => {
    const asked = adminNetworkConfirmSchema.safeParse(request.body);
    if (!asked.success) return refuse(response, 400, FORM);
    const confirmed = await rooms.network.confirm(asked.data.token, request.socket.localAddress ?? '');
    if (!confirmed.ok) return refuse(response, confirmed.error.code === 'NET_TOKEN_WRONG' ? 403 : 409, confirmed.error);
    const session = await sessions.open(CONFIRMED_SESSION_MS);
    if (session.ok) response.setHeader('Set-Cookie', `${COOKIE}=${session.value}; ${COOKIE_RULES}`);
    else onProblem(session.error);
    const answer: AdminNetworkConfirmed = { state: confirmed.value };
    return void response.json(answer);
  });
  return router;
}
