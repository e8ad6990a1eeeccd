import type { Result } from '@omamori/contract/result';
import { ok } from '@omamori/contract/result';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Person } from '../people/person.ts';
import type { ConsoleSessions } from './access/keep-sessions.ts';
import type { SignInLimits } from './access/limit-tries.ts';
import { readInput } from './answer.ts';
import type { CenterApi } from './center-api.ts';
import type { LiveHub } from './live/live-hub.ts';

export interface HttpContext {
  readonly center: CenterApi;
  readonly sessions: ConsoleSessions;
  readonly limits: SignInLimits;
  readonly hub: LiveHub;
  /** Code for making the first admin; plain or `scrypt:…`, see access/access-code.ts. */
  readonly accessCode: string;
}

/** What a request brings before it is read. */
export interface RawCall {
  readonly request: Request;
  readonly response: Response;
  /** Null on open routes. */
  readonly person: Person | null;
  /** Hash of the session's token; empty on open routes. */
  readonly session: string;
  /** Address the request came from. */
  readonly source: string;
}

export interface Call<P, Q, B> extends RawCall {
  readonly person: Person;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** What becomes of a call; `answered` when the route wrote the response itself. */
export interface Outcome {
  readonly result: Result<unknown>;
  readonly answered: boolean;
}

/** What the audit log says of a call beside its outcome; known before anything is done. */
export interface Told {
  readonly actor: string | null;
  readonly target: string | null;
  readonly facts: Facts;
}

/** A call whose input was read: what it is and how it is done. */
export interface ReadCall {
  readonly told: Told;
  readonly run: (context: HttpContext) => Promise<Outcome>;
}

export interface Route {
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  /** One sentence for the API's description. */
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** For what holds lists; never on an open route. */
  readonly size: 'usual' | 'large';
  readonly gives: z.ZodType | 'nothing' | 'event-stream' | 'json-lines' | 'json' | 'capture-file';
  /** What the audit log calls it; null: it changes nothing. */
  readonly act: string | null;
  /** Error: HTTP_INPUT_INVALID. */
  readonly read: (raw: RawCall) => Result<ReadCall>;
}

/** The answer was written by the route itself. */
export const ANSWERED = Symbol('answered');

interface RouteSpec<P, Q, B> {
  readonly summary: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  readonly size?: 'large';
  readonly gives: Route['gives'];
  /** Must be named for all that is not `get`; null says that nothing is changed. */
  readonly act?: string | null;
  /** Who acts on an open route. */
  readonly actor?: (body: B) => string;
  /** What is acted on; default: the id in the path. */
  readonly target?: (call: { params: P; body: B }) => string;
  /** What of the request stands in the audit log. Never a secret. */
  readonly facts?: (body: B) => Facts;
  readonly handle: (context: HttpContext, call: Call<P, Q, B>) => Promise<Result<unknown> | typeof ANSWERED>;
}

const ANYTHING = z.unknown();

/** A route whose input is parsed before `handle` sees it. Errors of its own: HTTP_INPUT_INVALID. */
export function route<P = unknown, Q = unknown, B = unknown>(
  method: Route['method'],
  path: string,
  spec: RouteSpec<P, Q, B>,
): Route {
  const schemas = {
    params: spec.params ?? (ANYTHING as z.ZodType<P>),
    query: spec.query ?? (ANYTHING as z.ZodType<Q>),
    body: spec.body ?? (ANYTHING as z.ZodType<B>),
  };
  return {
    method,
    path,
    summary: spec.summary,
    ...schemas,
    size: spec.size ?? 'usual',
    gives: spec.gives,
    act: spec.act ?? null,
    read: (raw) => {
      const params = readInput(schemas.params, raw.request.params);
      const query = readInput(schemas.query, raw.request.query);
      const body = readInput(schemas.body, raw.request.body);
      if (!params.ok) return params;
      if (!query.ok) return query;
      if (!body.ok) return body;
      const read = { params: params.value, query: query.value, body: body.value };
      return ok({
        told: {
          actor: raw.person?.name ?? spec.actor?.(read.body) ?? null,
          target: spec.target?.(read) ?? raw.request.params['id']?.toString() ?? null,
          facts: spec.facts?.(read.body) ?? {},
        },
        run: async (context) => {
          const handled = await spec.handle(context, { ...raw, person: raw.person ?? NOBODY, ...read });
          const answered = handled === ANSWERED;
          return { result: answered ? ok(undefined) : handled, answered };
        },
      });
    },
  };
}

/** Sees nothing: what stands for the person on routes that are open to everybody. */
const NOBODY: Person = {
  ...{ id: 0, name: '', displayName: '', role: 'viewer', secondFactor: false, finish: [] },
  scope: { kind: 'some', companies: [], appliances: [] },
};
