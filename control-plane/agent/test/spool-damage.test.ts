// Bits that rot in the spool's file, and a clock that jumps by ten years.
import { copyFile, open as openFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { SpoolEntry } from '../src/event-path/classify/candidate.ts';
import { rotateEve } from '../src/event-path/intake/rotate-eve.ts';
import { openSpool, type Spool } from '../src/event-path/spool/spool.ts';
import { quietLog, temporaryFolder } from './event-path-fixture.ts';
import { sampleDetection } from './sample-detection.ts';

const undo: (() => Promise<void> | void)[] = [];
const table: Record<string, string | number | boolean>[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
afterAll(() => {
  console.table(table);
});

const time = { nowMs: 1_800_000_000_000, bootMs: 5_000_000 };
function open(path: string): Spool {
  const clock = { nowMs: () => time.nowMs, monotonicMs: () => time.bootMs };
  const bootClock = { bootId: 'boot-1', nowMs: () => time.bootMs };
  const opened = openSpool({ path, clock, bootClock, log: quietLog });
  if (!opened.ok) throw new Error(opened.error.message);
  undo.push(() => opened.value.close());
  return opened.value;
}

async function place(): Promise<string> {
  const made = await temporaryFolder('spool-damage');
  undo.push(made.remove);
  return join(made.path, 'spool.db');
}

const entryOf = (index: number): SpoolEntry => ({
  candidates: [
    {
      detection: sampleDetection({ id: String(index) }),
      attempt: { key: `port ${index}`, seenMs: time.bootMs, lifeMs: 3_600_000 },
    },
  ],
  bookmark: { source: 'test', value: String(index) },
});

const waitingOf = (spool: Spool): number[] =>
  spool
    .peek({ after: 0, upTo: Number.MAX_SAFE_INTEGER, limit: 1e6, maxBytes: 1e9 })
    .map((record) => Number(record.detection.rule.id));

/** So many records; then every page of the file is damaged in turn. */
const RECORDS = 100;

test('whichever page of the file rots, the spool opens, keeps what can be read under its keys and counts the rest', async () => {
  const path = await place();
  const first = open(path);
  for (let index = 1; index <= RECORDS; index += 1) first.append(entryOf(index));
  const { epoch } = first;
  first.close();
  const { size } = await stat(path);
  const whole = await readFile(path);
  let most = 0;
  let uncounted = 0;
  let kept = 0;
  const pages = size / 4096;
  for (let page = 0; page < pages; page += 1) {
    const copy = `${path}-page-${page}`;
    await copyFile(path, copy);
    const file = await openFile(copy, 'r+');
    await file.write(Buffer.alloc(64, 0xa5), 0, 64, page * 4096 + 4);
    if (page > 0) await file.write(Buffer.alloc(900, 0x5a), 0, 900, page * 4096);
    await file.close();
    const spool = open(copy);
    const found = waitingOf(spool);
    spool.tick();
    const lost = RECORDS - found.length;
    if (lost > 0 && spool.dropped() === 0) uncounted += 1;
    if (page > 0 && spool.epoch === epoch) {
      kept += 1;
      most = Math.max(most, lost);
    }
    // What is new gets a key that was never used before.
    spool.append(entryOf(RECORDS + 1 + page));
    if (spool.epoch === epoch) expect(spool.lastSequence()).toBeGreaterThan(RECORDS);
    expect(waitingOf(spool)).toContain(RECORDS + 1 + page);
    spool.close();
  }
  expect(whole.length).toBe(size);
  expect(uncounted).toBe(0);
  expect(kept).toBeGreaterThan(pages / 2);
  expect(most).toBeLessThan(RECORDS / 4);
  table.push({ fault: 'page damaged', states: pages, kept: `same epoch ${kept}`, 'most lost': most, uncounted });
});

test('a bit that rots in the middle of the write-ahead log costs what follows it, and no sequence is given out twice', async () => {
  const path = await place();
  const first = open(path);
  for (let index = 1; index <= 40; index += 1) first.append(entryOf(index));
  const wal = await stat(`${path}-wal`);
  const copy = `${path}-torn`;
  await copyFile(path, copy);
  await copyFile(`${path}-wal`, `${copy}-wal`);
  const file = await openFile(`${copy}-wal`, 'r+');
  await file.write(Buffer.of(0xff, 0x00, 0xff), 0, 3, Math.floor(wal.size / 2));
  await file.close();
  const second = open(copy);
  const found = waitingOf(second);
  expect(found.length).toBeLessThan(40);
  expect(second.bookmark('test')).toBe(String(found.length));
  second.append(entryOf(41));
  expect(second.lastSequence()).toBeGreaterThan(40);
  second.close();
  const third = open(copy);
  expect(waitingOf(third)).toEqual([...found, 41]);
  table.push({
    fault: 'log damaged',
    states: 1,
    kept: `${found.length} of 40, rest read again by bookmark and ledger`,
  });
});

test('a page of damaged payloads and a damaged flood summary hold up nothing: counted, the newest kept aside', async () => {
  const path = await place();
  const first = open(path);
  first.append({
    candidates: Array.from({ length: 700 }, (_, at) => entryOf(at + 1).candidates[0]).filter(
      (one) => one !== undefined,
    ),
  });
  first.close();
  const database = new DatabaseSync(path);
  database.exec(`UPDATE record SET json = substr(json, 1, 40) WHERE sequence <= 600`);
  database.exec(`INSERT INTO flood VALUES ('x', 1, 600, 7, 'never', 'ever', '{"broken')`);
  database.close();
  const second = open(path);
  const batch = second.peek({ after: 0, upTo: 700, limit: 50, maxBytes: 1e9 });
  expect(batch.map((record) => record.sequence)).toEqual(Array.from({ length: 50 }, (_, index) => 601 + index));
  expect(second.append(entryOf(701))).toMatchObject({ ok: true });
  expect(second.tick()).toMatchObject({ ok: true });
  expect([second.waiting(), second.dropped()]).toEqual([101, 601]);
  second.close();
  const aside = new DatabaseSync(path);
  expect(aside.prepare('SELECT count(*) AS n, min(sequence) AS first FROM quarantine').get()).toMatchObject({
    n: 100,
    first: 501,
  });
  aside.close();
  table.push({ fault: 'payload damaged', states: 601, kept: '100 set aside', 'most lost': 601, uncounted: 0 });
});

test('a clock that jumps ten years either way, or begins in 1970, loses, doubles and reorders nothing', async () => {
  const path = await place();
  const real = time.nowMs;
  const decade = 3650 * 86_400_000;
  let spool = open(path);
  const { epoch } = spool;
  let index = 0;
  for (const nowMs of [real, real + decade, real - decade, 0, real, real + decade, real]) {
    time.nowMs = nowMs;
    for (let i = 0; i < 5; i += 1) {
      index += 1;
      expect(spool.append(entryOf(index))).toMatchObject({ ok: true, value: { written: 1 } });
      expect(spool.append(entryOf(index))).toMatchObject({ ok: true, value: { duplicates: 1 } });
    }
    time.bootMs += 61_000;
    expect(spool.tick()).toMatchObject({ ok: true });
    spool.close();
    spool = open(path);
  }
  const records = spool.peek({ after: 0, upTo: 1e9, limit: 1e6, maxBytes: 1e9 });
  expect(records.map((record) => record.sequence)).toEqual(Array.from({ length: 35 }, (_, at) => at + 1));
  expect(waitingOf(spool)).toEqual(Array.from({ length: 35 }, (_, at) => at + 1));
  expect(spool.epoch).toBe(epoch);
  // The present two days are still there after the jumps, and what a wrong clock counted is not among them.
  expect(spool.blockedSince(real - 86_400_000)).toBe(15);
  expect(spool.release([[1, 35]])).toEqual({ ok: true, value: 35 });
  expect([spool.waiting(), spool.dropped()]).toEqual([0, 0]);
  table.push({ fault: 'clock ±10 years, 1970', states: 7, kept: '35 of 35', 'most lost': 0, uncounted: 0 });
});

test('a detections file that cannot be stored for too long is cut, and says how much', async () => {
  const path = join(await place(), '..', 'detections.json');
  const file = await openFile(path, 'w');
  await file.write('x'.repeat(4000));
  await file.close();
  const reopen = async () => ({ ok: true as const, value: undefined });
  expect(await rotateEve(path, null, reopen, 1001)).toEqual({ ok: true, value: false });
  expect(await rotateEve(path, null, reopen, 1000)).toMatchObject({
    ok: false,
    error: { code: 'EVT_EVE_CUT', detail: { bytes: 4000 } },
  });
  expect((await stat(path)).size).toBe(0);
});
