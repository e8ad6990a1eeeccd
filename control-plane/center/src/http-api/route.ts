import type { Request, Response } from 'express';
import type { ConsoleSessions } from './access/keep-sessions.ts';
import type { TryLimit } from './access/limit-tries.ts';
import type { CenterApi } from './center-api.ts';
import type { LiveHub } from './live/live-hub.ts';

export interface HttpContext {
  readonly center: CenterApi;
  readonly sessions: ConsoleSessions;
  readonly tries: TryLimit;
  readonly hub: LiveHub;
  /** Plain or `scrypt:…`, see access/access-code.ts. */
  readonly accessCode: string;
}

export interface Route {
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  /** `open`: no session needed. Everything else is refused without one. */
  readonly access: 'open' | 'session';
  /** For what holds lists; never on an open route. */
  readonly body?: 'large';
  /** `session`: hash of the caller's session; empty on open routes. */
  readonly handle: (context: HttpContext, request: Request, response: Response, session: string) => Promise<void>;
}

/** Until accounts exist (room `people`), whoever has the access code is the desk. */
export const ACTOR = 'desk';
