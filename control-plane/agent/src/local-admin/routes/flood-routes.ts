import { type AdminFloods, adminFloodReleaseSchema } from '@omamori/contract/flood-blocks';
import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';
import { refuse } from '../guard-requests.ts';

const MOST_SHOWN = 200;

/** Whom the flood guard keeps out, and letting somebody in again before the time. */
export function floodRoutes({ rooms, clock }: AdminDeps): Router {
  const router = Router();
  router.get('/floods', (_request, response) => {
    const blocks = rooms.floods.blocks();
    const now = new Date(clock.nowMs()).toISOString();
    const answer: AdminFloods = { now, count: blocks.length, blocks: blocks.slice(0, MOST_SHOWN) };
    response.json(answer);
  });
  router.post('/floods/release', async (request, response) => {
    const wish = adminFloodReleaseSchema.safeParse(request.body);
    if (!wish.success)
      return refuse(response, 400, { code: 'ADM_REQUEST_BAD', message: 'The request has not the agreed form.' });
    const released = await rooms.floods.release(wish.data.source);
    if (!released.ok) return refuse(response, 409, released.error);
    return void response.status(204).end();
  });
  return router;
}
