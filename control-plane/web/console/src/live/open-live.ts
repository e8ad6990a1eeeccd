import { applianceRowSchema, incidentRowSchema } from '@omamori/contract/console-api';
import type { LiveBatch } from './live-bus.ts';

const FLUSH_MS = 150;
const RECONNECT_MS = 3000;
/** More different rows than this in one span: cheaper to read the lists again. */
const MOST_ROWS = 500;
/** The center beats every 15 s; a stream that is silent for three beats is dead, whatever the browser thinks of it. */
const SILENCE_MS = 45_000;
const LOOK_MS = 5_000;

export interface LiveHandlers {
  onBatch: (batch: LiveBatch) => void;
  /** The cursor is too old, or too much came at once: read again. */
  onReload: () => void;
  /** `heardAt`: when the center was heard last. */
  onState: (connected: boolean, heardAt: number) => void;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What came and was not yet handed on. */
function collectRows(handlers: LiveHandlers) {
  const incidents = new Map<number, LiveBatch['incidents'][number]>();
  const appliances = new Map<string, LiveBatch['appliances'][number]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isFull = () => incidents.size + appliances.size > MOST_ROWS;
  const flush = () => {
    timer = undefined;
    if (isFull()) handlers.onReload();
    else handlers.onBatch({ incidents: [...incidents.values()], appliances: [...appliances.values()] });
    incidents.clear();
    appliances.clear();
  };
  const schedule = () => {
    timer ??= setTimeout(flush, FLUSH_MS);
  };
  return {
    incident: (data: string) => {
      const row = incidentRowSchema.safeParse(parse(data));
      if (row.success && !isFull()) incidents.set(row.data.id, row.data);
      schedule();
    },
    appliance: (data: string) => {
      const row = applianceRowSchema.safeParse(parse(data));
      if (row.success && !isFull()) appliances.set(row.data.id, row.data);
      schedule();
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * The live stream of the center. EventSource resumes by itself with Last-Event-ID. Where the browser gives up (an
 * answer that is no stream), or the stream went silent (a laptop that slept, a cut line), it is opened anew and the
 * lists are read again.
 */
export function openLive(url: string, handlers: LiveHandlers): () => void {
  const rows = collectRows(handlers);
  let source: EventSource | null = null;
  let reopenTimer: ReturnType<typeof setTimeout> | undefined;
  let heardAt = Date.now();
  let beats = false;
  const heard = () => {
    heardAt = Date.now();
  };
  const connect = (again: boolean) => {
    clearTimeout(reopenTimer);
    source?.close();
    const mine = new EventSource(url);
    source = mine;
    beats = false;
    const on = (name: string, act: (data: string) => void) =>
      mine.addEventListener(name, (event: MessageEvent<string>) => {
        heard();
        act(event.data);
      });
    mine.addEventListener('open', () => {
      heard();
      handlers.onState(true, heardAt);
      if (again) handlers.onReload();
      again = false;
    });
    mine.addEventListener('error', () => {
      handlers.onState(false, heardAt);
      if (mine.readyState !== EventSource.CLOSED || source !== mine) return;
      clearTimeout(reopenTimer);
      reopenTimer = setTimeout(() => connect(true), RECONNECT_MS);
    });
    on('incident', rows.incident);
    on('appliance', rows.appliance);
    on('reload', () => handlers.onReload());
    on('beat', () => {
      beats = true;
    });
  };
  connect(false);
  const watch = setInterval(() => {
    // A center of an earlier version does not beat: its streams are not judged.
    if (!beats || Date.now() - heardAt < SILENCE_MS) return;
    handlers.onState(false, heardAt);
    connect(true);
  }, LOOK_MS);
  return () => {
    rows.stop();
    clearInterval(watch);
    clearTimeout(reopenTimer);
    source?.close();
  };
}
