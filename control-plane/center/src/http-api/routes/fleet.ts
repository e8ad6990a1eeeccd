import { applianceDetailSchema, fleetAnswerSchema } from '@omamori/contract/console-api';
import { centerFactsSchema } from '@omamori/contract/console-api/center-facts';
import { ok } from '@omamori/contract/result';
import { APPLIANCE_ID } from '@omamori/contract/topics';
import { z } from 'zod';
import { type Route, route } from '../route.ts';

export const applianceParams = z.object({ id: z.string().regex(APPLIANCE_ID) });

export const fleetRoutes: readonly Route[] = [
  route('get', '/api/fleet', {
    summary: 'Every appliance in the scope with its state.',
    gives: fleetAnswerSchema,
    handle: async ({ center }, { person }) => ok(await center.fleet(person.scope)),
  }),
  route('get', '/api/settings', {
    summary: 'How the center is set up; no secrets.',
    gives: centerFactsSchema,
    handle: async ({ center }) => ok(await center.facts()),
  }),
  route('get', '/api/appliances/:id', {
    summary: 'One appliance and the devices behind it.',
    params: applianceParams,
    gives: applianceDetailSchema,
    handle: ({ center }, { params, person }) => center.appliance(params.id, person.scope),
  }),
];
