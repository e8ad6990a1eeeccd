import type { Request, Response } from 'express';

/** Cookies do not tell ports apart: the name does, so that two centers on one address do not sign each other out. */
function cookieName(request: Request): string {
  return `omamori-center-${request.socket.localPort ?? 0}`;
}

export function readSessionCookie(request: Request): string | undefined {
  const name = cookieName(request);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

export function setSessionCookie(request: Request, response: Response, token: string): void {
  response.cookie(cookieName(request), token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: request.secure,
  });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(cookieName(request), { httpOnly: true, sameSite: 'strict', path: '/' });
}
