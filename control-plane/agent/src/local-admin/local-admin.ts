// The page of the box, for the people of the office: claimed with the code on the sticker, read-only so far.
// Order matters: headers → own host → same origin → the open routes → the guard → everything else.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { err, ok, type Result } from '@omamori/contract/result';
import express, { type ErrorRequestHandler, type Express, Router } from 'express';
import type { AdminDeps } from './admin-deps.ts';
import { type AdminSessions, openAdminSessions } from './admin-sessions.ts';
import { refuse, requireOwnHost, requireSameOrigin, requireSession, setSafeHeaders } from './guard-requests.ts';
import { blockRoutes } from './routes/block-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { statusRoutes } from './routes/status-routes.ts';
import { servePage } from './serve-page.ts';
import { type CodeCheck, makeCodeCheck } from './sticker-code.ts';

export interface LocalAdmin {
  /** `http://host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** Errors: ADM_CODE_HASH_BAD, ADM_LISTEN_FAILED. */
export async function startLocalAdmin(deps: AdminDeps): Promise<Result<LocalAdmin>> {
  const checkCode = makeCodeCheck(deps.stickerCodeHash);
  if (!checkCode.ok) return checkCode;
  const { sessions, problem } = await openAdminSessions(deps.sessionsFile);
  if (!problem.ok) deps.onProblem(problem.error);
  const server = createServer(makeApp(deps, sessions, checkCode.value));
  server.maxConnections = 64;
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  const listening = await listen(server, deps);
  if (!listening.ok) return listening;
  return ok({ address: listening.value, close: () => closeServer(server) });
}

function makeApp(deps: AdminDeps, sessions: AdminSessions, checkCode: CodeCheck): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(setSafeHeaders, requireOwnHost, requireSameOrigin);
  const api = Router();
  api.use(express.json({ limit: '4kb' }));
  api.use(sessionRoutes(deps, sessions, checkCode));
  api.use(requireSession(sessions, deps.nowMs));
  api.use(statusRoutes(deps), blockRoutes(deps));
  api.use((_request, response) => refuse(response, 404, { code: 'ADM_NOT_FOUND', message: 'There is nothing here.' }));
  app.use('/api', api);
  app.use(servePage(deps.pageDir));
  app.use((_request, response) => refuse(response, 404, { code: 'ADM_NOT_FOUND', message: 'There is nothing here.' }));
  app.use(failureHandler(deps));
  return app;
}

/** Bodies that are no JSON or too long are the sender's fault; anything else is a bug: logged, not shown. */
function failureHandler(deps: AdminDeps): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    if (response.headersSent) return next(thrown);
    const status = thrown instanceof Error && 'status' in thrown ? thrown.status : 500;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return refuse(response, status, { code: 'ADM_REQUEST_BAD', message: 'The request has not the agreed form.' });
    }
    const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message).slice(0, 1000) : String(thrown);
    deps.onProblem({ code: 'ADM_INTERNAL', message: 'A request to the page failed by a bug.', detail: { cause } });
    return refuse(response, 500, { code: 'ADM_INTERNAL', message: 'The box could not answer. Please call us.' });
  };
}

function listen(server: Server, { host, port }: AdminDeps): Promise<Result<string>> {
  return new Promise((resolve) => {
    server.once('error', (cause) => {
      const where = `${host} port ${port}`;
      resolve(err('ADM_LISTEN_FAILED', `The page of the box cannot listen on ${where}.`, { cause: cause.message }));
    });
    server.listen({ host, port }, () => {
      const { address, family, port: taken } = server.address() as AddressInfo;
      resolve(ok(`http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`));
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
