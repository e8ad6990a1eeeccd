import type { AdminApplications } from '@omamori/contract/admin-applications';
import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';

const MOST_SHOWN = 1000;

/** Which device ran what within the last day, the latest first. */
export function applicationRoutes({ rooms, clock }: AdminDeps): Router {
  const router = Router();
  router.get('/applications', (_request, response) => {
    const all = rooms.applications();
    const answer: AdminApplications = {
      now: new Date(clock.nowMs()).toISOString(),
      more: Math.max(0, all.length - MOST_SHOWN),
      applications: all.slice(0, MOST_SHOWN),
    };
    response.json(answer);
  });
  return router;
}
