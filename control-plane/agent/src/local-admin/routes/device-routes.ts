import type { AdminDevices } from '@omamori/contract/admin-devices';
import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';

/** The devices of the office, as far as they have shown themselves. */
export function deviceRoutes(deps: AdminDeps): Router {
  const router = Router();
  router.get('/devices', (_request, response) => {
    const answer: AdminDevices = {
      now: new Date(deps.clock.nowMs()).toISOString(),
      devices: [...deps.rooms.devices()],
    };
    response.json(answer);
  });
  return router;
}
