import { Router } from 'express';
import { z } from 'zod';
import type { AdminDeps } from '../admin-deps.ts';
import { refuse } from '../guard-requests.ts';

const limitSchema = z.coerce.number().int().min(1).max(200).default(50);

/** The last blocks and why. */
export function blockRoutes(deps: AdminDeps): Router {
  const router = Router();
  router.get('/blocks', async (request, response) => {
    const limit = limitSchema.safeParse(request.query['limit']);
    if (!limit.success)
      return refuse(response, 400, { code: 'ADM_REQUEST_BAD', message: 'The limit is a number from 1 to 200.' });
    const blocks = await deps.rooms.blocks(limit.data);
    return void response.json({ now: new Date(deps.clock.nowMs()).toISOString(), blocks });
  });
  return router;
}
