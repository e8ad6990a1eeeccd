import { useMay } from './api/use-person.ts';
import { AppliancePage } from './appliance/appliance-page.tsx';
import { AuditPage } from './audit/audit-page.tsx';
import { BundlePage } from './bundles/bundle-page.tsx';
import { BundlesPage } from './bundles/bundles-page.tsx';
import { FleetPage } from './fleet/fleet-page.tsx';
import { IncidentPage } from './incident/incident-page.tsx';
import { IncidentsPage } from './incidents/incidents-page.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { LayerPage } from './policy/layer-page.tsx';
import { LayersPage } from './policy/layers-page.tsx';
import { NotFoundPage } from './routing/not-found-page.tsx';
import { readRoute } from './routing/routes.ts';
import { useLocation } from './routing/use-location.ts';
import { AccountPage } from './settings/account-page.tsx';
import { CenterPage } from './settings/center-page.tsx';
import { NotAllowedPage } from './shell/not-allowed-page.tsx';
import { Shell } from './shell/shell.tsx';

/** Which page the address means. */
export function Rooms() {
  const { path } = useLocation();
  const route = readRoute(path);
  const isAdmin = useMay('admin');
  const isDesk = useMay('desk');
  return (
    <Shell room={route.room}>
      {route.room === 'incidents' && <IncidentsPage />}
      {route.room === 'incident' && <IncidentPage key={route.id} id={route.id} />}
      {route.room === 'fleet' && <FleetPage />}
      {route.room === 'appliance' && <AppliancePage key={route.id} id={route.id} />}
      {route.room === 'layers' && <LayersPage />}
      {route.room === 'layer' && (
        <LayerPage key={`${route.scope} ${route.name}`} scope={route.scope} name={route.name} />
      )}
      {route.room === 'bundles' && <BundlesPage />}
      {route.room === 'bundle' && <BundlePage key={route.version} version={route.version} />}
      {route.room === 'settings' && (isDesk ? <CenterPage /> : <NotAllowedPage />)}
      {route.room === 'people' && (isAdmin ? <PeoplePage /> : <NotAllowedPage />)}
      {route.room === 'audit' && (isAdmin ? <AuditPage /> : <NotAllowedPage />)}
      {route.room === 'account' && <AccountPage />}
      {route.room === 'none' && <NotFoundPage />}
    </Shell>
  );
}
