// The event path of the box, read from top to bottom: intake → classify → spool → uplink.
//   packets of blocks ┐                                  ┌ written one by one
//   kernel's ledger   ├ → classify → collector → spool ──┤ counted into a flood summary   → uplink → center → ack
//   EVE detections    ┘   (attempt key: seen before?)    └ duplicate

import type { Detection } from '@omamori/contract/detection';
import type { SpooledRecord } from '@omamori/contract/event-envelope';
import type { EventStorage } from '@omamori/contract/health';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import type { NflogPacket, Nft } from 'node-nftables';
import type { MqttLink } from '../mqtt-link/mqtt-link.ts';
import { type BootClock, systemBootClock } from '../platform/boot-clock.ts';
import type { Capture } from '../platform/capture.ts';
import type { Clock } from '../platform/clock.ts';
import { homeNetworksOf } from '../platform/home-networks.ts';
import type { Log } from '../platform/log.ts';
import { ruleSigns, type SignedTraffic } from '../platform/traffic-signs.ts';
import type { Bookmark, Candidate } from './classify/candidate.ts';
import { classifyAlert } from './classify/classify-alert.ts';
import { classifyBlock } from './classify/classify-block.ts';
import type { ClassifyContext } from './classify/classify-context.ts';
import { attemptKey, type Block, LEDGER_LIFE_MS } from './intake/block.ts';
import { EVE_SOURCE, followEve } from './intake/follow-eve.ts';
import { readBlock } from './intake/read-block.ts';
import { type EveCounts, EveReader } from './intake/read-eve.ts';
import { LEDGER_SETS, LEDGER_TABLE } from './intake/read-ledger.ts';
import { LedgerReconciler } from './intake/reconcile-ledger.ts';
import { rotateEve } from './intake/rotate-eve.ts';
import { CandidateCollector, type CollectorStats } from './spool/collect-candidates.ts';
import { PassThrough } from './spool/pass-through.ts';
import { type Spool, startSpool } from './spool/spool.ts';
import type { SpoolLimits } from './spool/spool-limits.ts';
import { startUplink } from './uplink/start-uplink.ts';

export interface EventPathDeps {
  readonly appliance: string;
  readonly homeNetworks: readonly string[];
  /** On disk: `spool.db` and its companions. */
  readonly spoolPath: string;
  /** The detections file that Suricata writes, on disk. */
  readonly evePath: string;
  readonly link: MqttLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly capture: Capture;
  readonly nft: Pick<Nft, 'list'>;
  readonly countryOf: (ip: string) => string | null;
  readonly deviceOf: (ip: string) => { readonly mac: string; readonly name: string | null } | null;
  readonly nameOf: (mac: string) => string | null;
  readonly clockSynced: () => boolean;
  /** The address list in force that names an address. */
  readonly listOf?: ClassifyContext['listOf'];
  readonly feedOf?: ClassifyContext['feedOf'];
  readonly feedDateOf?: ClassifyContext['feedDateOf'];
  /** Asks the engine to open its log files anew, after a rotation. */
  readonly reopenLogs: () => Promise<Result<unknown>>;
  readonly limits?: Partial<SpoolLimits>;
  readonly bootClock?: BootClock;
  /** What a rule named without it being anything to tell: an application. */
  readonly onSigns?: (traffic: SignedTraffic) => void;
  /** Copies of packets that the flood guard stopped: it counts them itself. */
  readonly onFloodSample?: (packet: NflogPacket) => void;
}

export interface EventPath {
  /** Newest first, at most 500. */
  recentBlocks(limit: number): SpooledRecord[];
  /** Records the center has not acknowledged. */
  waiting(): number;
  /** Records given up since the epoch began. */
  dropped(): number;
  /** Attempts blocked since then, UTC ms. */
  blockedSince(ms: number): number;
  readonly epoch: string;
  /** What the disk does to detections; null while there is nothing to tell. */
  storage(): EventStorage | null;
  readonly counts: IntakeCounts & { readonly collected: CollectorStats };
  /** Set while a source is missing: PLT_NFLOG_UNAVAILABLE. */
  readonly degraded: CodedError | null;
  readonly counted: CountedSource;
  close(): Promise<void>;
}

/** For what the kernel counts itself: detections and how far they tell go into the spool in one transaction, at once. */
export interface CountedSource {
  store(detections: readonly Detection[], bookmark: Bookmark): Result<unknown>;
  bookmark(source: string): string | null;
}

const TICK_MS = 1000;
const ROTATE_CHECK_TICKS = 15;
/** As the data plane writes it. */
export const FLOOD_PREFIX = 'om:flood:';

/** Starts with a disk that refuses as well (ADR 0013). Blocks of the time without agent follow at once, from ledger and file. */
export async function startEventPath(deps: EventPathDeps): Promise<Result<EventPath>> {
  const bootClock = deps.bootClock ?? systemBootClock();
  const { appliance, clock, log, link, limits } = deps;
  const spool = startSpool({
    path: deps.spoolPath,
    clock,
    bootClock,
    log,
    ...(limits === undefined ? {} : { limits }),
  });
  const uplink = startUplink({ appliance, spool, link, clock, log });
  const passThrough = new PassThrough(spool, clock.monotonicMs);
  const passing = startUplink({ appliance, spool: passThrough, link, clock, log });
  const collector = new CandidateCollector({
    ...{ spool, clock, log, passThrough },
    onCommitted: () => uplink.wake(),
    onPassed: () => passing.wake(),
  });
  const intake = startIntake(deps, bootClock, spool, collector);
  const chores = startChores(deps, spool, () => uplink.wake());
  return ok({
    recentBlocks: (limit) => spool.recent(limit),
    waiting: () => spool.waiting(),
    dropped: () => spool.dropped(),
    blockedSince: (ms) => spool.blockedSince(ms),
    get epoch() {
      return spool.epoch;
    },
    storage: () => storageOf(spool, collector, passThrough, intake.counts()),
    get counts() {
      return { ...intake.counts(), collected: collector.stats };
    },
    get degraded() {
      return deps.capture.error;
    },
    counted: {
      store: (detections, bookmark) => {
        const candidates = detections.map((detection) => ({ detection, attempt: null }));
        const stored = spool.append({ candidates, bookmark });
        if (stored.ok) uplink.wake();
        return stored;
      },
      bookmark: (source) => spool.bookmark(source),
    },
    close: async () => {
      chores.close();
      await intake.close();
      collector.close();
      passing.close();
      uplink.close();
      spool.close();
    },
  });
}

/** Null while the disk takes everything and nothing was ever given up. */
function storageOf(
  spool: Spool,
  collector: CandidateCollector,
  passThrough: PassThrough,
  intake: ReturnType<Intake['counts']>,
): EventStorage | null {
  const storage = {
    trouble: spool.trouble?.code ?? null,
    heldInMemory: collector.held,
    toldUnstored: passThrough.told,
    refused: collector.stats.refused,
    invalid: collector.stats.invalid,
    linesUnreadable: intake.eve.malformed,
    eveGaps: intake.eveGaps,
    eveBytesLost: intake.eveBytesLost,
  };
  return storage.trouble === null && Object.values(storage).every((value) => !value) ? null : storage;
}

interface IntakeCounts {
  readonly eve: EveCounts;
  readonly packetsUnread: number;
  readonly eveGaps: number;
  readonly eveBytesLost: number;
}

interface Intake {
  counts(): IntakeCounts;
  close(): Promise<void>;
}

/** The three sources, each through its classifier into the collector. */
function startIntake(deps: EventPathDeps, bootClock: BootClock, spool: Spool, collector: CandidateCollector): Intake {
  const context = contextOf(deps);
  const ledger = reconcilerOf(deps, bootClock, collector, context);
  let packetsUnread = 0;
  let eveGaps = 0;
  let eveBytesLost = 0;
  deps.capture.handle({
    onBlock: (packet) => {
      if (packet.prefix.startsWith(FLOOD_PREFIX)) return deps.onFloodSample?.(packet);
      const block = readBlock(packet, bootClock.nowMs());
      if (block === null) packetsUnread += 1;
      else if (!collector.offer(candidateOf(block, context))) ledger.trigger();
    },
    onBlocksLost: () => ledger.trigger(),
  });
  ledger.start();
  const startedMs = deps.clock.monotonicMs();
  const macOf = (ip: string) => deps.deviceOf(ip)?.mac ?? null;
  const eve = new EveReader({
    classify: (event, alert, verdict, recovered) => classifyAlert(event, alert, verdict, recovered, context),
    onNamed: (event) => {
      const traffic = deps.onSigns && ruleSigns(event, { home: context.home, macOf });
      if (traffic) deps.onSigns?.(traffic);
    },
    bootMs: () => bootClock.nowMs(),
    startedMs: () => deps.clock.nowMs() - (deps.clock.monotonicMs() - startedMs),
  });
  const follower = followEve({
    path: deps.evePath,
    bookmark: () => collector.bookmark(EVE_SOURCE) ?? spool.bookmark(EVE_SOURCE),
    read: (chunk) => eve.read(chunk),
    store: (entry) => collector.add(entry, true),
    onLost: (bytes) => {
      eveGaps += 1;
      eveBytesLost += bytes ?? 0;
    },
    log: deps.log,
  });
  return {
    counts: () => ({ eve: eve.counts, packetsUnread, eveGaps, eveBytesLost }),
    close: async () => {
      deps.capture.handle({ onBlock: () => undefined, onBlocksLost: () => undefined });
      await follower.close();
      await ledger.close();
    },
  };
}

function contextOf(deps: EventPathDeps): ClassifyContext {
  const { countryOf, deviceOf, nameOf, clockSynced } = deps;
  const none = () => null;
  const { listOf = none, feedOf = none, feedDateOf = none } = deps;
  const home = homeNetworksOf(deps.homeNetworks);
  return { home, countryOf, deviceOf, nameOf, listOf, feedOf, feedDateOf, clockSynced };
}

function candidateOf(block: Block, context: ClassifyContext): Candidate {
  const attempt = { key: attemptKey(block), seenMs: block.seenMs, lifeMs: LEDGER_LIFE_MS };
  return { detection: classifyBlock(block, context), attempt };
}

function reconcilerOf(
  deps: EventPathDeps,
  bootClock: BootClock,
  collector: CandidateCollector,
  context: ClassifyContext,
): LedgerReconciler {
  const sets = [...LEDGER_SETS.keys()];
  return new LedgerReconciler({
    list: async () => {
      const listed = await deps.nft.list(LEDGER_TABLE, { contents: sets });
      return listed.ok
        ? ok(listed.value)
        : { ok: false, error: { code: listed.error.code, message: listed.error.message } };
    },
    store: (blocks) => collector.add({ candidates: blocks.map((block) => candidateOf(block, context)) }),
    isOnlySource: () => deps.capture.state === 'ledger-only',
    clock: deps.clock,
    bootClock,
    log: deps.log,
  });
}

/** Once a second: flood summaries that are due, old attempts; every 15 s: is the detections file too large? */
function startChores(deps: EventPathDeps, spool: Spool, onRecords: () => void): { close(): void } {
  let ticks = 0;
  let rotating = false;
  let failing = false;
  const report = (error: CodedError | null): void => {
    if (error !== null && !failing) deps.log.error({ error }, 'upkeep of the event path failed');
    failing = error !== null;
  };
  const rotate = async (): Promise<void> => {
    rotating = true;
    const rotated = await rotateEve(deps.evePath, spool.bookmark(EVE_SOURCE), deps.reopenLogs);
    rotating = false;
    if (!rotated.ok) deps.log.error({ error: rotated.error }, 'rotation failed');
  };
  const timer = setInterval(() => {
    const before = spool.lastSequence();
    const ticked = spool.tick();
    report(ticked.ok ? null : ticked.error);
    if (spool.lastSequence() !== before) onRecords();
    ticks += 1;
    if (ticks % ROTATE_CHECK_TICKS === 0 && !rotating) {
      rotate().catch((thrown: unknown) => report({ code: 'EVT_ROTATE_FAILED', message: String(thrown) }));
    }
  }, TICK_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
