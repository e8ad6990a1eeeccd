import type { Route } from './route.ts';
import { applicationRoutes } from './routes/applications.ts';
import { auditRoutes } from './routes/audit.ts';
import { bundleRoutes } from './routes/bundles.ts';
import { describeRoutes } from './routes/describe.ts';
import { enrolmentRoutes } from './routes/enrolment.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { liveRoutes } from './routes/live.ts';
import { offDutyRoutes } from './routes/off-duty.ts';
import { ownAccountRoutes } from './routes/own-account.ts';
import { peopleRoutes } from './routes/people.ts';
import { policyRoutes } from './routes/policy.ts';
import { savedViewRoutes } from './routes/saved-views.ts';
import { sessionRoutes } from './routes/session.ts';
import { visitRoutes } from './routes/visits.ts';

/** Every route of the API. What is not in this list does not exist; who may call it says access/role-table.ts. */
export const routeTable: readonly Route[] = [
  ...sessionRoutes,
  ...ownAccountRoutes,
  ...fleetRoutes,
  ...incidentRoutes,
  ...policyRoutes,
  ...liveRoutes,
  ...peopleRoutes,
  ...auditRoutes,
  ...savedViewRoutes,
  ...visitRoutes,
  ...bundleRoutes,
  ...enrolmentRoutes,
  ...applicationRoutes,
  ...offDutyRoutes,
  ...describeRoutes(() => routeTable),
];
