import { bundleVersionSchema } from '@omamori/contract/bundle-delivery';
import {
  actOnRolloutSchema,
  boxBundleSchema,
  bundleDetailSchema,
  bundlesAnswerSchema,
  bundleTakenSchema,
  startRolloutSchema,
} from '@omamori/contract/console-api/bundles';
import { ok } from '@omamori/contract/result';
import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const bundleParams = z.object({ id: bundleVersionSchema });

export const bundleRoutes: readonly Route[] = [
  route('get', '/api/bundles', {
    summary: 'Rule bundles of the service, what boxes run on, and what happened lately.',
    gives: bundlesAnswerSchema,
    handle: async ({ center }) => ok(await center.bundles.list()),
  }),
  route('get', '/api/bundles/:id', {
    summary: 'One bundle: sources, lists, what was refused and left out, its boxes and dry runs.',
    params: bundleParams,
    gives: bundleDetailSchema,
    handle: ({ center }, { params, person }) => center.bundles.detail(params.id, person.scope),
  }),
  route('get', '/api/appliances/:id/bundle', {
    summary: 'What one box runs on, and how an ordered bundle comes along.',
    params: applianceParams,
    gives: boxBundleSchema,
    handle: ({ center }, { params, person }) => center.bundles.ofBox(params.id, person.scope),
  }),
  route('post', '/api/bundles', {
    summary: 'Takes a packed bundle (application/octet-stream), as npm run rules -- build --pack writes it.',
    gives: bundleTakenSchema,
    act: 'bundle.take',
    target: () => '',
    handle: ({ center }, { person, request }) => center.bundles.take(request, person.name),
  }),
  route('post', '/api/bundles/:id/dry-run', {
    summary: 'Asks boxes what the lists of the bundle would have stopped of their traffic of the last days.',
    params: bundleParams,
    gives: 'nothing',
    act: 'bundle.dry-run',
    handle: ({ center }, { params, person }) => center.bundles.dryRun(params.id, person.name, person.scope),
  }),
  route('post', '/api/bundles/:id/rollout', {
    summary: 'Begins the roll-out in rings.',
    params: bundleParams,
    body: startRolloutSchema,
    gives: 'nothing',
    act: 'bundle.rollout',
    facts: ({ soakMinutes, reason }) => ({ soakMinutes, reason }),
    handle: ({ center }, { params, body, person }) => center.bundles.start(params.id, body, person.name),
  }),
  route('post', '/api/bundles/:id/rollout/act', {
    summary: 'Holds a roll-out, lets it go on, or takes the bundle back from every box.',
    params: bundleParams,
    body: actOnRolloutSchema,
    gives: 'nothing',
    act: 'bundle.rollout-act',
    facts: ({ act, reason }) => ({ act, reason }),
    handle: ({ center }, { params, body, person }) => center.bundles.act(params.id, body, person.name),
  }),
];
