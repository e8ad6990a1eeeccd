import type { ApplianceDetail, FleetAnswer, IncidentDetail } from '@omamori/contract/console-api';
import { LiveRegion } from '@omamori/ui';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { applianceKey, fleetKey, incidentKey, incidentsKey } from '../api/queries.ts';
import { changeRowInLists } from './change-lists.ts';
import { createLiveBus, type LiveBatch, type LiveBus } from './live-bus.ts';
import { openLive } from './open-live.ts';

interface Live {
  bus: LiveBus;
  connected: boolean | null;
  /** Says a sentence in the page's one polite region. */
  say: (sentence: string) => void;
}

const LiveContext = createContext<Live>({ bus: createLiveBus(), connected: null, say: () => undefined });

export const useLive = () => useContext(LiveContext);

function takeIn(queries: QueryClient, batch: LiveBatch): void {
  for (const row of batch.incidents) {
    changeRowInLists(queries, row);
    queries.setQueryData<IncidentDetail>(incidentKey(row.id), (old) => (old === undefined ? old : { ...old, row }));
    void queries.invalidateQueries({ queryKey: incidentKey(row.id) });
  }
  for (const row of batch.appliances) {
    queries.setQueryData<FleetAnswer>(fleetKey, (old) => {
      if (old === undefined) return old;
      const known = old.appliances.some((one) => one.id === row.id);
      const appliances = known
        ? old.appliances.map((one) => (one.id === row.id ? row : one))
        : [...old.appliances, row];
      return { ...old, appliances };
    });
    queries.setQueryData<ApplianceDetail>(applianceKey(row.id), (old) => (old === undefined ? old : { ...old, row }));
  }
}

/** Lists may hold thousands of rows in many pages: they start again from their first page. */
function reload(queries: QueryClient): void {
  void queries.resetQueries({ queryKey: incidentsKey });
  void queries.invalidateQueries({ queryKey: fleetKey });
  void queries.invalidateQueries({ queryKey: ['incident'] });
  void queries.invalidateQueries({ queryKey: ['appliance'] });
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [connected, setConnected] = useState<boolean | null>(null);
  const [sentence, say] = useState('');
  const bus = useMemo(createLiveBus, []);
  useEffect(
    () =>
      openLive('/api/live', {
        onState: setConnected,
        onReload: () => reload(queries),
        onBatch: (batch) => {
          takeIn(queries, batch);
          bus.publish(batch);
        },
      }),
    [queries, bus],
  );
  const live = useMemo(() => ({ bus, connected, say }), [bus, connected]);
  return (
    <LiveContext value={live}>
      {children}
      <LiveRegion message={sentence} />
    </LiveContext>
  );
}
