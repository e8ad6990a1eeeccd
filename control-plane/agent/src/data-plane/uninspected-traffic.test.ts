import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unwatchedSeconds } from './last-seen.ts';
import { openTrafficAccount } from './uninspected-traffic.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-traffic-'));
  file = join(folder, 'traffic.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const counts = (packets: number, bytes: number, inspected = 0) => ({
  inspected: { packets: inspected, bytes: inspected * 100 },
  uninspected: { packets, bytes },
});
const step = (packets: number, bytes: number, day = '2026-01-01') => ({
  counts: counts(packets, bytes),
  everything: false,
  seconds: 1,
  day,
});

describe('openTrafficAccount', () => {
  it('adds what the kernel counted while the agent was dead exactly once, and begins each day at 0', async () => {
    const first = (await openTrafficAccount(file, 'a')).account;
    first.advance(step(10, 1000));
    await first.save();
    first.advance(step(12, 1200)); // never saved: the power of the agent went
    const second = (await openTrafficAccount(file, 'a')).account;
    second.advance(step(40, 4000));
    second.advance(step(41, 4100, '2026-01-02'));
    expect(second.total).toEqual({ packets: 41, bytes: 4100 });
    expect(second.today).toEqual({ day: '2026-01-02', packets: 1, bytes: 100, seconds: 1 });
    expect(second.rebooted).toBe(false);
  });

  it('reads again what it wrote, also of counts that hold more than it keeps', async () => {
    const first = (await openTrafficAccount(file, 'a')).account;
    const trusted = { packets: 7, bytes: 700 };
    first.advance({ ...step(10, 1000), counts: { ...counts(10, 1000), trusted } });
    await first.save();
    const second = await openTrafficAccount(file, 'a');
    expect(second.problem.ok).toBe(true);
    expect(second.account.today).toEqual({ day: '2026-01-01', packets: 10, bytes: 1000, seconds: 1 });
  });

  it('takes counters that began anew, with the boot or with their table, for what they are', async () => {
    const before = (await openTrafficAccount(file, 'a')).account;
    before.advance(step(10, 1000));
    await before.save();
    const after = (await openTrafficAccount(file, 'b')).account;
    after.advance(step(15, 1500));
    after.advance(step(2, 200));
    after.advance({ ...step(2, 200), counts: null });
    expect(after.total).toEqual({ packets: 27, bytes: 2700 });
    expect(after.rebooted).toBe(true);
  });

  it('counts what an engine passed that was switched off', async () => {
    const { account } = await openTrafficAccount(file, 'a');
    account.advance({ ...step(0, 0), counts: counts(0, 0, 5) });
    account.advance({ ...step(1, 10), counts: counts(1, 10, 8), everything: true });
    expect(account.total).toEqual({ packets: 4, bytes: 310 });
  });

  it('starts at 0 and says so when its file is damaged', async () => {
    await writeFile(file, '{"v":1');
    const { account, problem } = await openTrafficAccount(file, 'a');
    expect(problem).toMatchObject({ ok: false, error: { code: 'ENG_TRAFFIC_FILE_BAD' } });
    expect(account.total).toEqual({ packets: 0, bytes: 0 });
  });
});

describe('unwatchedSeconds', () => {
  const engine = { pid: 7, start: 100, state: 'S' };
  const seen = { v: 1 as const, bootId: 'a', atMs: 1000, inspecting: true, engine: { pid: 7, start: 100 } };
  const now = (over: object = {}) => ({
    clock: { bootId: 'a', nowMs: () => 61_000 },
    engine,
    rebooted: false,
    ...over,
  });

  it.each([
    ['nothing while the same engine inspected on', seen, now(), 0],
    ['all of it when the engine is another process now', seen, now({ engine: { ...engine, start: 200 } }), 60],
    ['all of it when there is no engine now', seen, now({ engine: null }), 60],
    ['all of it when it did not inspect before', { ...seen, inspecting: false }, now(), 60],
    ['all time since the boot', seen, now({ clock: { bootId: 'b', nowMs: () => 9000 }, rebooted: true }), 9],
    ['nothing on the very first start', null, now(), 0],
  ] as const)('is %s', (_, before, present, expected) => {
    expect(unwatchedSeconds(before, present)).toBe(expected);
  });
});
