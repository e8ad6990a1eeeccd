// The traffic history, read from top to bottom: the engine's socket → records → conversations → hours on the disk.
// Beside the path of detections: nothing here may hold it up, and the agent runs without it.
import type { CodedError, Result } from '@omamori/contract/result';
import { ok } from '@omamori/contract/result';
import { homeNetworksOf } from '../../platform/home-networks.ts';
import type { SignedTraffic } from '../../platform/traffic-signs.ts';
import type { Conversation } from './conversation.ts';
import { MissedFlows } from './count-missed.ts';
import { listenForTraffic } from './listen-traffic.ts';
import type { HistoryGaps } from './read-history.ts';
import { type TrafficCounts, TrafficReader } from './read-traffic.ts';
import { type HistoryOptions, openTrafficHistory } from './traffic-history.ts';

export interface TrafficHistoryDeps extends HistoryOptions {
  readonly socketPath: string;
  readonly homeNetworks: readonly string[];
  readonly macOf: (ip: string) => string | null;
  /** Each conversation as it ended, beside the history. */
  readonly onConversation?: (conversation: Conversation) => void;
  readonly onSigns?: (traffic: SignedTraffic) => void;
  /** Default five minutes. */
  readonly commitEveryMs?: number;
}

export interface RunningHistory {
  readonly path: string;
  /** Writes what is in memory, so that a look from now on sees it. Errors: HST_DISK_FULL, HST_WRITE_FAILED. */
  commit(): Result<void>;
  gaps(): HistoryGaps;
  readonly counts: TrafficCounts;
  close(): Promise<void>;
}

const COMMIT_EVERY_MS = 300_000;

/** Errors: HST_OPEN_FAILED, HST_SOCKET_FAILED. */
export async function startTrafficHistory(deps: TrafficHistoryDeps): Promise<Result<RunningHistory>> {
  const opened = openTrafficHistory(deps);
  if (!opened.ok) return opened;
  const history = opened.value;
  const missed = new MissedFlows(history.keptEngine());
  const reader = new TrafficReader({
    home: homeNetworksOf(deps.homeNetworks),
    macOf: deps.macOf,
    onConversation: (conversation) => {
      history.add(conversation);
      deps.onConversation?.(conversation);
    },
    ...(deps.onSigns === undefined ? {} : { onSigns: deps.onSigns }),
    onFlowRecord: () => missed.received(),
    onEngineCounts: (ended, startedMs) => missed.counted(ended, startedMs),
  });
  const door = await listenForTraffic(deps.socketPath, () => reader.open(), deps.log);
  if (!door.ok) {
    history.close();
    return door;
  }
  let failing: CodedError | null = null;
  const tell = (done: Result<unknown>): void => {
    if (!done.ok && failing?.code !== done.error.code) deps.log.error({ error: done.error }, 'traffic history');
    failing = done.ok ? null : done.error;
  };
  const commit = (): Result<void> => history.commit({ total: missed.total, kept: missed.keep() });
  const timer = setInterval(() => {
    tell(commit());
    tell(history.prune());
  }, deps.commitEveryMs ?? COMMIT_EVERY_MS);
  timer.unref();
  return ok({
    path: deps.path,
    commit,
    gaps: () => history.gaps(),
    get counts() {
      return reader.counts;
    },
    close: async () => {
      clearInterval(timer);
      await door.value.close();
      tell(commit());
      history.close();
    },
  });
}
