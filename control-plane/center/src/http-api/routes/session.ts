import { err } from '@omamori/contract/result';
import { z } from 'zod';
import { isAccessCode } from '../access/access-code.ts';
import { clearSessionCookie, setSessionCookie } from '../access/session-cookie.ts';
import { readInput, refuse } from '../answer.ts';
import type { Route } from '../route.ts';

const signInSchema = z.strictObject({ code: z.string().min(1).max(200) });

export const sessionRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/api/sign-in',
    access: 'open',
    handle: async (context, request, response) => {
      const source = request.socket.remoteAddress ?? '';
      const wait = context.tries.take(source);
      if (wait > 0) {
        response.setHeader('Retry-After', String(wait));
        refuse(response, err('HTTP_TOO_MANY_TRIES', `Too many tries; wait ${wait} seconds.`).error);
        return;
      }
      const input = readInput(signInSchema, request.body);
      if (!input.ok) {
        refuse(response, input.error);
        return;
      }
      if (!(await isAccessCode(input.value.code.trim(), context.accessCode))) {
        refuse(response, err('HTTP_CODE_WRONG', 'The code is not right.').error);
        return;
      }
      context.tries.forget(source);
      setSessionCookie(request, response, await context.sessions.open());
      response.status(204).end();
    },
  },
  {
    method: 'post',
    path: '/api/sign-out',
    access: 'session',
    handle: async (context, request, response, session) => {
      await context.sessions.end(session);
      context.hub.detach(session);
      clearSessionCookie(request, response);
      response.status(204).end();
    },
  },
  {
    method: 'get',
    path: '/api/session',
    access: 'session',
    handle: async ({ center }, _request, response) => {
      response.json({ centerVersion: center.centerVersion, desk: { phone: center.phone } });
    },
  },
];
