import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';

/** The first room of the page: everything at a glance. */
export function statusRoutes(deps: AdminDeps): Router {
  const router = Router();
  router.get('/status', async (_request, response) => {
    response.json(await deps.rooms.status());
  });
  return router;
}
