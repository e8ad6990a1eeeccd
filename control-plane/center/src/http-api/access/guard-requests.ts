import { err } from '@omamori/contract/result';
import type { NextFunction, Request, Response } from 'express';
import { refuse } from '../answer.ts';

/** Inline styles are what the component library sets its variables with; scripts come from here only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export function setSecurityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  next();
}

/**
 * A request that changes something must come from this site's own pages: browsers say so in Sec-Fetch-Site or Origin
 * (Fetch standard); programs send neither and carry no ambient cookie. Bodies are JSON or plain bytes, which no form can send.
 */
export function guardOrigin(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next();
    return;
  }
  if (isForeign(request)) {
    refuse(response, err('HTTP_ORIGIN_FOREIGN', 'The request comes from another site.').error);
    return;
  }
  const empty =
    request.headers['transfer-encoding'] === undefined && Number(request.headers['content-length'] ?? 0) === 0;
  if (!empty && request.is(['application/json', 'application/octet-stream']) === false) {
    refuse(response, err('HTTP_NOT_JSON', 'The body must be application/json.').error);
    return;
  }
  next();
}

function isForeign(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
