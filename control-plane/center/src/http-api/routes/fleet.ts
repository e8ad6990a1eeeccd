import { APPLIANCE_ID } from '@omamori/contract/topics';
import { z } from 'zod';
import { answer, readInput } from '../answer.ts';
import type { Route } from '../route.ts';

export const applianceParams = z.object({ id: z.string().regex(APPLIANCE_ID) });

export const fleetRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/fleet',
    access: 'session',
    handle: async ({ center }, _request, response) => {
      response.json(await center.fleet());
    },
  },
  {
    method: 'get',
    path: '/api/appliances/:id',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const params = readInput(applianceParams, request.params);
      answer(response, params.ok ? await center.appliance(params.value.id) : params);
    },
  },
];
