import { join } from 'node:path';
import { err } from '@omamori/contract/result';
import express, { type Router } from 'express';
import { refuse } from './answer.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

/** The built console: files under assets/ carry their hash in the name and never change; the page itself is asked anew. */
export function serveConsole(folder: string): Router {
  const router = express.Router();
  const assets = { immutable: true, maxAge: YEAR_MS, index: false, fallthrough: true } as const;
  router.use('/assets', express.static(join(folder, 'assets'), assets));
  router.use(
    express.static(folder, { index: false, setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache') }),
  );
  router.get(/^\/(?!api\/|assets\/)[^.]*$/, (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(join(folder, 'index.html'), (failure) => {
      if (failure === undefined || response.headersSent) return;
      if ('status' in failure && failure.status === 404) {
        refuse(response, err('HTTP_CONSOLE_NOT_BUILT', 'The console is not built here; the API works.').error);
      } else next(failure);
    });
  });
  return router;
}
