// HTTP for the console: guards first, then the routes of the table, then the page itself. Refused by default.
import { createServer, type Server } from 'node:http';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../log.ts';
import { guardOrigin, setSecurityHeaders } from './access/guard-requests.ts';
import { createRecorder } from './access/record-act.ts';
import { refuse } from './answer.ts';
import type { HttpContext } from './route.ts';
import { routeTable } from './route-table.ts';
import { serveConsole } from './serve-console.ts';
import { BODY_LIMIT, LARGE_BODY_LIMIT, serveRoute } from './serve-route.ts';

const REQUEST_TIMEOUT_MS = 30_000;
/** A live view of a session that has ended elsewhere, or was idle too long, goes on for at most this long. */
const LOOK_AT_STREAMS_MS = 5_000;

export interface Listen {
  readonly host: string;
  readonly port: number;
  /** Proxies whose X-Forwarded headers are believed: addresses or prefixes. */
  readonly trustedProxies?: readonly string[];
}

export interface HttpApi {
  readonly address: { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

export function createHttpApp(context: HttpContext, consoleFolder: string, log: Log, listen: Listen): Express {
  const app = express();
  app.set('trust proxy', [...(listen.trustedProxies ?? [])]);
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(setSecurityHeaders);
  app.use('/api', guardOrigin, noStore);
  const record = createRecorder(context.center.people.audit, Date.now);
  for (const one of routeTable) app[one.method](one.path, serveRoute(context, one, record));
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
  listen: Listen,
  consoleFolder: string,
  log: Log,
): Promise<Result<HttpApi>> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS },
    createHttpApp(context, consoleFolder, log, listen),
  );
  try {
    await listenOn(server, listen);
  } catch (thrown) {
    return err('CTR_PORT_TAKEN', `The address ${listen.host}:${listen.port} for HTTP cannot be used.`, {
      cause: causeOf(thrown),
    });
  }
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  const streams = watchStreams(context, log);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      clearInterval(streams);
      context.hub.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return ok({ address: { host: listen.host, port }, close });
}

function watchStreams({ hub, sessions }: HttpContext, log: Log): NodeJS.Timeout {
  const look = async (): Promise<void> => {
    try {
      for (const gone of await sessions.ended(hub.owners())) hub.detach(gone);
    } catch (thrown) {
      log.warn(
        { code: 'CTR_LIVE_UNREADABLE', cause: causeOf(thrown) },
        'sessions of live views could not be looked at',
      );
    }
  };
  return setInterval(() => void look(), LOOK_AT_STREAMS_MS).unref();
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
