// Group commit: what arrives within 50 ms goes into the spool together, so that a flood costs 20 syncs a second and
// no more, and a single alert after quiet is written at once. Nothing counts as taken before its commit.
import { detectionSchema } from '@omamori/contract/detection';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Candidate, SpoolEntry } from '../classify/candidate.ts';
import type { Spool } from './spool.ts';
import type { AppendOutcome } from './spool-limits.ts';

const GROUP_MS = 50;
const RETRY_MS = 1000;
/** Above this, sources that cannot be held back (packets) are refused: the kernel's ledger still has them. */
const MAX_PENDING = 20_000;

export interface CollectorStats {
  readonly written: number;
  readonly held: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly invalid: number;
}

interface Pending {
  readonly entry: SpoolEntry;
  readonly taken: () => void;
}

export class CandidateCollector {
  readonly #spool: Pick<Spool, 'append'>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onCommitted: () => void;
  readonly #stats = { written: 0, held: 0, duplicates: 0, refused: 0, invalid: 0 };
  #pending: Pending[] = [];
  #pendingCandidates = 0;
  #timer: NodeJS.Timeout | null = null;
  #committedAt = Number.NEGATIVE_INFINITY;
  #failing = false;
  #closed = false;

  constructor(spool: Pick<Spool, 'append'>, clock: Clock, log: Log, onCommitted: () => void) {
    this.#spool = spool;
    this.#clock = clock;
    this.#log = log;
    this.#onCommitted = onCommitted;
  }

  get stats(): CollectorStats {
    return { ...this.#stats };
  }

  /** Resolves when the entry is on the disk; never, when the collector is closed before that. */
  async add(entry: SpoolEntry): Promise<void> {
    if (this.#closed) return new Promise(() => undefined);
    const candidates = entry.candidates.filter((candidate) => this.#isValid(candidate));
    this.#pendingCandidates += candidates.length;
    return new Promise((resolve) => {
      this.#pending.push({ entry: { ...entry, candidates }, taken: resolve });
      this.#schedule();
    });
  }

  /** For a source that cannot wait: false when there is no room. */
  offer(candidate: Candidate): boolean {
    if (this.#closed || this.#pendingCandidates >= MAX_PENDING) {
      this.#stats.refused += 1;
      return false;
    }
    if (!this.#isValid(candidate)) return true;
    this.#pendingCandidates += 1;
    this.#pending.push({ entry: { candidates: [candidate] }, taken: () => undefined });
    this.#schedule();
    return true;
  }

  /** Writes what is pending, once; what cannot be written is found again by bookmark and ledger. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flush();
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    const sinceMs = this.#clock.monotonicMs() - this.#committedAt;
    this.#timer = setTimeout(() => this.#flush(), this.#failing ? RETRY_MS : Math.max(0, GROUP_MS - sinceMs));
  }

  #flush(): void {
    this.#timer = null;
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    const bookmark = pending.findLast(({ entry }) => entry.bookmark !== undefined)?.entry.bookmark;
    const candidates = pending.flatMap(({ entry }) => entry.candidates);
    const appended = this.#spool.append(bookmark === undefined ? { candidates } : { candidates, bookmark });
    this.#committedAt = this.#clock.monotonicMs();
    if (!appended.ok) {
      if (!this.#failing) this.#log.error({ error: appended.error }, 'detections wait: the spool cannot be written');
      this.#failing = true;
      if (!this.#closed) this.#schedule();
      return;
    }
    this.#failing = false;
    this.#pending = [];
    this.#pendingCandidates = 0;
    this.#count(appended.value);
    for (const { taken } of pending) taken();
    if (appended.value.written > 0) this.#onCommitted();
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
    this.#log.error(
      { code: 'EVT_DETECTION_INVALID', rule: candidate.detection.rule.id, field: issue?.path.join('.') },
      'a detection does not have the agreed form',
    );
    return false;
  }
}
