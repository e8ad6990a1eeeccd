// Level, not edge: the kernel counts every packet it stops, by kind and device; once a second the counts are compared
// with what was told. An attack is told when it begins, then once a minute, then when it has ended: the sum is exact,
// also over a restart, because what was told and the detection of it go into the spool in one transaction.
import type { Detection } from '@omamori/contract/detection';
import type { FloodBlock } from '@omamori/contract/flood-blocks';
import { ok, type Result } from '@omamori/contract/result';
import type { Nft, NftListing } from 'node-nftables';
import { fromNft } from '../../data-plane/kernel-door.ts';
import { BLOCKING_OUTBOUND, FLOOD_TABLE, type FloodKind } from '../../data-plane/ruleset/flood-names.ts';
import { type Clock, isoOf } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { type AttackSample, AttackSamples } from './attack-samples.ts';
import { type AttackContext, describeAttack } from './describe-attack.ts';
import { BLOCK_SETS, type BlockedSource, HIT_SETS, type Hit, readBlockedSources, readHits } from './read-floods.ts';
import { readToldCounts, type ToldCounts, writeToldCounts } from './told-counts.ts';

export const FLOOD_SOURCE = 'floods';
const EVERY_MS = 1000;
/** Blocks are for people to read: every fifth look is enough. */
const BLOCKS_EVERY = 5;
const TELL_AGAIN_MS = 60_000;
const OVER_AFTER_MS = 10_000;

export interface FloodWatchDeps {
  readonly nft: Pick<Nft, 'list' | 'deleteElements'>;
  readonly context: AttackContext;
  /** Detections and the new bookmark in one transaction; an error means nothing of it is stored. */
  readonly store: (detections: readonly Detection[], bookmark: string) => Result<unknown>;
  readonly bookmark: () => string | null;
  /** Whether what is counted is dropped as well. */
  readonly blocking: () => boolean;
  readonly clock: Clock;
  /** Changes when the kernel began anew. */
  readonly bootId: string;
  readonly log: Log;
  readonly everyMs?: number;
}

export interface FloodWatch {
  sample(sample: AttackSample): void;
  /** Who is kept out now, those that sent most first. */
  blocks(): readonly FloodBlock[];
  /** Ends the blocks of an address or MAC before their time; false when there was none. */
  release(source: string): Promise<Result<boolean>>;
  stop(): Promise<void>;
}

interface Running {
  readonly sinceMs: number;
  toldMs: number;
  grewMs: number;
  seen: number;
}

export function startFloodWatch(deps: FloodWatchDeps): FloodWatch {
  return new Watch(deps);
}

class Watch implements FloodWatch {
  readonly #deps: FloodWatchDeps;
  readonly #samples = new AttackSamples();
  readonly #running = new Map<string, Running>();
  readonly #timer: NodeJS.Timeout;
  #told: ToldCounts;
  #blocks: FloodBlock[] = [];
  #looking: Promise<void> | null = null;
  #looks = 0;
  #first = true;
  #failing = false;
  #stopped = false;

  constructor(deps: FloodWatchDeps) {
    this.#deps = deps;
    this.#told = readToldCounts(deps.bookmark(), deps.bootId);
    this.#timer = setInterval(() => this.#tick(), deps.everyMs ?? EVERY_MS);
    this.#timer.unref();
    this.#tick();
  }

  sample(sample: AttackSample): void {
    this.#samples.add(sample);
  }

  blocks(): readonly FloodBlock[] {
    return this.#blocks;
  }

  async release(source: string): Promise<Result<boolean>> {
    const listed = await this.#list(BLOCK_SETS);
    if (!listed.ok) return listed.error.code === 'NFT_NOT_FOUND' ? ok(false) : listed;
    const found = readBlockedSources(listed.value).filter((block) => block.source === source);
    for (const { set } of found) {
      const gone = fromNft(await this.#deps.nft.deleteElements({ ...FLOOD_TABLE, set }, [source]));
      // It may have ended by itself just now.
      if (!gone.ok && gone.error.code !== 'NFT_NOT_FOUND') return gone;
    }
    this.#blocks = this.#blocks.filter((block) => block.source !== source);
    return ok(found.length > 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  #tick(): void {
    if (this.#looking !== null || this.#stopped) return;
    this.#looking = this.#look().finally(() => {
      this.#looking = null;
    });
  }

  async #look(): Promise<void> {
    const withBlocks = this.#looks % BLOCKS_EVERY === 0;
    this.#looks += 1;
    const listed = await this.#list(withBlocks ? [...HIT_SETS, ...BLOCK_SETS] : HIT_SETS);
    if (!listed.ok) {
      // Without the guard there is no table.
      const absent = listed.error.code === 'NFT_NOT_FOUND';
      if (!absent && !this.#failing) this.#deps.log.error({ error: listed.error }, 'the flood guard cannot be read');
      this.#failing = !absent;
      if (absent) this.#blocks = [];
      return;
    }
    this.#failing = false;
    if (withBlocks) this.#blocks = this.#readBlocks(listed.value);
    this.#tell(readHits(listed.value));
    this.#first = false;
  }

  async #list(contents: readonly string[]): Promise<Result<NftListing>> {
    return fromNft(await this.#deps.nft.list(FLOOD_TABLE, { contents: [...contents] }));
  }

  #tell(hits: readonly Hit[]): void {
    const nowMs = this.#deps.clock.nowMs();
    const counts: ToldCounts = new Map();
    const detections: Detection[] = [];
    for (const hit of hits) {
      const key = `${hit.kind} ${hit.device}`;
      const before = this.#told.get(key) ?? 0;
      // A count below what was told belongs to a set that was made anew.
      const fresh = hit.packets - (before > hit.packets ? 0 : before);
      const due = fresh > 0 ? this.#due(key, hit.packets, nowMs) : null;
      counts.set(key, due === null ? Math.min(before, hit.packets) : hit.packets);
      if (due !== null) detections.push(this.#describe(hit, fresh, due.fromMs, nowMs));
    }
    for (const [key, { grewMs }] of this.#running) {
      if (nowMs - grewMs > OVER_AFTER_MS && counts.get(key) === this.#running.get(key)?.seen) this.#running.delete(key);
    }
    if (detections.length === 0) return;
    const stored = this.#deps.store(detections, writeToldCounts(counts, this.#deps.bootId));
    if (stored.ok) this.#told = counts;
  }

  /** Null while the stretch of a running attack is not over yet. */
  #due(key: string, packets: number, nowMs: number): { fromMs: number } | null {
    const running = this.#running.get(key);
    if (running === undefined) {
      this.#running.set(key, { sinceMs: nowMs, toldMs: nowMs, grewMs: nowMs, seen: packets });
      return { fromMs: nowMs };
    }
    if (packets !== running.seen) running.grewMs = nowMs;
    running.seen = packets;
    const over = nowMs - running.grewMs >= OVER_AFTER_MS;
    if (!over && nowMs - running.toldMs < TELL_AGAIN_MS) return null;
    const fromMs = running.toldMs;
    running.toldMs = nowMs;
    return { fromMs };
  }

  #describe({ kind, device }: Hit, packets: number, fromMs: number, nowMs: number): Detection {
    const { context, blocking } = this.#deps;
    const picture = this.#samples.take(kind, device);
    const times = { from: isoOf(Math.min(fromMs, nowMs)), until: isoOf(nowMs) };
    const recovered = this.#first && picture === null;
    return describeAttack({ kind, device, packets, ...times, blocked: blocking(), recovered, picture }, context);
  }

  #readBlocks(listing: NftListing): FloodBlock[] {
    const nowMs = this.#deps.clock.nowMs();
    return readBlockedSources(listing)
      .sort((a, b) => b.packets - a.packets)
      .map((block) => this.#blockOf(block, nowMs));
  }

  #blockOf({ kind, source, packets, secondsLeft }: BlockedSource, nowMs: number): FloodBlock {
    const { context } = this.#deps;
    const inside = BLOCKING_OUTBOUND.some((one: FloodKind) => one === kind);
    return {
      kind,
      source,
      packets,
      until: isoOf(nowMs + secondsLeft * 1000),
      country: inside ? null : context.countryOf(source),
      name: inside ? context.nameOf(source) : null,
    };
  }
}
