import { err } from '@omamori/contract/result';
import { ANSWERED, type Route, route } from '../route.ts';

export const liveRoutes: readonly Route[] = [
  route('get', '/api/live', {
    summary: 'Changes as they happen, as server-sent events; resumes with Last-Event-ID.',
    gives: 'event-stream',
    handle: async ({ hub }, { request, response, session, person }) => {
      const cursor = request.headers['last-event-id'];
      const reader = { owner: session, scope: person.scope };
      if (hub.attach(response, reader, typeof cursor === 'string' ? cursor : undefined)) return ANSWERED;
      return err('HTTP_LIVE_FULL', 'Too many live views are open; close one and try again.');
    },
  }),
];
