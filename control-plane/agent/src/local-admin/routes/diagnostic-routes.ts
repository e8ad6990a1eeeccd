import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';
import { packParts } from '../diagnostics/pack-archive.ts';

/** One file for the desk: what the box knows about itself, without a secret. */
export function diagnosticRoutes({ rooms, appliance, clock }: AdminDeps): Router {
  const router = Router();
  router.get('/diagnostics', async (_request, response) => {
    const now = clock.nowMs();
    const archive = await packParts(await rooms.diagnostics(), now);
    const stamp = new Date(now).toISOString().slice(0, 16).replace(/[-:]/g, '');
    response.setHeader('Content-Disposition', `attachment; filename="omamori-${appliance}-${stamp}.tar.gz"`);
    response.type('application/gzip').send(archive);
  });
  return router;
}
