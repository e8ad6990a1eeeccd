import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import type { AdminDeps } from '../admin-deps.ts';
import { refuse } from '../guard-requests.ts';

const NOISE_BYTES = 2 * 1024 * 1024;

/** What the install helper looks at. Noise cannot be made smaller on the way, so its time says something. */
export function installRoutes({ rooms }: AdminDeps): Router {
  const router = Router();
  let noise: Buffer | null = null;
  let measuring = false;
  router.get('/install', async (_request, response) => {
    response.json(await rooms.install());
  });
  router.get('/install/bytes', (_request, response) => {
    noise ??= randomBytes(NOISE_BYTES);
    response.type('application/octet-stream').send(noise);
  });
  router.post('/install/speed', async (_request, response) => {
    if (measuring)
      return refuse(response, 409, { code: 'ADM_MEASURING', message: 'A measurement is under way. Wait 12 seconds.' });
    measuring = true;
    try {
      const speed = await rooms.measureSpeed();
      if (!speed.ok) return refuse(response, 500, speed.error);
      return void response.json(speed.value);
    } finally {
      measuring = false;
    }
  });
  return router;
}
