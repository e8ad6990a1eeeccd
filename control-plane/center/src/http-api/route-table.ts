import type { Route } from './route.ts';
import { fleetRoutes } from './routes/fleet.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { liveRoutes } from './routes/live.ts';
import { policyRoutes } from './routes/policy.ts';
import { sessionRoutes } from './routes/session.ts';

/** Every route of the API. What is not in this list does not exist; the test of refusals walks it. */
export const routeTable: readonly Route[] = [
  ...sessionRoutes,
  ...fleetRoutes,
  ...incidentRoutes,
  ...policyRoutes,
  ...liveRoutes,
];
