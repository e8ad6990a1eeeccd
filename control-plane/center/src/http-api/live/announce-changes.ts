// From "something changed" to the rows on the wire. Changes only mark what to read again: ten marks within a moment are
// one read and one event, and what is sent is what the database says.
import type { ApplianceRow, IncidentRow } from '@omamori/contract/console-api';
import { causeOf } from '@omamori/contract/result';
import type { Log } from '../../log.ts';
import type { LiveHub } from './live-hub.ts';

const INCIDENT_DELAY_MS = 20;
const APPLIANCE_DELAY_MS = 500;
/** Rows of one read; the rest follows in the next. */
const AT_ONCE = 100;

export interface Announcer {
  incident(id: number): void;
  appliance(id: string): void;
  close(): Promise<void>;
}

export function announceChanges(options: {
  readonly hub: LiveHub;
  readonly log: Log;
  readonly readIncidents: (ids: readonly number[]) => Promise<IncidentRow[]>;
  readonly readAppliances: (ids: readonly string[]) => Promise<ApplianceRow[]>;
}): Announcer {
  const { hub, log } = options;
  const incidents = collect<number>(INCIDENT_DELAY_MS, log, async (ids) => {
    for (const row of await options.readIncidents(ids)) hub.publish('incident', row, row);
  });
  const appliances = collect<string>(APPLIANCE_DELAY_MS, log, async (ids) => {
    for (const row of await options.readAppliances(ids))
      hub.publish('appliance', row, { appliance: row.id, company: row.company });
  });
  return {
    incident: incidents.mark,
    appliance: appliances.mark,
    close: async () => {
      await Promise.all([incidents.close(), appliances.close()]);
    },
  };
}

function collect<T>(delayMs: number, log: Log, read: (marked: readonly T[]) => Promise<void>) {
  const marked = new Set<T>();
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();
  let closed = false;
  const flush = async (): Promise<void> => {
    const now = [...marked].slice(0, AT_ONCE);
    for (const key of now) marked.delete(key);
    try {
      await read(now);
    } catch (thrown) {
      // Nothing is lost: the console reads everything again when it reloads.
      log.warn({ code: 'CTR_LIVE_UNREADABLE', cause: causeOf(thrown) }, 'a change could not be shown live');
    }
    timer = undefined;
    if (marked.size > 0) schedule();
  };
  const schedule = (): void => {
    if (timer !== undefined || closed) return;
    timer = setTimeout(() => {
      reading = flush();
    }, delayMs);
  };
  return {
    mark: (key: T): void => {
      marked.add(key);
      schedule();
    },
    close: async (): Promise<void> => {
      closed = true;
      clearTimeout(timer);
      await reading;
    },
  };
}
