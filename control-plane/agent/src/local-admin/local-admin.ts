// The page of the box, for the technician and the people of the office: claimed once with the code on the sticker,
// afterwards with codes of visits. It reads the rooms it is given and writes into the inbox only.
// Order matters: headers → own host → same origin → the open routes → the guard → everything else.
import { join } from 'node:path';
import { ok, type Result } from '@omamori/contract/result';
import express, { type ErrorRequestHandler, type Express, Router } from 'express';
import type { AdminDeps } from './admin-deps.ts';
import { type AdminSessions, openAdminSessions } from './admin-sessions.ts';
import { refuse, requireOwnHost, requireSameOrigin, requireSession, setSafeHeaders } from './guard-requests.ts';
import type { CodeDoors } from './judge-code.ts';
import { listenSecurely, type SecureDoors } from './listen-securely.ts';
import { applicationRoutes } from './routes/application-routes.ts';
import { blockRoutes } from './routes/block-routes.ts';
import { deviceRoutes } from './routes/device-routes.ts';
import { diagnosticRoutes } from './routes/diagnostic-routes.ts';
import { exceptionRoutes } from './routes/exception-routes.ts';
import { floodRoutes } from './routes/flood-routes.ts';
import { installRoutes } from './routes/install-routes.ts';
import { networkConfirmRoute, networkRoutes } from './routes/network-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { statusRoutes } from './routes/status-routes.ts';
import { servePage } from './serve-page.ts';
import { makeCodeCheck } from './sticker-code.ts';
import { openVisitBook } from './visit-book.ts';

export interface LocalAdmin {
  /** `https://host:port`. */
  readonly address: string;
  /** SHA-256 of the certificate, 64 hex digits. */
  readonly fingerprint: () => string;
  /** The box's own addresses came or went: the page answers there. */
  follow(addresses: readonly string[]): Promise<void>;
  /** The box was claimed: from now on codes of visits open the page. */
  takeVisitSecret(visitSecret: string): void;
  close(): Promise<void>;
}

/** Errors: ADM_CODE_HASH_BAD, ADM_CERTIFICATE_FAILED, ADM_LISTEN_FAILED. */
export async function startLocalAdmin(deps: AdminDeps): Promise<Result<LocalAdmin>> {
  const isSticker = makeCodeCheck(deps.stickerCodeHash);
  if (!isSticker.ok) return isSticker;
  const { sessions, problem } = await openAdminSessions(join(deps.folder, 'admin-sessions.json'), deps.clock);
  if (!problem.ok) deps.onProblem(problem.error);
  const visits = await openVisits(deps);
  const doors: CodeDoors = {
    isSticker: isSticker.value,
    visits,
    claimed: () => sessions.claimed,
    upMs: deps.upMs,
  };
  let opened: SecureDoors | null = null;
  const listening = await listenSecurely(
    {
      ...deps,
      hosts: [...new Set([deps.host, ...(deps.alsoAt ?? [])])],
      redirectPort: deps.redirectPort ?? null,
      certificateFile: join(deps.folder, 'admin-certificate.pem'),
    },
    makeApp({ ...deps, fingerprint: () => opened?.fingerprint() ?? '' }, sessions, doors),
  );
  if (!listening.ok) return listening;
  opened = listening.value;
  const takeVisitSecret = (visitSecret: string): void => {
    void openVisits({ ...deps, visitSecret }).then((book) => {
      doors.visits = book;
    });
  };
  const { value: page } = listening;
  return ok({
    address: page.address,
    fingerprint: page.fingerprint,
    follow: (addresses) => page.follow(addresses),
    takeVisitSecret,
    close: () => page.close(),
  });
}

async function openVisits({ visitSecret, folder, onProblem, ...deps }: AdminDeps) {
  if (visitSecret === undefined) return null;
  const { book, problem } = await openVisitBook({
    ...deps,
    path: join(folder, 'admin-visits.json'),
    secret: visitSecret,
  });
  if (!problem.ok) onProblem(problem.error);
  return book;
}

/** The certificate exists only once the doors are open. */
type AppDeps = AdminDeps & { readonly fingerprint: () => string };

function makeApp(deps: AppDeps, sessions: AdminSessions, doors: CodeDoors): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(setSafeHeaders, requireOwnHost, requireSameOrigin);
  const api = Router();
  api.use(express.json({ limit: '4kb' }));
  api.use(sessionRoutes(deps, sessions, doors));
  api.use(networkConfirmRoute(deps, sessions));
  api.use(requireSession(sessions));
  api.use(statusRoutes(deps), blockRoutes(deps), deviceRoutes(deps), exceptionRoutes(deps), floodRoutes(deps));
  api.use(applicationRoutes(deps));
  api.use(installRoutes(deps), networkRoutes(deps), diagnosticRoutes(deps));
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
