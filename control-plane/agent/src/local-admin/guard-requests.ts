import { isIP } from 'node:net';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { AdminSessions } from './admin-sessions.ts';
import { SERVICE_NAME } from './own-certificate.ts';

/** The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis §4.1.3.2). */
export const COOKIE = '__Host-omamori_admin';
export const COOKIE_RULES = 'Secure; HttpOnly; SameSite=Strict; Path=/';

/**
 * No Strict-Transport-Security: browsers ignore it over a certificate they do not trust (RFC 6797 §8.1), and a phone
 * that did trust it once would refuse the page after the certificate had to be made anew.
 * The interface's style sheets are written at run time, hence 'unsafe-inline' for styles only.
 */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function refuse(response: Response, status: number, error: { code: string; message: string }): void {
  response.status(status).json({ error });
}

export function setSafeHeaders(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Content-Security-Policy', CONTENT_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (request.path.startsWith('/api')) response.setHeader('Cache-Control', 'no-store');
  next();
}

/** The page is reached by address or its one name: another name here is some other site's that points at the box (DNS rebinding). */
export function requireOwnHost(request: Request, response: Response, next: NextFunction): void {
  const host = hostName(request.headers.host);
  if (host !== null && (isIP(host) !== 0 || host === 'localhost' || host === SERVICE_NAME)) next();
  else
    refuse(response, 421, { code: 'ADM_HOST_UNKNOWN', message: 'The page of the box is reached by its address only.' });
}

/** What changes something must come from the page itself. Browsers always send Origin with a POST. */
export function requireSameOrigin(request: Request, response: Response, next: NextFunction): void {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const site = request.headers['sec-fetch-site'] ?? 'same-origin';
  const own = site === 'same-origin' && request.headers.origin === `https://${request.headers.host ?? ''}`;
  if (reads || own) next();
  else
    refuse(response, 403, {
      code: 'ADM_FOREIGN_ORIGIN',
      message: 'The request does not come from the page of the box.',
    });
}

/** Refused by default: whatever route is not named before this guard needs a session, also one that does not exist. */
export function requireSession(sessions: AdminSessions): RequestHandler {
  return async (request, response, next) => {
    if (await sessions.isValid(tokenOf(request))) return next();
    return refuse(response, 401, { code: 'ADM_NOT_SIGNED_IN', message: 'Enter a code first.' });
  };
}

export function tokenOf(request: Request): string | undefined {
  const pairs = (request.headers.cookie ?? '').slice(0, 4096).split(';');
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1);
}

function hostName(header: string | undefined): string | null {
  if (header === undefined) return null;
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(header)?.[1];
  return bracketed ?? header.replace(/:\d+$/, '');
}
