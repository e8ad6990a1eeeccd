// While the disk of the spool refuses, what happens now goes to the center from memory, under an epoch of its own: the
// same uplink, the same acknowledgement. Nothing of it counts as stored and no bookmark moves. Once the disk takes
// writes again the collector stores everything it still holds, and asks here what the center was told already:
//
//   never sent    → withdrawn, stored as any other          acknowledged → stored as done: key and counts, not sent again
//   sent, no ack  → stored, held back; its ack deletes it from the disk too. Only an agent that dies before that ack
//                   sends it a second time, under the spool's key: twice rather than never.
import type { SpooledRecord } from '@omamori/contract/event-envelope';
import { ok, type Result } from '@omamori/contract/result';
import type { Candidate } from '../classify/candidate.ts';
import type { PeekRange, Spool } from './spool.ts';
import { newEpoch } from './spool-schema.ts';
import type { Telling, Tellings } from './tellings.ts';

const MOST_RECORDS = 2000;
/** A flood goes on from memory at this pace; the rest waits for the disk and its flood guard. */
const MOST_A_MINUTE = 600;

interface Told {
  readonly record: SpooledRecord;
  readonly name: string | Candidate;
  sent: boolean;
  acknowledged: boolean;
  /** In the spool, once it is there. */
  storedAs: number | null;
  /** The collector holds it no more. */
  settled: boolean;
}

export class PassThrough implements Tellings {
  readonly epoch = newEpoch();
  readonly opened = 1;
  readonly #spool: Pick<Spool, 'release'>;
  readonly #monotonicMs: () => number;
  readonly #byName = new Map<string | Candidate, Told>();
  readonly #waiting = new Map<number, Told>();
  readonly #frozen = new Set<string | Candidate>();
  #last = 0;
  #minute = Number.NEGATIVE_INFINITY;
  #inMinute = 0;
  #told = 0;

  constructor(spool: Pick<Spool, 'release'>, monotonicMs: () => number) {
    this.#spool = spool;
    this.#monotonicMs = monotonicMs;
  }

  /** Records the center acknowledged although no disk had them. */
  get told(): number {
    return this.#told;
  }

  /** False: not now (too many); the candidate waits for the disk. */
  offer(candidate: Candidate): boolean {
    const name = nameOf(candidate);
    if (this.#byName.has(name) || this.#frozen.has(name)) return true;
    if (this.#byName.size >= MOST_RECORDS || !this.#hasBudget()) return false;
    this.#last += 1;
    const record = { sequence: this.#last, detection: candidate.detection };
    const told = { record, name, sent: false, acknowledged: false, storedAs: null, settled: false };
    this.#byName.set(name, told);
    this.#waiting.set(this.#last, told);
    return true;
  }

  /** Asked for each candidate when it is about to be stored. */
  of(candidate: Candidate): Telling | null {
    const told = this.#byName.get(nameOf(candidate));
    if (told === undefined) return null;
    if (told.acknowledged) return 'acknowledged';
    return told.sent ? 'in-doubt' : null;
  }

  stored(candidate: Candidate, sequence: number): void {
    const told = this.#byName.get(nameOf(candidate));
    if (told !== undefined) told.storedAs = sequence;
  }

  freeze(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) {
      const name = nameOf(candidate);
      const told = this.#byName.get(name);
      if (told?.sent === true) continue;
      this.#frozen.add(name);
      if (told === undefined) continue;
      this.#byName.delete(name);
      this.#waiting.delete(told.record.sequence);
    }
  }

  /** Everything the collector held is on the disk: only what is in doubt is still of interest here. */
  settle(): void {
    this.#frozen.clear();
    for (const told of this.#byName.values()) {
      told.settled = true;
      if (told.sent && !told.acknowledged) continue;
      this.#byName.delete(told.name);
      this.#waiting.delete(told.record.sequence);
    }
  }

  peek(range: PeekRange): SpooledRecord[] {
    const found: SpooledRecord[] = [];
    for (const [sequence, told] of this.#waiting) {
      if (sequence <= range.after || sequence > range.upTo) continue;
      if (found.length >= range.limit) break;
      told.sent = true;
      found.push(told.record);
    }
    return found;
  }

  read(sequences: readonly number[]): SpooledRecord[] {
    return sequences.flatMap((sequence) => this.#waiting.get(sequence)?.record ?? []);
  }

  release(ranges: readonly (readonly [number, number])[]): Result<number> {
    let released = 0;
    for (const [sequence, told] of [...this.#waiting]) {
      if (!ranges.some(([first, last]) => first <= sequence && sequence <= last)) continue;
      told.acknowledged = true;
      this.#waiting.delete(sequence);
      released += 1;
      // A disk that refuses this as well owes it: the record is not sent meanwhile.
      if (told.storedAs !== null) this.#spool.release([[told.storedAs, told.storedAs]]);
      if (told.settled) this.#byName.delete(told.name);
    }
    this.#told += released;
    return ok(released);
  }

  /** Not told again from memory; the spool gets it when the disk takes records, and judges anew. */
  giveUp(sequence: number): Result<void> {
    this.#waiting.delete(sequence);
    return ok(undefined);
  }

  lastSequence(): number {
    return this.#last;
  }

  dropped(): number {
    return 0;
  }

  #hasBudget(): boolean {
    const minute = Math.floor(this.#monotonicMs() / 60_000);
    if (minute !== this.#minute) this.#inMinute = 0;
    this.#minute = minute;
    this.#inMinute += 1;
    return this.#inMinute <= MOST_A_MINUTE;
  }
}

/** Packet and ledger of one attempt are one telling; a detection without attempt is itself. */
function nameOf(candidate: Candidate): string | Candidate {
  return candidate.attempt?.key ?? candidate;
}
