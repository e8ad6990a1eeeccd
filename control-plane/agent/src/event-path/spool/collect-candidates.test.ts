import { err, ok, type Result } from '@omamori/contract/result';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleDetection } from '../../../test/sample-detection.ts';
import type { Candidate, SpoolEntry } from '../classify/candidate.ts';
import { CandidateCollector } from './collect-candidates.ts';
import type { AppendOutcome } from './spool-limits.ts';

const log = pino({ level: 'silent' });
const candidate = (id: string): Candidate => ({ detection: sampleDetection({ id }), attempt: null });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

class ModelSpool {
  readonly entries: SpoolEntry[] = [];
  full = false;

  append(entry: SpoolEntry): Result<AppendOutcome> {
    if (this.full) return err('SPL_DISK_FULL', 'full');
    this.entries.push(entry);
    return ok({ written: entry.candidates.length, held: 0, duplicates: 0 });
  }
}

describe('the collector', () => {
  test('writes the first at once and what follows within 50 ms together, with the last bookmark', async () => {
    const spool = new ModelSpool();
    const collector = new CandidateCollector({ spool, clock, log, onCommitted: () => undefined });
    const taken: string[] = [];
    const add = (id: string) =>
      collector.add({ candidates: [candidate(id)], bookmark: { source: 'eve', value: id } }).then(() => taken.push(id));
    const first = add('1');
    await vi.advanceTimersByTimeAsync(0);
    const later = [add('2'), add('3')];
    await vi.advanceTimersByTimeAsync(40);
    expect(taken).toEqual(['1']);
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all([first, ...later]);
    expect(spool.entries.map((entry) => [entry.candidates.length, entry.bookmark?.value])).toEqual([
      [1, '1'],
      [2, '3'],
    ]);
    collector.close();
  });

  test('on a full disk keeps what it has, tells nobody that it is taken, refuses packets at its bound, and goes on later', async () => {
    const spool = new ModelSpool();
    spool.full = true;
    const collector = new CandidateCollector({ spool, clock, log, onCommitted: () => undefined });
    let taken = false;
    const waiting = collector.add({ candidates: [candidate('kept')] }).then(() => {
      taken = true;
    });
    for (let index = 1; index < 20_000; index += 1) expect(collector.offer(candidate('packet'))).toBe(true);
    expect(collector.offer(candidate('one too many'))).toBe(false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(taken).toBe(false);
    spool.full = false;
    await vi.advanceTimersByTimeAsync(1000);
    await waiting;
    expect(spool.entries.flatMap((entry) => entry.candidates)).toHaveLength(20_000);
    expect(collector.stats).toMatchObject({ written: 20_000, refused: 1 });
    collector.close();
  });

  test('leaves out what the center would refuse', async () => {
    const spool = new ModelSpool();
    const collector = new CandidateCollector({ spool, clock, log, onCommitted: () => undefined });
    const wrong = { detection: { ...sampleDetection(), count: 0 }, attempt: null };
    const added = collector.add({ candidates: [wrong, candidate('right')] });
    await vi.advanceTimersByTimeAsync(0);
    await added;
    expect(spool.entries[0]?.candidates.map((one) => one.detection.rule.id)).toEqual(['right']);
    expect(collector.stats.invalid).toBe(1);
    collector.close();
  });
});
