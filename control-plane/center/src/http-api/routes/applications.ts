import { applicationsAnswerSchema, MOST_APPLICATION_DAYS } from '@omamori/contract/console-api/applications';
import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const query = z.object({ days: z.coerce.number().int().min(1).max(MOST_APPLICATION_DAYS).default(7) });

export const applicationRoutes: readonly Route[] = [
  route('get', '/api/appliances/:id/applications', {
    summary: 'Applications seen at a box: by device, by hour and day, by category.',
    params: applianceParams,
    query,
    gives: applicationsAnswerSchema,
    handle: ({ center }, { params, query: { days }, person }) => center.applications(params.id, days, person.scope),
  }),
];
