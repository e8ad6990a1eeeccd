// HTTP for the console: guards first, then the routes of the table, then the page itself. Refused by default.
import { createServer, type Server } from 'node:http';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../log.ts';
import { guardOrigin, setSecurityHeaders } from './access/guard-requests.ts';
import { readSessionCookie } from './access/session-cookie.ts';
import { refuse } from './answer.ts';
import type { HttpContext, Route } from './route.ts';
import { routeTable } from './route-table.ts';
import { serveConsole } from './serve-console.ts';

const BODY_LIMIT = '256kb';
/** A policy may hold lists of fifty thousand entries. */
const LARGE_BODY_LIMIT = '4mb';
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpApi {
  readonly address: { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

export function createHttpApp(context: HttpContext, consoleFolder: string, log: Log): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(setSecurityHeaders);
  app.use('/api', guardOrigin, noStore);
  for (const route of routeTable) app[route.method](route.path, serve(context, route));
  app.use('/api', (_request, response) => {
    refuse(response, err('HTTP_ROUTE_UNKNOWN', 'There is no such address in this API.').error);
  });
  app.use(serveConsole(consoleFolder));
  app.use((_request, response) => refuse(response, err('HTTP_ROUTE_UNKNOWN', 'There is no such page.').error));
  app.use((failure: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(failure);
    else refuseFailure(failure, request, response, log);
  });
  return app;
}

/** Listens. Error: CTR_PORT_TAKEN. */
export async function startHttpApi(
  context: HttpContext,
  listen: { host: string; port: number },
  consoleFolder: string,
  log: Log,
): Promise<Result<HttpApi>> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, createHttpApp(context, consoleFolder, log));
  try {
    await listenOn(server, listen);
  } catch (thrown) {
    return err('CTR_PORT_TAKEN', `The address ${listen.host}:${listen.port} for HTTP cannot be used.`, {
      cause: causeOf(thrown),
    });
  }
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      context.hub.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return ok({ address: { host: listen.host, port }, close });
}

/** The body is read only after the session is known to be good: a stranger fills no memory. */
function serve(context: HttpContext, route: Route) {
  const readJson = express.json({ limit: route.body === 'large' ? LARGE_BODY_LIMIT : BODY_LIMIT, strict: true });
  const readBody = (request: Request, response: Response): Promise<void> =>
    new Promise((resolve, reject) => {
      readJson(request, response, (failure) => (failure === undefined ? resolve() : reject(failure)));
    });
  return async (request: Request, response: Response): Promise<void> => {
    if (route.access === 'open') {
      await readBody(request, response);
      await route.handle(context, request, response, '');
      return;
    }
    const token = readSessionCookie(request);
    const session = token === undefined ? undefined : await context.sessions.check(token);
    if (session === undefined) {
      refuse(response, err('HTTP_SESSION_MISSING', 'Sign in first.').error);
      return;
    }
    await readBody(request, response);
    await route.handle(context, request, response, session);
  };
}

function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

/** Express reports a bad body by `type`; anything else is ours: logged whole, told without details. */
function refuseFailure(failure: unknown, request: Request, response: Response, log: Log): void {
  const type = failure instanceof Error && 'type' in failure ? failure.type : undefined;
  const status = failure instanceof Error && 'status' in failure ? failure.status : undefined;
  if (type === 'entity.too.large') {
    refuse(
      response,
      err('HTTP_BODY_TOO_BIG', `The body may have at most ${BODY_LIMIT}, a policy ${LARGE_BODY_LIMIT}.`).error,
    );
  } else if (typeof status === 'number' && status >= 400 && status < 500) {
    refuse(response, err('HTTP_BODY_UNREADABLE', 'The request cannot be read.').error);
  } else {
    log.error({ code: 'HTTP_FAILED', path: request.path, cause: causeOf(failure) }, 'a request failed');
    refuse(response, err('HTTP_FAILED', 'The center could not do this; the reason is in its log.').error);
  }
}

function listenOn(server: Server, listen: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
