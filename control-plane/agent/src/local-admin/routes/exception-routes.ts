import { type AdminExceptions, adminExceptionRequestSchema } from '@omamori/contract/admin-exceptions';
import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';
import { refuse } from '../guard-requests.ts';

/** Timed exceptions made here: listed, added, ended early. */
export function exceptionRoutes({ rooms, clock }: AdminDeps): Router {
  const router = Router();
  router.get('/exceptions', (_request, response) => {
    const exceptions = [...rooms.exceptions.list()];
    const answer: AdminExceptions = { now: new Date(clock.nowMs()).toISOString(), exceptions };
    response.json(answer);
  });
  router.post('/exceptions', async (request, response) => {
    const wish = adminExceptionRequestSchema.safeParse(request.body);
    if (!wish.success)
      return refuse(response, 400, { code: 'ADM_REQUEST_BAD', message: 'The request has not the agreed form.' });
    const added = await rooms.exceptions.add(wish.data);
    if (!added.ok) return refuse(response, 409, added.error);
    return void response.json(added.value);
  });
  router.post('/exceptions/:id/end', async (request, response) => {
    const ended = await rooms.exceptions.end(request.params.id);
    if (!ended.ok) return refuse(response, 409, ended.error);
    return void response.status(204).end();
  });
  return router;
}
