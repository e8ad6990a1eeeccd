// Group commit: what arrives within 50 ms goes into the spool together, so that a flood costs 20 syncs a second and
// no more, and a single alert after quiet is written at once. While the disk refuses, what arrives is held in memory, up
// to a bound, and told to the center from there (pass-through.ts); bookmarks stay behind until the commit.
import { detectionSchema } from '@omamori/contract/detection';
import type { CodedError } from '@omamori/contract/result';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Candidate, SpoolEntry } from '../classify/candidate.ts';
import type { PassThrough } from './pass-through.ts';
import type { Spool } from './spool.ts';
import type { AppendOutcome } from './spool-limits.ts';

const GROUP_MS = 50;
const RETRY_MS = 1000;
/** Above this, sources that cannot be held back (packets) are refused: the kernel's ledger still has them. */
const MAX_PENDING = 20_000;
/** What reads ahead while the disk refuses leaves the other half to packets. */
const MAX_AHEAD = 10_000;
/** Entries, also those without a candidate: a bookmark takes room as well. */
const MAX_ENTRIES = 40_000;
/** Attempts that are on a disk which cannot be asked. */
const REMEMBERED = 20_000;

export interface CollectorStats {
  readonly written: number;
  readonly held: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly invalid: number;
}

interface Pending {
  readonly entry: SpoolEntry;
  /** May count as taken while only memory has it: the source's place is on the disk and does not move. */
  readonly mayRunAhead: boolean;
  readonly taken: () => void;
}

type CollectorSpool = Pick<Spool, 'append'> & Partial<Pick<Spool, 'knows'>>;

export interface CollectorParts {
  readonly spool: CollectorSpool;
  readonly clock: Clock;
  readonly log: Log;
  readonly onCommitted: () => void;
  /** Absent: what waits for the disk is not told before. */
  readonly passThrough?: PassThrough;
  readonly onPassed?: () => void;
}

export class CandidateCollector {
  readonly #parts: CollectorParts;
  readonly #remembered = new Set<string>();
  readonly #stats = { written: 0, held: 0, duplicates: 0, refused: 0, invalid: 0 };
  #pending: Pending[] = [];
  #pendingCandidates = 0;
  #timer: NodeJS.Timeout | null = null;
  #passTimer: NodeJS.Timeout | null = null;
  #committedAt = Number.NEGATIVE_INFINITY;
  #failing = false;
  #closed = false;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  get stats(): CollectorStats {
    return { ...this.#stats };
  }

  /** Candidates in memory that no disk has. */
  get held(): number {
    return this.#failing ? this.#pendingCandidates : 0;
  }

  /** Where the source goes on in this process, which may be ahead of what is stored. */
  bookmark(source: string): string | null {
    const isOf = ({ entry }: Pending): boolean => entry.bookmark?.source === source;
    return this.#pending.findLast(isOf)?.entry.bookmark?.value ?? null;
  }

  /**
   * Resolves when the entry is on the disk or, for a source that may run ahead, when a disk that refuses has left it in
   * memory; never, when the collector is closed before that.
   */
  async add(entry: SpoolEntry, mayRunAhead = false): Promise<void> {
    if (this.#closed) return new Promise(() => undefined);
    const candidates = entry.candidates.filter((candidate) => this.#isValid(candidate));
    this.#pendingCandidates += candidates.length;
    return new Promise((resolve) => {
      this.#pending.push({ entry: { ...entry, candidates }, mayRunAhead, taken: resolve });
      this.#schedule();
      if (!this.#failing) return;
      this.#pass(candidates);
      this.#goOnInMemory();
    });
  }

  /** For a source that cannot wait: false when there is no room. */
  offer(candidate: Candidate): boolean {
    if (this.#closed || this.#pendingCandidates >= MAX_PENDING || this.#pending.length >= MAX_ENTRIES) {
      this.#stats.refused += 1;
      return false;
    }
    if (!this.#isValid(candidate)) return true;
    this.#pendingCandidates += 1;
    this.#pending.push({ entry: { candidates: [candidate] }, mayRunAhead: true, taken: () => undefined });
    this.#schedule();
    if (this.#failing) this.#pass([candidate]);
    return true;
  }

  /** Writes what is pending, once; what cannot be written is found again by bookmark and ledger. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#passTimer !== null) clearTimeout(this.#passTimer);
    this.#timer = null;
    this.#flush();
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    const sinceMs = this.#parts.clock.monotonicMs() - this.#committedAt;
    this.#timer = setTimeout(() => this.#flush(), this.#failing ? RETRY_MS : Math.max(0, GROUP_MS - sinceMs));
  }

  #flush(): void {
    this.#timer = null;
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    const bookmark = pending.findLast(({ entry }) => entry.bookmark !== undefined)?.entry.bookmark;
    const candidates = pending.flatMap(({ entry }) => entry.candidates);
    const { spool, clock, passThrough, onCommitted } = this.#parts;
    const entry = bookmark === undefined ? { candidates } : { candidates, bookmark };
    const appended = spool.append(entry, passThrough ?? null);
    this.#committedAt = clock.monotonicMs();
    if (!appended.ok) {
      this.#refused(appended.error);
      return;
    }
    if (this.#failing) this.#parts.log.info({ candidates: candidates.length }, 'the spool takes detections again');
    this.#failing = false;
    this.#pending = [];
    this.#pendingCandidates = 0;
    passThrough?.settle();
    for (const { attempt } of candidates) if (attempt !== null) this.#remember(attempt.key);
    this.#count(appended.value);
    for (const { taken } of pending) taken();
    if (appended.value.written > 0) onCommitted();
  }

  #refused(error: CodedError): void {
    if (!this.#failing) this.#parts.log.error({ error }, 'detections wait in memory: the spool cannot be written');
    this.#failing = true;
    if (this.#closed) return;
    this.#pass(this.#pending.flatMap(({ entry }) => entry.candidates));
    this.#goOnInMemory();
    this.#schedule();
  }

  #goOnInMemory(): void {
    if (this.#pendingCandidates >= MAX_AHEAD || this.#pending.length >= MAX_ENTRIES) return;
    for (const { mayRunAhead, taken } of this.#pending) if (mayRunAhead) taken();
  }

  /** Only what happens now: what ledger and backlog bring may have been told before, by an agent that is gone. */
  #pass(candidates: readonly Candidate[]): void {
    const { passThrough, onPassed } = this.#parts;
    if (passThrough === undefined) return;
    const before = passThrough.lastSequence();
    for (const candidate of candidates) {
      if (candidate.detection.recovered || this.#isStored(candidate)) continue;
      if (!passThrough.offer(candidate)) break;
    }
    if (passThrough.lastSequence() === before || this.#passTimer !== null) return;
    this.#passTimer = setTimeout(() => {
      this.#passTimer = null;
      onPassed?.();
    }, GROUP_MS);
    this.#passTimer.unref();
  }

  #isStored({ attempt }: Candidate): boolean {
    if (attempt === null) return false;
    return this.#parts.spool.knows?.(attempt) ?? this.#remembered.has(attempt.key);
  }

  #remember(key: string): void {
    this.#remembered.delete(key);
    this.#remembered.add(key);
    if (this.#remembered.size <= REMEMBERED) return;
    for (const oldest of this.#remembered) {
      this.#remembered.delete(oldest);
      return;
    }
  }

  #count(outcome: AppendOutcome): void {
    this.#stats.written += outcome.written;
    this.#stats.held += outcome.held;
    this.#stats.duplicates += outcome.duplicates;
  }

  /** One record that the center's schema refuses would hold up its whole batch for ever. */
  #isValid(candidate: Candidate): boolean {
    const parsed = detectionSchema.safeParse(candidate.detection);
    if (parsed.success) return true;
    this.#stats.invalid += 1;
    const issue = parsed.error.issues[0];
    this.#parts.log.error(
      { code: 'EVT_DETECTION_INVALID', rule: candidate.detection.rule.id, field: issue?.path.join('.') },
      'a detection does not have the agreed form',
    );
    return false;
  }
}
