import { applianceRowSchema, incidentRowSchema } from '@omamori/contract/console-api';
import type { LiveBatch } from './live-bus.ts';

const FLUSH_MS = 150;
const RECONNECT_MS = 3000;
/** More different rows than this in one span: cheaper to read the lists again. */
const MOST_ROWS = 500;

export interface LiveHandlers {
  onBatch: (batch: LiveBatch) => void;
  /** The cursor is too old, or too much came at once: read again. */
  onReload: () => void;
  onState: (connected: boolean) => void;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The live stream of the center. EventSource resumes by itself with Last-Event-ID; where the browser gives up
 * (an answer that is no stream), it is opened anew and the lists are read again.
 */
export function openLive(url: string, handlers: LiveHandlers): () => void {
  const incidents = new Map<number, LiveBatch['incidents'][number]>();
  const appliances = new Map<string, LiveBatch['appliances'][number]>();
  let source: EventSource | null = null;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let reopenTimer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    flushTimer = undefined;
    if (incidents.size + appliances.size > MOST_ROWS) handlers.onReload();
    else handlers.onBatch({ incidents: [...incidents.values()], appliances: [...appliances.values()] });
    incidents.clear();
    appliances.clear();
  };
  const schedule = () => {
    flushTimer ??= setTimeout(flush, FLUSH_MS);
  };
  const full = () => incidents.size + appliances.size > MOST_ROWS;

  const connect = (again: boolean) => {
    source = new EventSource(url);
    source.addEventListener('open', () => {
      handlers.onState(true);
      if (again) handlers.onReload();
      again = false;
    });
    source.addEventListener('error', () => {
      handlers.onState(false);
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(reopenTimer);
      reopenTimer = setTimeout(() => connect(true), RECONNECT_MS);
    });
    source.addEventListener('incident', (event) => {
      const row = incidentRowSchema.safeParse(parse(event.data));
      if (row.success && !full()) incidents.set(row.data.id, row.data);
      schedule();
    });
    source.addEventListener('appliance', (event) => {
      const row = applianceRowSchema.safeParse(parse(event.data));
      if (row.success && !full()) appliances.set(row.data.id, row.data);
      schedule();
    });
    source.addEventListener('reload', () => handlers.onReload());
  };
  connect(false);
  return () => {
    clearTimeout(flushTimer);
    clearTimeout(reopenTimer);
    source?.close();
  };
}
