import {
  exceptionCommandSchema,
  isolationCommandSchema,
  policyLayerSchema,
  releaseCommandSchema,
} from '@omamori/contract/console-api';
import { policySchema } from '@omamori/contract/desired-state';
import type { Result } from '@omamori/contract/result';
import type { Request } from 'express';
import { z } from 'zod';
import type { PolicyDesk } from '../../config-path/edit-policy.ts';
import type { LayerName } from '../../config-path/layer-store.ts';
import { answer, readInput } from '../answer.ts';
import { ACTOR, type Route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const preview = z.strictObject({ policy: policySchema });
const change = z.strictObject({ policy: policySchema, basedOn: z.number().int().min(0) });
const templateName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/);
const templateParams = z.object({ id: templateName });
const companyParams = z.object({ id: z.string().min(1).max(120) });
const layerChange = z.strictObject({ layer: policyLayerSchema, basedOn: z.number().int().min(0) });
const companyChange = layerChange.extend({ template: templateName.optional() });

const read = (path: string, ask: (desk: PolicyDesk, id: string) => Promise<Result<unknown>>): Route => ({
  method: 'get',
  path,
  access: 'session',
  handle: async ({ center }, request, response) => {
    const params = readInput(applianceParams, request.params);
    answer(response, params.ok ? await ask(center.policies, params.value.id) : params);
  },
});

function write<T>(
  method: 'post' | 'put',
  path: string,
  schema: z.ZodType<T>,
  act: (desk: PolicyDesk, id: string, body: T) => Promise<Result<unknown>>,
): Route {
  return {
    method,
    path,
    access: 'session',
    body: 'large',
    handle: async ({ center }, request, response) => {
      const params = readInput(applianceParams, request.params);
      const body = readInput(schema, request.body);
      if (!params.ok || !body.ok) answer(response, params.ok ? body : params);
      else answer(response, await act(center.policies, params.value.id, body.value));
    },
  };
}

function layerRoutes(scope: LayerName['scope'], path: string, params: z.ZodType<{ id: string }>): Route[] {
  const schema: z.ZodType<z.infer<typeof companyChange>> = scope === 'company' ? companyChange : layerChange;
  const nameOf = (request: Request) => readInput(params, request.params);
  return [
    {
      method: 'get',
      path,
      access: 'session',
      handle: async ({ center }, request, response) => {
        const named = nameOf(request);
        answer(response, named.ok ? await center.policies.layerOf({ scope, name: named.value.id }) : named);
      },
    },
    {
      method: 'put',
      path,
      access: 'session',
      body: 'large',
      handle: async ({ center }, request, response) => {
        const named = nameOf(request);
        const body = readInput(schema, request.body);
        if (!named.ok || !body.ok) answer(response, named.ok ? body : named);
        else answer(response, await center.policies.setLayer({ scope, name: named.value.id }, body.value, ACTOR));
      },
    },
  ];
}

const box = '/api/appliances/:id';

export const policyRoutes: readonly Route[] = [
  read(`${box}/policy`, (desk, id) => desk.policyOf(id)),
  read(`${box}/policy/history`, (desk, id) => desk.historyOf(id)),
  write('post', `${box}/policy/preview`, preview, (desk, id, { policy }) => desk.preview(id, policy)),
  write('put', `${box}/policy`, change, (desk, id, { policy, basedOn }) => desk.setPolicy(id, policy, basedOn, ACTOR)),
  write('post', `${box}/exceptions`, exceptionCommandSchema, (desk, id, body) => desk.addException(id, body, ACTOR)),
  write('post', `${box}/isolation`, isolationCommandSchema, (desk, id, body) => desk.isolate(id, body, ACTOR)),
  write('post', `${box}/isolation/release`, releaseCommandSchema, (desk, id, body) => desk.release(id, body, ACTOR)),
  ...layerRoutes('template', '/api/templates/:id/policy', templateParams),
  ...layerRoutes('company', '/api/companies/:id/policy', companyParams),
];
