import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from './conversation.ts';
import { openHistoryForReading } from './open-history.ts';
import { HOUR_MS, readConversations } from './read-history.ts';
import { type HistoryLimits, openTrafficHistory, type TrafficHistory } from './traffic-history.ts';

const NOW = Date.parse('2026-06-15T12:00:00Z');
const DAY = 24 * HOUR_MS;
let folder: string;
let history: TrafficHistory;
let clock: { wall: number; monotonic: number };
let synced: boolean;

function open(limits: Partial<HistoryLimits> = {}): void {
  const opened = openTrafficHistory({
    path: join(folder, 'traffic.db'),
    clock: { nowMs: () => clock.wall, monotonicMs: () => clock.monotonic },
    clockSynced: () => synced,
    log: pino({ level: 'silent' }),
    limits,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  history = opened.value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'om-traffic-'));
  clock = { wall: NOW, monotonic: 0 };
  synced = true;
  open();
});
afterEach(() => {
  history.close();
  rmSync(folder, { recursive: true, force: true });
});

const talk = (atMs: number, over: Partial<Conversation> = {}): Conversation => ({
  ...{ mac: '02:00:00:00:00:10', ip: '192.0.2.10', direction: 'outbound', peer: '198.51.100.1', name: 'a.example' },
  ...{ protocol: 'tcp', port: 443, flows: 1, bytes: 100, firstMs: atMs, lastMs: atMs + 1000 },
  ...over,
});

function all(): Conversation[] {
  const database = openHistoryForReading(join(folder, 'traffic.db'));
  if (!database.ok) throw new Error(database.error.message);
  const rows = [...readConversations(database.value, 0, 4_000_000_000_000)];
  database.value.close();
  return rows;
}
const must = (done: { readonly ok: boolean }): void => expect(done).toMatchObject({ ok: true });

describe('the traffic history', () => {
  it('adds up what was the same, over hours, commits and restarts', () => {
    history.add(talk(NOW));
    history.add(talk(NOW + 60_000));
    must(history.commit(null));
    history.add(talk(NOW + 120_000));
    history.add(talk(NOW - 2 * HOUR_MS));
    must(history.commit(null));
    history.close();
    open();
    history.add(talk(NOW, { peer: '198.51.100.2' }));
    must(history.commit(null));
    const found = all().sort((a, b) => (a.peer < b.peer ? -1 : 1));
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ flows: 4, bytes: 400, firstMs: NOW - 2 * HOUR_MS, lastMs: NOW + 121_000 });
  });

  it('gives up what is older than its days and what a wrong clock wrote into the future, and counts it', () => {
    for (const atMs of [NOW - 20 * DAY, NOW - 15 * DAY, NOW - 13 * DAY, NOW, NOW + 400 * DAY]) history.add(talk(atMs));
    must(history.commit(null));
    expect(history.prune()).toEqual({ ok: true, value: { pruned: 3 } });
    expect(history.gaps()).toEqual({ missed: 0, pruned: 3 });
    expect(all()).toMatchObject([{ flows: 2 }]);
  });

  it('gives nothing up by age while the clock is not set, nor for a day after it leapt', () => {
    history.add(talk(NOW));
    must(history.commit(null));
    synced = false;
    clock.wall = NOW + 3650 * DAY;
    expect(history.prune()).toMatchObject({ value: { pruned: 0 } });
    synced = true;
    clock.wall = NOW;
    must(history.prune());
    clock = { wall: NOW + 3650 * DAY, monotonic: 1000 };
    expect(history.prune()).toMatchObject({ value: { pruned: 0 } });
    clock = { wall: NOW, monotonic: 2000 };
    expect(history.prune()).toMatchObject({ value: { pruned: 0 } });
    expect(all()).toHaveLength(1);
  });

  it('keeps within its disk budget by giving up the oldest hours', () => {
    history.close();
    open({ maxBytes: 300_000 });
    for (let hour = 0; hour < 20; hour += 1) {
      for (let peer = 0; peer < 200; peer += 1) {
        history.add(talk(NOW - hour * HOUR_MS, { peer: `198.51.100.${peer}`, name: `n${peer}.example` }));
      }
    }
    must(history.commit(null));
    const pruned = history.prune();
    expect(pruned.ok && pruned.value.pruned).toBeGreaterThan(0);
    expect(statSync(join(folder, 'traffic.db')).size).toBeLessThan(400_000);
    expect(Math.max(...all().map(({ lastMs }) => lastMs))).toBe(NOW + 1000);
  });

  it('takes only so many rows of one hour, goes on counting those it has, and says how much found no room', () => {
    history.close();
    open({ rowsAnHour: 10, pending: 8 });
    for (let port = 1; port <= 30; port += 1) history.add(talk(NOW, { port }));
    history.add(talk(NOW, { port: 1 }));
    must(history.commit(null));
    expect(all()).toHaveLength(10);
    expect(all().find(({ port }) => port === 1)?.flows).toBe(2);
    expect(history.gaps().missed).toBe(20);
  });

  it('sets a damaged file aside and begins anew', () => {
    history.add(talk(NOW));
    must(history.commit(null));
    history.close();
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `traffic.db${suffix}`), { force: true });
    writeFileSync(join(folder, 'traffic.db'), Buffer.alloc(8192, 7));
    open();
    expect(all()).toEqual([]);
    expect(statSync(join(folder, 'traffic.db.broken')).size).toBe(8192);
  });
});
