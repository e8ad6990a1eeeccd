import type { ApplianceDetail, FleetAnswer, IncidentDetail } from '@omamori/contract/console-api';
import { LiveRegion } from '@omamori/ui';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { layersKey } from '../api/layers.ts';
import { applianceKey, fleetKey, incidentKey, incidentsKey } from '../api/queries.ts';
import { changeRowInLists } from './change-lists.ts';
import { createLiveBus, type LiveBatch, type LiveBus } from './live-bus.ts';
import { openLive } from './open-live.ts';

interface Live {
  bus: LiveBus;
  connected: boolean | null;
  /** When the center was heard last, as far as it matters: set whenever `connected` changes. */
  heardAt: number;
  /** Says a sentence in the page's one polite region. */
  say: (sentence: string) => void;
}

const LiveContext = createContext<Live>({ bus: createLiveBus(), connected: null, heardAt: 0, say: () => undefined });

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

/** Everything is read again where it stands, page after page: whoever looks keeps his place, the old rows stay until then. */
function reload(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: incidentsKey });
  void queries.invalidateQueries({ queryKey: ['incident-groups'] });
  void queries.invalidateQueries({ queryKey: fleetKey });
  void queries.invalidateQueries({ queryKey: ['incident'] });
  void queries.invalidateQueries({ queryKey: ['appliance'] });
  void queries.invalidateQueries({ queryKey: ['policy'] });
  void queries.invalidateQueries({ queryKey: ['box-page'] });
  void queries.invalidateQueries({ queryKey: layersKey });
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [{ connected, heardAt }, setState] = useState<Pick<Live, 'connected' | 'heardAt'>>({
    connected: null,
    heardAt: 0,
  });
  const [sentence, say] = useState('');
  const bus = useMemo(createLiveBus, []);
  useEffect(
    () =>
      openLive('/api/live', {
        onState: (now, heard) => setState({ connected: now, heardAt: heard }),
        onReload: () => reload(queries),
        onBatch: (batch) => {
          takeIn(queries, batch);
          bus.publish(batch);
        },
      }),
    [queries, bus],
  );
  const live = useMemo(() => ({ bus, connected, heardAt, say }), [bus, connected, heardAt]);
  return (
    <LiveContext value={live}>
      {children}
      <LiveRegion message={sentence} />
    </LiveContext>
  );
}
