import { releaseSourceSchema } from '@omamori/contract/console-api/floods';
import { boxPageSchema, endLocalExceptionSchema, visitCodeSchema } from '@omamori/contract/console-api/visits';
import { type Route, route } from '../route.ts';
import { applianceParams } from './fleet.ts';

export const visitRoutes: readonly Route[] = [
  route('get', '/api/appliances/:id/box-page', {
    summary: "What is known of the box's own page: its certificate and what may pass by its word.",
    params: applianceParams,
    gives: boxPageSchema,
    handle: ({ center }, { params, person }) => center.visits.page(params.id, person.scope),
  }),
  route('post', '/api/appliances/:id/visit-code', {
    summary: "A code that opens the box's own page once, for the technician who stands there.",
    params: applianceParams,
    gives: visitCodeSchema,
    act: 'visit-code',
    handle: ({ center }, { params, person }) => center.visits.issue(params.id, person.scope),
  }),
  route('post', '/api/appliances/:id/local-exceptions/end', {
    summary: 'Asks the box to end an exception that was made at its own page.',
    params: applianceParams,
    body: endLocalExceptionSchema,
    gives: 'nothing',
    act: 'exception.end-local',
    facts: ({ exception }) => ({ exception }),
    handle: ({ center }, { params, body, person }) =>
      center.policiesFor(person.scope).endLocalException(params.id, body.exception),
  }),
  route('post', '/api/appliances/:id/floods/release', {
    summary: 'Asks the box to let in again whom its flood guard keeps out.',
    params: applianceParams,
    body: releaseSourceSchema,
    gives: 'nothing',
    act: 'floods.release',
    facts: ({ source }) => ({ source }),
    handle: ({ center }, { params, body, person }) =>
      center.policiesFor(person.scope).releaseSource(params.id, body.source),
  }),
];
