import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Detection, Severity } from '@omamori/contract/detection';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleDetection } from '../../../test/sample-detection.ts';
import type { Candidate } from '../classify/candidate.ts';
import { openSpool, type Spool } from './spool.ts';
import type { SpoolLimits } from './spool-limits.ts';

let folder: string;
let nowMs = 1_800_000_000_000;
let bootMs = 5_000_000;
const opened: Spool[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'omamori-spool-unit-'));
  nowMs = 1_800_000_000_000;
  bootMs = 5_000_000;
});
afterEach(() => {
  for (const spool of opened.splice(0)) spool.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(limits: Partial<SpoolLimits> = {}, bootId = 'boot-1'): Spool {
  const clock = { nowMs: () => nowMs, monotonicMs: () => bootMs };
  const bootClock = { bootId, nowMs: () => bootMs };
  const result = openSpool({
    path: join(folder, 'spool.db'),
    clock,
    bootClock,
    log: pino({ level: 'silent' }),
    limits,
  });
  if (!result.ok) throw new Error(result.error.message);
  opened.push(result.value);
  return result.value;
}

function reopen(spool: Spool, limits: Partial<SpoolLimits> = {}, bootId = 'boot-1'): Spool {
  spool.close();
  opened.splice(opened.indexOf(spool), 1);
  return open(limits, bootId);
}

const plain = (severity: Severity, id = 'rule'): Candidate => ({
  detection: sampleDetection({ severity, id }),
  attempt: null,
});
const attempt = (key: string, seenMs = bootMs): Candidate => ({
  detection: sampleDetection({ id: key }),
  attempt: { key, seenMs, lifeMs: 3_600_000 },
});
const everything = { after: 0, upTo: Number.MAX_SAFE_INTEGER, limit: 1000, maxBytes: 1e9 };
const waiting = (spool: Spool): Detection[] => spool.peek(everything).map((record) => record.detection);

describe('what waits', () => {
  test('records leave by release only and keep their sequence over a restart', () => {
    const first = open();
    first.append({ candidates: [plain('high', 'a'), plain('high', 'b'), plain('high', 'c')] });
    expect(first.release([[2, 2]])).toEqual({ ok: true, value: 1 });
    expect(first.release([[2, 2]])).toEqual({ ok: true, value: 0 });
    const second = reopen(first);
    expect(second.epoch).toBe(first.epoch);
    expect(second.peek(everything).map((record) => record.sequence)).toEqual([1, 3]);
    second.release([[1, 3]]);
    const third = reopen(second);
    expect(third.waiting()).toBe(0);
    third.append({ candidates: [plain('high')] });
    expect(third.peek(everything).map((record) => record.sequence)).toEqual([4]);
    expect(third.recent(10).map((record) => record.sequence)).toEqual([4, 3, 2, 1]);
  });

  test('a batch ends at the byte limit but always holds one record', () => {
    const spool = open();
    spool.append({ candidates: [plain('high'), plain('high'), plain('high')] });
    const bytes = Buffer.byteLength(JSON.stringify(sampleDetection({ id: 'rule' })));
    expect(spool.peek({ ...everything, maxBytes: bytes * 2 })).toHaveLength(2);
    expect(spool.peek({ ...everything, maxBytes: 1 })).toHaveLength(1);
  });

  test('a full spool gives up the oldest of the lowest severity, counted for ever', () => {
    const spool = open({ maxRecords: 3 });
    spool.append({
      candidates: [plain('low', 'l1'), plain('critical', 'c1'), plain('low', 'l2'), plain('medium', 'm1')],
    });
    spool.append({ candidates: [plain('high', 'h1')] });
    expect(waiting(spool).map((detection) => detection.rule.id)).toEqual(['c1', 'm1', 'h1']);
    expect(reopen(spool, { maxRecords: 3 }).dropped()).toBe(2);
  });

  test('the byte limit thins as well', () => {
    const bytes = Buffer.byteLength(JSON.stringify(sampleDetection({ id: 'rule' })));
    const spool = open({ maxBytes: bytes * 2 + 10 });
    for (let i = 0; i < 5; i += 1) spool.append({ candidates: [plain('high')] });
    expect([spool.waiting(), spool.dropped()]).toEqual([2, 3]);
  });
});

describe('attempts', () => {
  test('the same key within its life is a duplicate, after it a new attempt', () => {
    const spool = open();
    expect(spool.append({ candidates: [attempt('a'), attempt('a', bootMs + 3000)] })).toMatchObject({
      value: { written: 1, duplicates: 1 },
    });
    bootMs += 1_800_000;
    expect(spool.append({ candidates: [attempt('a')] })).toMatchObject({ value: { written: 0, duplicates: 1 } });
    bootMs += 1_801_000;
    expect(spool.append({ candidates: [attempt('a')] })).toMatchObject({ value: { written: 1, duplicates: 0 } });
  });

  test('a wall clock that jumps by years changes nothing', () => {
    const spool = open();
    spool.append({ candidates: [attempt('a')] });
    nowMs += 20 * 365 * 86_400_000;
    bootMs += 1000;
    expect(spool.append({ candidates: [attempt('a', bootMs - 1000)] })).toMatchObject({ value: { duplicates: 1 } });
  });

  test('a reboot empties the kernel, so its keys are new; keys made of the file stay known', () => {
    const spool = open();
    spool.append({ candidates: [attempt('port x'), attempt('eve 7 t 1')] });
    bootMs = 100;
    const after = reopen(spool, {}, 'boot-2');
    expect(after.append({ candidates: [attempt('port x')] })).toMatchObject({ value: { written: 1 } });
    expect(after.append({ candidates: [attempt('eve 7 t 1')] })).toMatchObject({ value: { duplicates: 1 } });
  });

  test('old keys are forgotten, young ones kept', () => {
    const spool = open();
    spool.append({ candidates: [attempt('old')] });
    bootMs += 3_600_000 + 120_000;
    spool.append({ candidates: [attempt('young')] });
    spool.tick();
    expect(spool.append({ candidates: [attempt('young', bootMs)] })).toMatchObject({ value: { duplicates: 1 } });
  });
});

describe('floods', () => {
  const many = (count: number, from: number): Candidate[] =>
    Array.from({ length: count }, (_, index) => ({
      detection: sampleDetection({ id: 'one-rule', port: from + index }),
      attempt: { key: `port ${from + index}`, seenMs: bootMs, lifeMs: 3_600_000 },
    }));

  test('records and summaries add up to the attempts, whatever restarts and minutes lie between', () => {
    let spool = open({ floodBudget: 5 });
    spool.append({ candidates: many(7, 1) });
    spool = reopen(spool, { floodBudget: 5 });
    spool.append({ candidates: many(7, 5) });
    expect(waiting(spool)).toHaveLength(5);
    nowMs += 60_000;
    spool.append({ candidates: many(3, 100) });
    spool = reopen(spool, { floodBudget: 5 });
    nowMs += 60_000;
    spool.tick();
    const detections = waiting(spool);
    expect(detections.map((detection) => detection.count)).toEqual([1, 1, 1, 1, 1, 6, 1, 1, 1]);
    expect(spool.blockedSince(0)).toBe(14);
  });

  test('one device over its budget does not silence another', () => {
    const spool = open({ floodBudget: 1 });
    const other = { detection: sampleDetection({ id: 'one-rule', device: '10.99.0.6' }), attempt: null };
    spool.append({ candidates: [...many(3, 1), other] });
    expect(waiting(spool).map((detection) => detection.device?.ip)).toEqual(['10.99.0.5', '10.99.0.6']);
  });
});

test('what is counted as blocked is exact to the minute and forgets after 48 hours', () => {
  const spool = open();
  spool.append({ candidates: [plain('high')] });
  nowMs += 3_600_000;
  spool.append({
    candidates: [plain('high'), { ...plain('high'), detection: { ...sampleDetection(), verdict: 'detected' } }],
  });
  expect(spool.blockedSince(nowMs - 60_000)).toBe(1);
  expect(spool.blockedSince(nowMs - 7_200_000)).toBe(2);
  nowMs += 49 * 3_600_000;
  spool.append({ candidates: [plain('high')] });
  expect(spool.blockedSince(0)).toBe(1);
});

test('a record that this version cannot read holds up nothing and is given up, counted', () => {
  const spool = open();
  spool.append({ candidates: [plain('high', 'a'), plain('high', 'b'), plain('high', 'c')] });
  spool.close();
  opened.splice(0);
  const database = new DatabaseSync(join(folder, 'spool.db'));
  database.exec(`UPDATE record SET json = '{"form":"of tomorrow"}' WHERE sequence = 1`);
  database.exec(`UPDATE record SET json = 'not JSON' WHERE sequence = 2`);
  database.close();
  const again = open();
  expect(again.peek(everything).map((record) => record.sequence)).toEqual([3]);
  again.append({ candidates: [plain('high', 'd')] });
  expect([again.waiting(), again.dropped()]).toEqual([2, 2]);
});
