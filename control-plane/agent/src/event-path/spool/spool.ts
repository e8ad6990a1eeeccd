// Accepted means synced: append() returns after the commit is on the disk. A record leaves only by release(), which
// the center's application acknowledgement drives, or by thinning when the spool is full, which is counted.
import { randomUUID } from 'node:crypto';
import type { SpooledRecord } from '@omamori/contract/event-envelope';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import type { BootClock } from '../../platform/boot-clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Attempt, Candidate, SpoolEntry } from '../classify/candidate.ts';
import { MINUTE_MS } from './admit-candidate.ts';
import { SpoolFile, type SpoolParts } from './spool-file.ts';
import type { AppendOutcome, SpoolLimits } from './spool-limits.ts';
import { admitOne, type Tellings, type Uncertain } from './tellings.ts';

export interface SpoolOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly bootClock: BootClock;
  readonly log: Log;
  readonly limits?: Partial<SpoolLimits>;
}

export interface PeekRange {
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
  readonly maxBytes: number;
}

const PRUNE_EVERY_MS = MINUTE_MS;
/** Acknowledged ranges that the disk would not let go of yet; beyond it they are merged, which may cost a repetition. */
const MOST_OWED = 500;

const MARKER = 'last-commit';
const NOTHING_AHEAD = { candidates: 0, written: 0, held: 0, duplicates: 0 };

/** Errors: SPL_OPEN_FAILED. A damaged file is set aside and logged with SPL_FILE_BROKEN; what can be read comes over. */
export function openSpool(options: SpoolOptions): Result<Spool> {
  const spool = new Spool(options);
  const trouble = spool.trouble;
  if (trouble === null) return ok(spool);
  spool.close();
  return { ok: false, error: trouble };
}

/** The box goes on with a disk that refuses: the spool is opened as soon as it can be. */
export function startSpool(options: SpoolOptions): Spool {
  return new Spool(options);
}

export class Spool {
  readonly #options: SpoolOptions;
  readonly #file: SpoolFile;
  #adopted = 0;
  #prunedMs: number;
  #owed: [number, number][] = [];
  readonly #heldBack = new Set<number>();
  #uncertain: Uncertain | null = null;
  /** Of the entry that is tried again the first candidates, which turned out to be stored. */
  #ahead = NOTHING_AHEAD;

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#file = new SpoolFile(options);
    this.#prunedMs = options.bootClock.nowMs();
    const opened = this.#file.open();
    if (opened.ok) this.#adoptFileAttempts();
    else options.log.error({ error: opened.error }, 'the spool cannot be opened yet');
  }

  get epoch(): string {
    return this.#file.epoch;
  }

  /** Changes when the file was opened anew: what is in flight may have changed with it. */
  get opened(): number {
    return this.#file.opened;
  }

  /** Null while the disk takes what it is given. */
  get trouble(): CodedError | null {
    return this.#file.trouble;
  }

  /**
   * All of the entry or nothing. Errors: SPL_DISK_FULL, SPL_WRITE_FAILED … (all: try again later, with the same
   * candidates first: some of them may turn out to be stored already).
   */
  append(entry: SpoolEntry, tellings: Tellings | null = null): Result<AppendOutcome> {
    const known = this.#resolve(tellings);
    if (!known.ok) return known;
    const candidates = entry.candidates.slice(this.#ahead.candidates);
    const appended = this.#append({ ...entry, candidates }, tellings);
    if (!appended.ok) return appended;
    const { written, held, duplicates } = this.#ahead;
    this.#ahead = NOTHING_AHEAD;
    const now = appended.value;
    return ok({ written: written + now.written, held: held + now.held, duplicates: duplicates + now.duplicates });
  }

  #append(entry: SpoolEntry, tellings: Tellings | null): Result<AppendOutcome> {
    const outcome = { written: 0, held: 0, duplicates: 0 };
    const nowMs = this.#options.clock.nowMs();
    const inDoubt: { candidate: Candidate; sequence: number }[] = [];
    const marker = randomUUID();
    const committed = this.#transaction((parts) => {
      for (const candidate of entry.candidates) {
        const told = tellings?.of(candidate) ?? null;
        const sequence = admitOne(parts, candidate, nowMs, told, outcome);
        if (told === 'in-doubt' && sequence !== null) inDoubt.push({ candidate, sequence });
      }
      if (entry.bookmark !== undefined) parts.records.saveBookmark(entry.bookmark);
      parts.records.saveBookmark({ source: MARKER, value: marker });
      parts.records.thin();
    });
    if (committed.ok) this.#holdBack(inDoubt, tellings);
    else if (committed.error.detail?.['uncertain'] === true) {
      this.#uncertain = { marker, candidates: entry.candidates, outcome, inDoubt };
      tellings?.freeze(entry.candidates);
    }
    return committed.ok ? ok(outcome) : committed;
  }

  /** After a commit whose sync failed: the marker in the file, opened anew, says whether it counts. */
  #resolve(tellings: Tellings | null): Result<void> {
    const uncertain = this.#uncertain;
    if (uncertain === null) return ok(undefined);
    const opened = this.#file.open();
    if (!opened.ok) return opened;
    const marker = this.bookmark(MARKER);
    if (this.trouble !== null && marker === null) return { ok: false, error: this.trouble };
    this.#uncertain = null;
    if (marker !== uncertain.marker) return ok(undefined);
    const { candidates, written, held, duplicates } = this.#ahead;
    this.#ahead = {
      candidates: candidates + uncertain.candidates.length,
      written: written + uncertain.outcome.written,
      held: held + uncertain.outcome.held,
      duplicates: duplicates + uncertain.outcome.duplicates,
    };
    this.#holdBack(uncertain.inDoubt, tellings);
    return ok(undefined);
  }

  #holdBack(inDoubt: Uncertain['inDoubt'], tellings: Tellings | null): void {
    for (const { candidate, sequence } of inDoubt) {
      this.#heldBack.add(sequence);
      // Acknowledged since the commit was tried: done, as if it had been known then.
      if (tellings?.of(candidate) === 'acknowledged') this.release([[sequence, sequence]]);
      else tellings?.stored(candidate, sequence);
    }
  }

  /** Call about once a second: writes flood summaries that are due and forgets old attempts. Errors as append(). */
  tick(): Result<void> {
    const bootMs = this.#options.bootClock.nowMs();
    const prune = bootMs - this.#prunedMs >= PRUNE_EVERY_MS;
    const nowMs = this.#options.clock.nowMs();
    if (this.trouble === null && !prune && this.#owed.length === 0) {
      const isDue = this.#file.read(false, ({ records }) => records.hasDueFlood(nowMs) || records.hasUnreadable);
      if (!isDue) return ok(undefined);
    }
    const isTrial = this.trouble !== null;
    const done = this.#transaction(({ admitter, records }) => {
      if (isTrial) records.saveDropped();
      admitter.closeMinutes(
        nowMs,
        (detection) => records.insert(detection),
        () => records.countLost(),
      );
      if (prune) {
        admitter.prune(bootMs);
        records.pruneTally(nowMs);
      }
      records.thin();
    });
    if (done.ok && prune) this.#prunedMs = bootMs;
    return done;
  }

  bookmark(source: string): string | null {
    return this.#file.read(null, ({ records }) => records.bookmark(source));
  }

  /** Whether this attempt is in already; null while the disk does not tell. */
  knows(attempt: Attempt): boolean | null {
    return this.#file.read<boolean | null>(null, ({ admitter }) => admitter.isKnown(attempt));
  }

  /** Oldest first within (after, upTo]. */
  peek(range: PeekRange): SpooledRecord[] {
    return this.#file.read([], ({ records }) => records.peek(range, (sequence) => this.#isWithheld(sequence)));
  }

  /** Those of the sequences that still wait. */
  read(sequences: readonly number[]): SpooledRecord[] {
    return this.#file.read([], ({ records }) =>
      records.read(sequences).filter(({ sequence }) => !this.#isWithheld(sequence)),
    );
  }

  /**
   * The center has these. Not synced on its own: a release lost in a power cut only means that the record is
   * sent once more, and the center knows it by its key. While the disk refuses it is owed: not sent again by this
   * process, deleted with the next commit. Errors as append().
   */
  release(ranges: readonly (readonly [number, number])[]): Result<number> {
    let released = 0;
    for (const [first, last] of ranges) {
      if (first === last) this.#heldBack.delete(first);
    }
    const work = ({ records }: SpoolParts): void => {
      released = records.release(ranges);
    };
    const done = this.#transaction(work, false);
    if (done.ok) return ok(released);
    this.#owed.push(...ranges.map(([first, last]): [number, number] => [first, last]));
    if (this.#owed.length > MOST_OWED) this.#owed = mergeRanges(this.#owed).slice(-MOST_OWED);
    return done;
  }

  /** Sets one record aside and counts it as given up. Errors as append(). */
  giveUp(sequence: number): Result<void> {
    return this.#transaction(({ records }) => records.setAside(sequence));
  }

  lastSequence(): number {
    return this.#file.counts.lastSequence;
  }

  waiting(): number {
    return this.#file.counts.waiting;
  }

  dropped(): number {
    return this.#file.counts.dropped;
  }

  /** Newest first, kept after their release, at most 500. */
  recent(limit: number): SpooledRecord[] {
    return this.#file.read([], ({ records }) => records.recent(limit));
  }

  /** Attempts blocked since then, UTC ms, exact to the minute; 48 h are kept. */
  blockedSince(sinceMs: number): number {
    return this.#file.read(0, ({ records }) => records.blockedSince(sinceMs, this.#options.clock.nowMs()));
  }

  close(): void {
    this.#file.close();
  }

  #isWithheld(sequence: number): boolean {
    return this.#heldBack.has(sequence) || this.#owed.some(([first, last]) => first <= sequence && sequence <= last);
  }

  /** A file outlives a reboot, the kernel's ledger does not: keys made of the file are taken over, others forgotten. */
  #adoptFileAttempts(): void {
    const { bootId } = this.#options.bootClock;
    const nowMs = Math.floor(this.#options.bootClock.nowMs());
    const adopted = this.#file.transact(({ database }) => {
      database
        .prepare(`UPDATE attempt SET boot = ?, seen_ms = ?, kept_until_ms = ? WHERE boot <> ? AND key LIKE 'eve %'`)
        .run(bootId, nowMs, nowMs + 3_600_000, bootId);
      database.prepare('DELETE FROM attempt WHERE boot <> ?').run(bootId);
    });
    if (adopted.ok) this.#adopted = this.#file.opened;
    else this.#options.log.warn({ error: adopted.error }, 'old attempts stay until the spool can be written');
  }

  #transaction(work: (parts: SpoolParts) => void, synced = true): Result<void> {
    const opened = this.#file.open();
    if (!opened.ok) return opened;
    if (this.#adopted !== this.#file.opened) this.#adoptFileAttempts();
    const owed = this.#owed;
    const done = this.#file.transact((parts) => {
      parts.records.release(owed);
      work(parts);
    }, synced);
    if (done.ok) this.#owed = [];
    return done;
  }
}

function mergeRanges(ranges: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
