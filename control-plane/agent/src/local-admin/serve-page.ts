import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import { refuse } from './guard-requests.ts';

const BUILT = fileURLToPath(new URL('../../../web/local-admin/dist', import.meta.url));

/** The built page; until it is built, a sentence that says so instead of an empty window. */
export function servePage(pageDir: string = BUILT): Router {
  const router = Router();
  const assets = express.static(pageDir, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: cacheHashed,
  });
  const index: RequestHandler = (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    if (!existsSync(join(pageDir, 'index.html'))) {
      return refuse(response, 503, {
        code: 'ADM_PAGE_MISSING',
        message: 'The page of the box is not built: npm start builds it.',
      });
    }
    response.setHeader('Cache-Control', 'no-cache');
    return response.sendFile('index.html', { root: pageDir });
  };
  router.use(assets);
  router.use(index);
  return router;
}

/** The builder puts a hash into the names under assets/. */
function cacheHashed(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  response.setHeader('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
}
