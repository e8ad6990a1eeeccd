import { AppliancePage } from './appliance/appliance-page.tsx';
import { FleetPage } from './fleet/fleet-page.tsx';
import { IncidentPage } from './incident/incident-page.tsx';
import { IncidentsPage } from './incidents/incidents-page.tsx';
import { NotFoundPage } from './routing/not-found-page.tsx';
import { readRoute } from './routing/routes.ts';
import { useLocation } from './routing/use-location.ts';
import { Shell } from './shell/shell.tsx';

/** Which page the address means. */
export function Rooms() {
  const { path } = useLocation();
  const route = readRoute(path);
  return (
    <Shell room={route.room}>
      {route.room === 'incidents' && <IncidentsPage />}
      {route.room === 'incident' && <IncidentPage key={route.id} id={route.id} />}
      {route.room === 'fleet' && <FleetPage />}
      {route.room === 'appliance' && <AppliancePage key={route.id} id={route.id} />}
      {route.room === 'none' && <NotFoundPage />}
    </Shell>
  );
}
