import { INCIDENT_STATES } from '@omamori/contract/console-api';
import { APPLIANCE_ID } from '@omamori/contract/topics';
import { z } from 'zod';
import { answer, readInput, refuse } from '../answer.ts';
import { ACTOR, type Route } from '../route.ts';

const incidentId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const params = z.object({ id: incidentId });
const search = z.strictObject({
  state: z.enum(['open', 'done', 'all']).default('open'),
  // An empty field of the console's form means no filter.
  appliance: z
    .string()
    .regex(APPLIANCE_ID)
    .or(z.literal('').transform(() => undefined))
    .optional(),
  q: z.string().max(200).optional(),
  before: incidentId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const change = z.strictObject({ state: z.enum(INCIDENT_STATES), reason: z.string().max(1000).nullish() });

export const incidentRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/api/incidents',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const query = readInput(search, request.query);
      if (query.ok) response.json(await center.incidents(query.value));
      else refuse(response, query.error);
    },
  },
  {
    method: 'get',
    path: '/api/incidents/:id',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const read = readInput(params, request.params);
      answer(response, read.ok ? await center.incident(read.value.id) : read);
    },
  },
  {
    method: 'post',
    path: '/api/incidents/:id/state',
    access: 'session',
    handle: async ({ center }, request, response) => {
      const read = readInput(params, request.params);
      const body = readInput(change, request.body);
      if (!read.ok || !body.ok) {
        answer(response, read.ok ? body : read);
        return;
      }
      const reason = body.value.reason ?? null;
      answer(response, await center.changeState(read.value.id, body.value.state, reason, ACTOR));
    },
  },
];
