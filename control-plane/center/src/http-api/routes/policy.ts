import {
  exceptionCommandSchema,
  isolationCommandSchema,
  layerAnswerSchema,
  policyAnswerSchema,
  policyHistoryAnswerSchema,
  policyLayerSchema,
  policyPreviewSchema,
  releaseCommandSchema,
  replayAnswerSchema,
} from '@omamori/contract/console-api';
import {
  layerHistoryAnswerSchema,
  layerListAnswerSchema,
  layerPreviewSchema,
  layerVersionAnswerSchema,
  policyLayersAnswerSchema,
  policyVersionAnswerSchema,
} from '@omamori/contract/console-api/layers';
import { policySchema } from '@omamori/contract/desired-state';
import type { PersonRequest } from '@omamori/contract/off-duty';
import { ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import type { PolicyDesk } from '../../config-path/edit-policy.ts';
import type { LayerName } from '../../config-path/layer-store.ts';
import { type Route, route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const preview = z.strictObject({ policy: policySchema });
const change = z.strictObject({ policy: policySchema, basedOn: z.number().int().min(0) });
const templateName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,38}$/);
const templateParams = z.object({ id: templateName });
const companyParams = z.object({ id: z.string().min(1).max(120) });
const layerChange = z.strictObject({ layer: policyLayerSchema, basedOn: z.number().int().min(0) });
const companyChange = layerChange.extend({ template: templateName.optional() });
const versionQuery = z.object({ n: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional() });

/** A template stands under no other. */
const NO_TEMPLATE = { template: z.undefined().optional() };

type Facts = Readonly<Record<string, string | number | boolean | null>>;

const read = (
  path: string,
  more: { readonly summary: string; readonly gives: z.ZodType },
  ask: (desk: PolicyDesk, id: string) => Promise<Result<unknown>>,
): Route =>
  route('get', path, {
    ...more,
    params: applianceParams,
    handle: ({ center }, { params, person }) => ask(center.policiesFor(person.scope), params.id),
  });

function write<T>(
  method: 'post' | 'put',
  path: string,
  more: {
    readonly summary: string;
    readonly gives: z.ZodType;
    readonly body: z.ZodType<T>;
    readonly act: string | null;
    readonly facts?: (body: T) => Facts;
  },
  act: (desk: PolicyDesk, id: string, body: T, actor: string) => Promise<Result<unknown>>,
): Route {
  return route(method, path, {
    ...more,
    params: applianceParams,
    size: 'large',
    handle: ({ center }, { params, body, person }) =>
      act(center.policiesFor(person.scope), params.id, body, person.name),
  });
}

function layerRoutes(scope: LayerName['scope'], path: string, params: z.ZodType<{ id: string }>): Route[] {
  const body = scope === 'company' ? companyChange : companyChange.omit({ template: true }).extend(NO_TEMPLATE);
  return [
    route('get', path, {
      summary: `What a ${scope} says of a policy.`,
      params,
      gives: layerAnswerSchema,
      handle: ({ center }, { params: { id }, person }) => center.policiesFor(person.scope).layerOf({ scope, name: id }),
    }),
    route('put', path, {
      summary: `Changes what a ${scope} says; every appliance under it follows.`,
      params,
      body,
      size: 'large',
      gives: layerAnswerSchema,
      act: `${scope}.policy`,
      facts: ({ basedOn, layer }) => ({ basedOn, ...personFacts(layer.offDuty.persons) }),
      handle: ({ center }, { params: { id }, body: change, person }) =>
        center.policiesFor(person.scope).setLayer({ scope, name: id }, change, person.name),
    }),
    route('get', `${path}/history`, {
      summary: `Who changed what a ${scope} says, newest first.`,
      params,
      gives: layerHistoryAnswerSchema,
      handle: ({ center }, { params: { id }, person }) =>
        center.policiesFor(person.scope).layerHistoryOf({ scope, name: id }),
    }),
    route('get', `${path}/version`, {
      summary: `What a ${scope} said in an earlier version.`,
      params,
      query: versionQuery,
      gives: layerVersionAnswerSchema,
      handle: ({ center }, { params: { id }, query: { n }, person }) =>
        center.policiesFor(person.scope).layerVersionOf({ scope, name: id }, n),
    }),
    route('post', `${path}/preview`, {
      summary: `What a changed ${scope} would do, and for which appliances; changes nothing.`,
      params,
      body: body.omit({ basedOn: true }),
      size: 'large',
      gives: layerPreviewSchema,
      act: null,
      handle: ({ center }, { params: { id }, body: change, person }) =>
        center.policiesFor(person.scope).previewLayer({ scope, name: id }, change),
    }),
  ];
}

/** Whose use is counted for itself: who asked, why and until when stands in the audit log with each policy that says it. */
function personFacts(requests: readonly PersonRequest[]): Facts {
  return requests.length === 0 ? {} : { persons: JSON.stringify(requests) };
}

const box = '/api/appliances/:id';
const gives = policyAnswerSchema;

export const policyRoutes: readonly Route[] = [
  read(`${box}/policy`, { summary: 'The policy of an appliance.', gives }, (desk, id) => desk.policyOf(id)),
  read(
    `${box}/policy/history`,
    { summary: 'Who changed the policy and why, newest first.', gives: policyHistoryAnswerSchema },
    (desk, id) => desk.historyOf(id),
  ),
  route('get', `${box}/policy/version`, {
    summary: 'What the appliance said of its policy in an earlier version.',
    params: applianceParams,
    query: versionQuery,
    gives: policyVersionAnswerSchema,
    handle: ({ center }, { params, query, person }) => center.policiesFor(person.scope).versionOf(params.id, query.n),
  }),
  read(
    `${box}/policy/layers`,
    { summary: 'Which layer says what of an appliance’s policy.', gives: policyLayersAnswerSchema },
    (desk, id) => desk.layersOf(id),
  ),
  route('get', '/api/layers', {
    summary: 'Every template and company in the scope, and how many appliances stand under each.',
    gives: layerListAnswerSchema,
    handle: async ({ center }, { person }) => ok(await center.policiesFor(person.scope).listLayers(person.scope)),
  }),
  write(
    'post',
    `${box}/policy/preview`,
    {
      summary: 'What a changed policy would do; changes nothing.',
      gives: policyPreviewSchema,
      body: preview,
      act: null,
    },
    (desk, id, { policy }) => desk.preview(id, policy),
  ),
  write(
    'post',
    `${box}/policy/replay`,
    {
      summary: 'Asks the box what of its stored traffic a changed policy would have stopped; changes nothing.',
      gives: replayAnswerSchema,
      body: preview,
      act: 'policy.replay', // it tells who talked with whom: recorded
    },
    (desk, id, { policy }) => desk.replay(id, policy),
  ),
  write(
    'put',
    `${box}/policy`,
    {
      summary: 'Sets the policy of an appliance and sends it.',
      gives,
      body: change,
      act: 'policy.set',
      facts: ({ basedOn, policy }) => ({ basedOn, ...personFacts(policy.offDuty.persons) }),
    },
    (desk, id, { policy, basedOn }, actor) => desk.setPolicy(id, policy, basedOn, actor),
  ),
  write(
    'post',
    `${box}/exceptions`,
    {
      summary: 'Lets something pass until a time.',
      gives,
      body: exceptionCommandSchema,
      act: 'exception.add',
      facts: ({ target, device, service, until, reason }) => ({
        ...{ target: JSON.stringify(target), device, until, reason },
        service: service === undefined ? null : `${service.protocol}/${service.port}`,
      }),
    },
    (desk, id, body, actor) => desk.addException(id, body, actor),
  ),
  write(
    'post',
    `${box}/isolation`,
    {
      summary: 'Cuts a device off.',
      gives,
      body: isolationCommandSchema,
      act: 'device.isolate',
      facts: ({ mac, until, reason }) => ({ mac, until, reason }),
    },
    (desk, id, body, actor) => desk.isolate(id, body, actor),
  ),
  write(
    'post',
    `${box}/isolation/release`,
    {
      summary: 'Connects an isolated device again.',
      gives,
      body: releaseCommandSchema,
      act: 'device.release',
      facts: ({ mac, reason }) => ({ mac, reason }),
    },
    (desk, id, body, actor) => desk.release(id, body, actor),
  ),
  ...layerRoutes('template', '/api/templates/:id/policy', templateParams),
  ...layerRoutes('company', '/api/companies/:id/policy', companyParams),
];
