import { MOST_OFF_DUTY_DAYS, offDutyAnswerSchema } from '@omamori/contract/console-api/off-duty';
import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const query = z.object({ days: z.coerce.number().int().min(1).max(MOST_OFF_DUTY_DAYS).default(30) });

export const offDutyRoutes: readonly Route[] = [
  route('get', '/api/appliances/:id/off-duty', {
    summary: 'Use of sites outside work: of the whole office, and of devices with a recorded request.',
    params: applianceParams,
    query,
    gives: offDutyAnswerSchema,
    handle: ({ center }, { params, query: { days }, person }) => center.offDuty(params.id, days, person.scope),
  }),
];
