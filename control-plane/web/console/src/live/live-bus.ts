import type { ApplianceRow, IncidentRow } from '@omamori/contract/console-api';

/** What came in one short span of the live stream: the latest of each row. */
export interface LiveBatch {
  incidents: IncidentRow[];
  appliances: ApplianceRow[];
}

export interface LiveBus {
  subscribe(listener: (batch: LiveBatch) => void): () => void;
  publish(batch: LiveBatch): void;
}

export function createLiveBus(): LiveBus {
  const listeners = new Set<(batch: LiveBatch) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(batch) {
      for (const listener of listeners) listener(batch);
    },
  };
}
