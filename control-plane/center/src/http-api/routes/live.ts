import { err } from '@omamori/contract/result';
import { refuse } from '../answer.ts';
import type { Route } from '../route.ts';

export const liveRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/live',
    access: 'session',
    handle: async ({ hub }, request, response, session) => {
      const cursor = request.headers['last-event-id'];
      if (!hub.attach(response, session, typeof cursor === 'string' ? cursor : undefined)) {
        refuse(response, err('HTTP_LIVE_FULL', 'Too many live views are open; close one and try again.').error);
      }
    },
  },
];
