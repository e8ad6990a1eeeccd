import { policySchema } from '@omamori/contract/desired-state';
import { z } from 'zod';
import { answer, readInput } from '../answer.ts';
import { ACTOR, type Route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const preview = z.strictObject({ policy: policySchema });
const change = z.strictObject({ policy: policySchema, basedOn: z.number().int().min(0) });

export const policyRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/appliances/:id/policy',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const params = readInput(applianceParams, request.params);
      answer(response, params.ok ? await center.policyOf(params.value.id) : params);
    },
  },
  {
    method: 'post',
    path: '/api/appliances/:id/policy/preview',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const params = readInput(applianceParams, request.params);
      const body = readInput(preview, request.body);
      if (!params.ok || !body.ok) answer(response, params.ok ? body : params);
      else answer(response, await center.previewPolicy(params.value.id, body.value.policy));
    },
  },
  {
    method: 'put',
    path: '/api/appliances/:id/policy',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const params = readInput(applianceParams, request.params);
      const body = readInput(change, request.body);
      if (!params.ok || !body.ok) answer(response, params.ok ? body : params);
      else answer(response, await center.setPolicy(params.value.id, body.value.policy, body.value.basedOn, ACTOR));
    },
  },
];
